"""What a question, a document and a visit cost a person, as it is published: minutes, and an hour in money."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ichido.compiler.parameters import parameter_on
from ichido.language.kinds import Parameters

COSTS = "burden"
"""The parameters that say what a question, a document and a visit cost in minutes, and an hour in money."""

COUNTED = ("questions", "documents", "visits")


@dataclass(frozen=True, slots=True)
class Load:
    """How many questions a person answers, documents they bring, and offices they go to."""

    questions: int
    documents: int
    visits: int


@dataclass(frozen=True, slots=True)
class Costs:
    """Minutes for each of what is counted, and what an hour is worth in the currency's smallest unit."""

    minutes: Load
    hour: int

    def minutes_of(self, load: Load) -> int:
        """How long a load takes."""
        return sum(getattr(self.minutes, name) * getattr(load, name) for name in COUNTED)

    def money_of(self, load: Load) -> int:
        """What that time is worth, in the currency's smallest unit."""
        return self.minutes_of(load) * self.hour // 60


def costs(parameters: Mapping[str, Parameters], day: date) -> Costs | None:
    """What it is said that things cost on a day, by a catalogue or by the plan of a case; None where nothing is."""
    if COSTS not in parameters:
        return None
    found = [parameter_on(parameters, COSTS, name, day) for name in ("question", "document", "visit", "hour")]
    question, document, visit, hour = (value if isinstance(value, int) else 0 for value in found)
    return Costs(Load(question, document, visit), hour)
