"""What the API shows of cases, as far as the verbs read it; keys they do not know are left alone."""

from datetime import date, datetime
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from ichido.cli.output import CouldNotRun
from ichido.language.kinds.model import Labels


class Shown(BaseModel):
    """Frozen; a newer API may say more."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


S = TypeVar("S", bound=Shown)


def understood(model: type[S], body: Any) -> S:
    """What the API answered, read; CouldNotRun for what this version does not understand."""
    try:
        return model.model_validate(body)
    except ValidationError as error:
        missing = ".".join(map(str, error.errors(include_url=False, include_input=False)[0]["loc"]))
        raise CouldNotRun(f"the API answered what this version does not understand, at `{missing}`") from None


class Office(Shown):
    """An authority by its code, with its name by language."""

    code: str
    name: Labels


class Reason(Shown):
    """Why a procedure waits: a kind for machines, a sentence for people."""

    kind: str
    what: str
    text: Labels


class LoadShown(Shown):
    """Questions, documents, visits; minutes and money where costs are published."""

    questions: int
    documents: int
    visits: int
    minutes: int | None = None
    money: int | None = None


class BurdenShown(Shown):
    """What a case needed, where it came from, and what it cost."""

    needs: int
    distinct: int
    obtained: int
    reused: int
    asked: int
    derived: int
    produced: int
    documents_omitted: int
    visits_saved: int
    alone: LoadShown
    here: LoadShown
    saved: LoadShown
    currency: str


class ProcedureShown(Shown):
    """Where one procedure for one subject stands."""

    key: str
    label: Labels
    article: str = ""
    authority: Office | None = None
    applies: str = "yes"
    choice: str = "none"
    submitted: bool = False
    due: date | None = None
    outcome: str | None = None
    correction: bool = False
    waiting: tuple[Reason, ...] = ()


class NotAskedShown(Shown):
    """What one procedure spares the person, and why it no longer matters."""

    key: str
    because: Labels
    terms: dict[str, Labels]


class OwedShown(Shown):
    """A term that a register is to give or confirm, and what the case does meanwhile."""

    term: str
    label: Labels
    registry: str
    since: datetime
    how: str
    procedures: tuple[str, ...] = ()
    text: Labels


class SaidShown(Shown):
    """Sources that differ, or a register of which the person says that it is wrong, in a sentence."""

    text: Labels


class CaseShown(Shown):
    """Where a case stands."""

    number: str
    life_event: str
    label: Labels
    stage: str
    opened_at: datetime
    due_on: date | None = None
    closed_at: datetime | None = None
    close_reason: str = ""
    procedures: tuple[ProcedureShown, ...] = ()
    conflicts: tuple[SaidShown, ...] = ()
    contested: tuple[SaidShown, ...] = ()
    not_asked: tuple[NotAskedShown, ...] = ()
    unverified: tuple[OwedShown, ...] = ()


class LineShown(Shown):
    """One case in a list."""

    number: str
    life_event: str
    label: Labels
    stage: str
    opened_at: datetime
    waiting_for: tuple[str, ...] = ()
    due_on: date | None = None
    unverified_since: datetime | None = None


class CasesShown(Shown):
    """A page of cases, newest first."""

    cases: tuple[LineShown, ...]
    next: str | None = None


class ActorShown(Shown):
    """Who did something, and for which authority."""

    by: str
    authority: str = ""


class HoldShown(Shown):
    """Something for which a case is held."""

    id: str
    kind: str
    reason: str
    placed: ActorShown
    at: datetime


class DisposalShown(Shown):
    """A disposal decision."""

    under: str
    decided: ActorShown
    at: datetime


class FaultShown(Shown):
    """Something that is in the way."""

    where: str
    code: str
    message: str


class KeepingShown(Shown):
    """How a case is kept."""

    number: str
    kept_until: date | None = None
    under: tuple[str, ...] = ()
    holds: tuple[HoldShown, ...] = ()
    disposal: DisposalShown | None = None
    forgotten_at: datetime | None = None
    obstacles: tuple[FaultShown, ...] = ()
