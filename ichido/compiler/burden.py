"""What a plan asks of a person, beside what its procedures would ask one by one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ichido.compiler.parameters import parameter_on
from ichido.compiler.plan import Plan, PlannedProcedure
from ichido.compiler.views.summary import required_needs
from ichido.language.catalogue import Catalogue

COSTS = "burden"
"""The parameters that say what a question, a document and a visit cost in minutes, and an hour in money."""

SEEN = ("presence", "identify", "original")
"""Acts for which the person has to be where the authority is."""

COUNTED = ("questions", "documents", "visits")


@dataclass(frozen=True, slots=True)
class Load:
    """How many questions a person answers, documents they bring, and offices they go to."""

    questions: int
    documents: int
    visits: int


@dataclass(frozen=True, slots=True)
class Burden:
    """The load when each procedure is applied for by itself, and the load of the plan."""

    alone: Load
    here: Load


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


def burden(plan: Plan) -> Burden:
    """Count a plan; a filing that is a note of another, or that never applies, counts like every other.

    By itself each procedure asks for all it needs, wants a certificate of each register of another office that now
    gives it, and is applied for at its own office.
    """
    needs = required_needs(plan)
    certificates = {
        (need.procedure, need.via)
        for found in needs.values()
        for need in found
        if need.origin == "obtained" and need.channel not in ("own", "open")
    }
    originals = sum(1 for _, act in _acts(plan) if act == "original")
    return Burden(
        alone=Load(
            questions=sum(len({need.procedure for need in found}) for found in needs.values()),
            documents=len(certificates) + originals,
            visits=len({_office(planned) for planned in plan.procedures.values()}),
        ),
        here=Load(
            questions=len(plan.questions),
            documents=originals,
            visits=len({_office(planned) for planned, act in _acts(plan) if act in SEEN}),
        ),
    )


def costs(catalogue: Catalogue, day: date) -> Costs | None:
    """What the catalogue says that things cost on a day; None where it does not say."""
    document = catalogue.parameters.get(COSTS)
    if document is None:
        return None
    sets = {COSTS: document.model}
    found = [parameter_on(sets, COSTS, name, day) for name in ("question", "document", "visit", "hour")]
    question, document_, visit, hour = (value if isinstance(value, int) else 0 for value in found)
    return Costs(Load(question, document_, visit), hour)


def _acts(plan: Plan) -> Iterator[tuple[PlannedProcedure, str]]:
    for planned in plan.procedures.values():
        yield from ((planned, need) for need in planned.definition.needs if "." not in need)


def _office(planned: PlannedProcedure) -> tuple[str, str]:
    jurisdiction = planned.definition.jurisdiction
    return planned.definition.authority, jurisdiction.read if jurisdiction else ""
