"""What an authority posts to the inbox, read strictly."""

from datetime import datetime, timedelta
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue, model_validator

from ichido.case.deadlines import day_of
from ichido.case.hear import AuthorityEvent
from ichido.case.known import key_of
from ichido.case.record import Reason
from ichido.compiler.plan import Plan
from portal.text import Name

Text = Annotated[str, Field(min_length=1, max_length=2000)]
NEAR = timedelta(days=1)
LONGEST_REHEARSAL = LONGEST_BEFORE = timedelta(days=366)
"""How far a rehearsal's authority may be ahead of it, and how long before a case opened something may have been."""

_PARTS = {
    "received": frozenset[str](),
    "correction": frozenset({"items", "message"}),
    "act": frozenset({"act"}),
    "outcome": frozenset({"outcome", "reasons", "with_"}),
}
_NEEDED = {"received": None, "correction": "items", "act": "act", "outcome": "outcome"}


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, populate_by_name=True)


class ToldReason(_Strict):
    """A reason for an outcome, with its article (行政手続法 8条)."""

    text: Text
    article: Name | None = None


class Told(_Strict):
    """What an authority says of one filing; `sequence` is its own number, `at` when it was so.

    `about` is what the authority calls whom the filing is about, as it stood in its submission; `introduces` are
    letters for those whom `with` names.
    """

    event: Literal["received", "correction", "act", "outcome"]
    case: Name
    procedure: Name
    about: Name | None = None
    sequence: Annotated[int, Field(ge=1, lt=2**31)]
    at: AwareDatetime
    submission: Name | None = None
    outcome: Name | None = None
    reasons: Annotated[tuple[ToldReason, ...] | None, Field(max_length=50)] = None
    with_: Annotated[dict[Name, JsonValue] | None, Field(alias="with", max_length=100)] = None
    items: Annotated[tuple[Name, ...] | None, Field(min_length=1, max_length=100)] = None
    message: Text | None = None
    act: Name | None = None
    introduces: Annotated[dict[Name, Name], Field(max_length=100)] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        """An outcome has an outcome, a correction has items, and neither has the other's."""
        given = {name for name in ("outcome", "reasons", "with_", "items", "message", "act") if getattr(self, name)}
        needed = _NEEDED[self.event]
        if needed and needed not in given:
            raise ValueError(f"`{self.event}` needs `{needed}`")
        if more := sorted(name.rstrip("_") for name in given - _PARTS[self.event]):
            raise ValueError(f"`{self.event}` does not take {', '.join(f'`{name}`' for name in more)}")
        return self

    def key(self, subject: str | None) -> str:
        """The filing it is about, once it is known whom the authority means."""
        return key_of(self.procedure, subject)


def in_its_time(at: datetime, opened_at: datetime, now: datetime, shift: int) -> bool:
    """Whether an authority can mean this instant: not after tomorrow, not long before the case was opened.

    A rehearsal (`shift` seconds ahead, or behind if negative) has two clocks, and steps ahead of its own.
    """
    rehearsed = timedelta(seconds=shift)
    earliest = opened_at + min(rehearsed, timedelta()) - LONGEST_BEFORE
    latest = now + max(rehearsed, timedelta()) + (LONGEST_REHEARSAL if shift else NEAR)
    return earliest <= at <= latest


def heard(
    told: Told, key: str, id_: str, authority: str, plan: Plan, received_at: datetime, shift: int
) -> AuthorityEvent:
    """The event as the case core takes it, about the filing under `key`, its day counted by the case's calendar.

    In a rehearsal (`shift` seconds ahead) an authority that speaks by the real clock is moved along with the case.
    """
    rehearsed = shift and abs(told.at - received_at) <= NEAR
    at = told.at + timedelta(seconds=shift) if rehearsed else told.at
    return AuthorityEvent(
        id=id_,
        authority=authority,
        case=told.case,
        key=key,
        kind=told.event,
        sequence=told.sequence,
        on=day_of(plan, at),
        outcome=told.outcome or "",
        reasons=tuple(Reason(reason.text, reason.article or "") for reason in told.reasons or ()),
        items=told.items or (),
        message=told.message or "",
        act=told.act or "",
        produced=tuple(sorted((told.with_ or {}).items())),
    )
