"""The state of a case and the effects it asks for: all that a workflow carries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ichido.case.conclusions import Clock, Conclusions, Lookup, Message

CloseReason = Literal["settled", "abandoned"]
NoticeKind = Literal["outcome", "correction", "overdue", "late"]


class State(Message):
    """What the case knows follows from its facts, and what it has already asked for."""

    conclusions: Conclusions
    asked: tuple[str, ...] = ()
    sent: tuple[str, ...] = ()
    decided: tuple[str, ...] = ()
    notified: tuple[str, ...] = ()
    timers: tuple[str, ...] = ()
    fired: tuple[str, ...] = ()
    closed: CloseReason | None = None
    event: int = 0

    @property
    def stage(self) -> str:
        """One word for lists: opening, answering, running, waiting for the person, or closed."""
        if self.closed:
            return "closed"
        if not self.conclusions.submitted:
            return "opening" if self.conclusions.lookups else "answering"
        return "answering" if any(q.required for q in self.conclusions.questions) else "running"


class SubmissionRef(Message):
    """One version of one filing, to be sent to its authority."""

    key: str
    version: int
    authority: str

    @property
    def id(self) -> str:
        """Unique within the case."""
        return f"{self.key}/{self.version}"


class NoticeRef(Message):
    """One notice to the person; its id makes it go out once."""

    id: str
    kind: NoticeKind
    key: str
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Concluded:
    """Somebody wrote a fact and concluded; `asked` are lookups that were made on the way without the case's asking."""

    conclusions: Conclusions
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fired:
    """A timer came to its end."""

    timer: str


Event = Concluded | Fired


@dataclass(frozen=True, slots=True)
class Obtain:
    """Ask all these registries at once."""

    lookups: tuple[Lookup, ...]


@dataclass(frozen=True, slots=True)
class Submit:
    """Put these into the outbox and try each once."""

    submissions: tuple[SubmissionRef, ...]


@dataclass(frozen=True, slots=True)
class Decide:
    """Decide these by their rules, for their authorities."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notify:
    """Send these notices to the person."""

    notices: tuple[NoticeRef, ...]


@dataclass(frozen=True, slots=True)
class SetTimer:
    """Wake the case when a legal period ends."""

    timer: str
    ends: datetime
    clock: Clock


@dataclass(frozen=True, slots=True)
class CancelTimer:
    """The period no longer runs."""

    timer: str


@dataclass(frozen=True, slots=True)
class Close:
    """Nothing more will happen in this case."""

    reason: CloseReason


Effect = Obtain | Submit | Decide | Notify | SetTimer | CancelTimer | Close
