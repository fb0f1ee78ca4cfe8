"""The plan: a compiled life event, frozen, hashed and self-contained."""

import hashlib
import json
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict

from ichido.compiler.openings import Opening, openings
from ichido.language.kinds import Authority, Calendar, Parameters, Permit, Procedure, Registry, Vocabulary
from ichido.language.kinds.laws import AgeAttained, Currency, Law, MonthDay
from ichido.language.kinds.model import Labels
from ichido.language.kinds.registry import Channel, Stage
from ichido.language.kinds.targets import Targets

FORMAT = 1
"""Every released format stays readable; a change of meaning takes the next number."""

Use = Literal["payload", "rule", "payment", "condition", "jurisdiction", "link", "key", "right"]
"""What a term is read for; a `link` leads to what an act reads, a `key` finds options and offices for every act.

A `right` shows who may act."""

Origin = Literal["obtained", "produced", "derived", "asked"]
Why = Literal[
    "no-source", "not-granted", "before-application", "stale", "unavailable", "declined", "consent", "choice",
    "correction", "not-found", "confirm", "conflict",
]  # fmt: skip


class Part(BaseModel):
    """Every part of a plan is frozen and knows its keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, defer_build=True)


class PlannedNeed(Part):
    """One term one procedure reads, and where it will come from; what is asked may be known under a `permit`."""

    path: str
    canonical: str
    procedure: str
    use: Use
    origin: Origin
    via: str = ""
    grant: str = ""
    stage: Stage | None = None
    channel: Channel | None = None
    under: str = ""
    why: Why | None = None
    permit: str = ""
    producers: tuple[str, ...] = ()


class PlannedLookup(Part):
    """One registry asked once, or earlier cases looked in, for the terms of all procedures that may have them."""

    wave: int
    after: str
    registry: str
    stage: Stage
    channel: Channel | Literal["earlier"]
    under: str
    acts: tuple[str, ...]
    subjects: str
    terms: tuple[str, ...]


class PlannedQuestion(Part):
    """One thing left to ask, with who wants it and why it must be asked."""

    term: str
    why: Why
    procedures: tuple[str, ...]
    articles: tuple[str, ...]


class Each(Part):
    """A procedure done once for each subject on a path that meets a condition."""

    variable: str
    path: str
    condition: str = ""


class PlannedProcedure(Part):
    """A procedure as this plan runs it."""

    definition: Procedure
    when: str | None = None
    each: Each | None = None
    after: tuple[str, ...] = ()
    notices: dict[str, dict[str, str]] = {}


class Counting(Part):
    """How the country's law counts years and money; what a plan leaves out counts as version 1 always did."""

    fiscal_year_starts: MonthDay = "04-01"
    age_attained: AgeAttained = "eve"
    currency: Currency = "JPY"


class Plan(Part):
    """Everything a case needs to run, and nothing that is read at run time.

    `letters` holds, by kind and language, hashes of letters that any procedure may send: a correction, a day gone by.
    `alike`: characters that are taken for one another when names are compared.
    """

    format: int = FORMAT
    life_event: str
    title: Labels
    about: str
    roots: dict[str, str]
    country: str
    counting: Counting = Counting()
    laws: dict[str, Law]
    vocabularies: dict[str, Vocabulary]
    registries: dict[str, Registry]
    authorities: dict[str, Authority]
    calendars: dict[str, Calendar]
    parameters: dict[str, Parameters]
    permits: dict[str, Permit] = {}
    procedures: dict[str, PlannedProcedure]
    needs: tuple[PlannedNeed, ...]
    lookups: tuple[PlannedLookup, ...]
    questions: tuple[PlannedQuestion, ...]
    submissions: tuple[tuple[str, ...], ...]
    letters: dict[str, dict[str, str]] = {}
    targets: Targets | None = None
    alike: dict[str, str] = {}

    @cached_property
    def openings(self) -> dict[str, tuple[Opening, ...]]:
        """By term, the grants and permits that open it, in the order in which they are tried."""
        return openings(self.registries, self.permits, self.vocabularies)


def encode(plan: Plan) -> bytes:
    """The canonical JSON of a plan: the same plan gives the same bytes on any machine."""
    written = plan.model_dump(mode="json", by_alias=True, exclude_defaults=True) | {"format": plan.format}
    return json.dumps(written, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def decode(data: bytes) -> Plan:
    """Read a plan of any released format; ValueError for one from a newer version."""
    raw = json.loads(data)
    if raw.get("format") != FORMAT:
        raise ValueError(f"this plan has format {raw.get('format')}; this version reads {FORMAT}: update Ichido")
    return Plan.model_validate(raw)


def digest(plan: Plan) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(encode(plan)).hexdigest()
