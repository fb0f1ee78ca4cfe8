"""What a notice may speak of."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an authority decided so, and the article it rests on (行政手続法8条)."""

    text: str
    article: str


@dataclass(frozen=True, slots=True)
class Produced:
    """One thing the procedure brought forth, in the reader's words."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Unverified:
    """One thing that was declared while its register was down, and since when that was."""

    label: str
    since: date


@dataclass(frozen=True, slots=True)
class Contents:
    """The values of one notice, labels in the reader's language; `amount` is in the currency's smallest unit.

    What is `unverified` is said at the end of every letter about an outcome, whether or not its text speaks of it.
    """

    case: str
    procedure: str
    authority: str
    outcome: str
    on: date
    reasons: tuple[Reason, ...] = ()
    amount: int | None = None
    remedies: tuple[str, ...] = ()
    produced: tuple[Produced, ...] = ()
    unverified: tuple[Unverified, ...] = ()

    def values(self) -> Mapping[str, object]:
        """The values by the names a notice uses."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


KNOWN_NAMES = (
    *(field.name for field in fields(Contents)),
    *(f"reasons.{field.name}" for field in fields(Reason)),
    *(f"produced.{field.name}" for field in fields(Produced)),
    *(f"unverified.{field.name}" for field in fields(Unverified)),
)
