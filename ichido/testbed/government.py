"""The pretend government as a whole: its people, authorities, faults and what it has seen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from ichido.testbed.desk import Desk
from ichido.testbed.faults import Faults
from ichido.testbed.numbers import municipality_corporate_number
from ichido.testbed.people import People
from ichido.testbed.places import CITIES
from ichido.testbed.population import HOUSEHOLDS, settle
from ichido.testbed.references import secret
from ichido.testbed.sample import Sample, sample, sample_people


class Mode(StrEnum):
    """Who decides what authorities say: the caller's script, or the government by itself."""

    SCRIPTED = "scripted"
    AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Authority:
    """A city: its 団体コード, name by language, 法人番号, and the secret it shares with Ichido."""

    code: str
    title: Mapping[str, str]
    corporate_number: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Read:
    """One question a registry was asked: by whom, of whom, which fields, for what, under which article, when."""

    authority: str
    resource: str
    asked_by: str
    subjects: tuple[str, ...]
    fields: tuple[str, ...]
    procedure: str
    under: str
    case: str
    at: datetime


@dataclass(slots=True)
class Government:
    """All that a testbed holds; `moment` is how many seconds an authority takes to decide by itself."""

    seed: int
    people: People
    sample: Sample
    authorities: dict[str, Authority]
    mode: Mode = Mode.AUTO
    moment: float = 1.0
    answers_url: str | None = None
    faults: Faults = field(default_factory=Faults)
    reads: list[Read] = field(default_factory=list)
    desks: dict[str, Desk] = field(default_factory=dict)

    def desk(self, code: str) -> Desk:
        """Give the desk of an authority of this government."""
        return self.desks.setdefault(code, Desk(code))

    def found(self, code: str, ja: str, en: str) -> None:
        """Add an authority unless it is there."""
        if code not in self.authorities:
            number = municipality_corporate_number(code)
            self.authorities[code] = Authority(code, {"ja": ja, "en": en}, number, secret(self.seed, code))


def build(
    seed: int,
    mode: Mode = Mode.AUTO,
    moment: float = 1.0,
    answers_url: str | None = None,
    households: int = HOUSEHOLDS,
) -> Government:
    """Give the government of a seed: two cities, a thousand households unless told, and the sample family."""
    people = settle(seed, households).joined(sample_people(seed))
    government = Government(seed, people, sample(seed), {}, mode, moment, answers_url)
    for city in CITIES:
        government.found(city.code, city.prefix, city.english)
    return government
