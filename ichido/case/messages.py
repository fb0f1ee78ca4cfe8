"""What workflows and activities say to each other: references, codes and conclusions only."""

from typing import Any

from pydantic import Field

from ichido.case.conclusions import Conclusions, Lookup, Message
from ichido.case.state import CloseReason, NoticeRef, State, SubmissionRef

OBTAIN, SUBMIT, DECIDE, NOTIFY = "obtain", "submit", "conclude", "notify"
STEP, PROJECT, DELIVER = "step", "project", "deliver"
"""The names under which activities are called."""


class CaseInput(Message):
    """What starts a case, or continues it: its plan travels with it, so no edit can break an open case."""

    case: str
    plan: dict[str, Any]
    plan_hash: str
    language: str = "ja"
    shift: int = 0
    lookup_seconds: float = 2.0
    conclusions: Conclusions
    state: State | None = None


class Opened(Message):
    """A case is open; `ready` once its opening lookups are back or left to their doors."""

    ready: bool
    revision: int


class CaseResult(Message):
    """How a case ended."""

    closed: CloseReason
    outcomes: dict[str, str]


class ObtainInput(Message):
    """The lookups of a wave; it has `seconds`, and with the waves that follow from it `together` (None: no bound)."""

    case: str
    lookups: tuple[Lookup, ...]
    seconds: float
    together: float | None = None


class SubmitInput(Message):
    """The submissions of one wave."""

    case: str
    submissions: tuple[SubmissionRef, ...]


class DecideInput(Message):
    """What is to be decided by rule."""

    case: str
    keys: tuple[str, ...]


class NotifyInput(Message):
    """The notices of one step."""

    case: str
    notices: tuple[NoticeRef, ...]
    language: str


class StepInput(Message):
    """All that is to be done in one step of a case."""

    obtain: ObtainInput | None = None
    submit: SubmitInput | None = None
    conclude: DecideInput | None = None
    notify: NotifyInput | None = None


class Done(Message):
    """What came of an activity: what follows now, each lookup made, and which parts of a step are left to do alone."""

    conclusions: Conclusions | None = None
    asked: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


class ProjectInput(Message):
    """Where a case stands after an event, for the lists of portals."""

    case: str
    event: int
    stage: str
    close_reason: str = ""
    revision: int


class DoorInput(Message):
    """A partner's door; `pause` is in seconds, after a round in which nothing went through.

    `cohorts` say how much may be tried at once of each registry, or of submissions, one if nothing is said; `held` are
    those that are not tried now.
    """

    authority: str
    pause: float
    cohorts: dict[str, int] = Field(default_factory=dict)
    held: tuple[str, ...] = ()


class DoorRound(Message):
    """What one round of a door left: how much may be tried next, what `failed` and rests for the door's own pause.

    `pause`: after so many seconds more may go; none where nothing went through.
    """

    waiting: bool
    told: int
    cohorts: dict[str, int] = Field(default_factory=dict)
    failed: tuple[str, ...] = ()
    pause: float | None = None
