"""What an authority's event changes in a filing, whatever the order in which events arrive."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, assert_never

from ichido.case.record import Correction, Filing, Reason

EventKind = Literal["received", "correction", "act", "outcome"]


@dataclass(frozen=True, slots=True)
class AuthorityEvent:
    """What an authority says about a filing; `sequence` is its own number and gives the order, `on` its day."""

    id: str
    authority: str
    case: str
    key: str
    kind: EventKind
    sequence: int
    on: date
    outcome: str = ""
    reasons: tuple[Reason, ...] = ()
    items: tuple[str, ...] = ()
    message: str = ""
    act: str = ""
    produced: tuple[tuple[str, object], ...] = field(default=())


def hear(filing: Filing, event: AuthorityEvent) -> Filing:
    """The filing after an event; hearing events late, twice or in any order gives the same filing."""
    match event.kind:
        case "received":
            return replace(filing, received=True)
        case "correction":
            correction = Correction(event.sequence, event.items, event.message)
            known = {c.sequence: c for c in (correction, *filing.corrections)}
            return replace(filing, corrections=tuple(known[sequence] for sequence in sorted(known)))
        case "act":
            days = dict(filing.acts)
            days[event.act] = min(event.on, days.get(event.act, event.on))
            return replace(filing, acts=tuple(sorted(days.items())))
        case "outcome":
            return _outcome(filing, event)
        case _:
            assert_never(event.kind)


def put_right(filing: Filing) -> Filing:
    """The filing after the person put right all that its open correction names: the next version is to be sent."""
    correction = filing.open_correction
    if correction is None:
        return filing
    return replace(filing, answered=correction.sequence, version=filing.version + 1)


def _outcome(filing: Filing, event: AuthorityEvent) -> Filing:
    if event.sequence <= filing.outcome_sequence:
        return filing
    return replace(
        filing,
        outcome=event.outcome,
        outcome_sequence=event.sequence,
        outcome_on=event.on,
        reasons=event.reasons,
        decided_by="authority",
    )
