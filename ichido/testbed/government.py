"""The pretend government as a whole: what it goes by, its people, offices, faults and what it has seen."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from ichido.language.catalogue import Catalogue
from ichido.language.kinds import Registry
from ichido.testbed.desk import Desk
from ichido.testbed.faults import SUBMISSIONS, Faults
from ichido.testbed.messages import Saying
from ichido.testbed.naming import Naming
from ichido.testbed.offices import Authority, offices
from ichido.testbed.people import People
from ichido.testbed.places import CITIES, COUNTRY
from ichido.testbed.population import HOUSEHOLDS, settle
from ichido.testbed.sample import Sample, family, sample


class Mode(StrEnum):
    """Who decides what authorities say: the caller's script, or the government by itself."""

    SCRIPTED = "scripted"
    AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Read:
    """One question a registry was asked: by whom, of whom, which fields, for what, under which article, as of when."""

    authority: str
    resource: str
    asked_by: str
    subjects: tuple[str, ...]
    fields: tuple[str, ...]
    procedure: str
    under: str
    case: str
    on: date | None
    at: datetime


@dataclass(slots=True)
class Government:
    """All that a testbed holds; `moment` is how many seconds an authority takes to decide by itself.

    `says` is what it then says of a procedure, where that was decided beforehand. `tries` counts every question that
    reached a registry, `reads` are those that it heard.
    """

    catalogue: Catalogue
    seed: int
    people: People
    sample: Sample
    names: Naming
    mode: Mode = Mode.AUTO
    moment: float = 1.0
    answers_url: str | None = None
    says: Mapping[str, tuple[Saying, ...]] = field(default_factory=dict)
    municipalities: dict[str, None] = field(default_factory=dict)
    authorities: dict[str, Authority] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)
    tries: Counter[str] = field(default_factory=Counter)
    reads: list[Read] = field(default_factory=list)
    desks: dict[str, Desk] = field(default_factory=dict)

    def desk(self, code: str) -> Desk:
        """Give the desk of an authority of this government."""
        return self.desks.setdefault(code, Desk(code))

    def found(self, municipalities: Iterable[str]) -> None:
        """Let there be these municipalities too, with every office that serves them."""
        self.municipalities |= dict.fromkeys(municipalities)
        self.authorities = offices(self.catalogue, self.seed, self.municipalities)

    def registry(self, code: str, resource: str) -> Registry | None:
        """Give the registry that an office keeps under a name, if it keeps one."""
        there = self.authorities.get(code)
        registries = (document.model for document in self.catalogue.registries.values())
        return next((r for r in registries if there and r.holder in there.roles and r.reach.http == resource), None)

    def serves(self, target: str) -> bool:
        """Say whether `{code}/{resource}` leads to the desk of an authority or to a registry."""
        code, _, resource = target.partition("/")
        return code in self.authorities and (resource == SUBMISSIONS or self.registry(code, resource) is not None)


def build(
    catalogue: Catalogue,
    seed: int,
    mode: Mode = Mode.AUTO,
    moment: float = 1.0,
    answers_url: str | None = None,
    households: int = HOUSEHOLDS,
) -> Government:
    """Give the government of a seed that goes by a catalogue.

    In Japan there are two cities, a thousand households unless told, and the sample family. In a country about which
    nothing is known here there is nobody until a world is put in place.
    """
    here = catalogue.country == COUNTRY
    people = settle(seed, households).joined(family(seed)) if here else People()
    government = Government(catalogue, seed, people, sample(seed), Naming(seed), mode, moment, answers_url)
    government.found([city.code for city in CITIES] if here else [])
    return government
