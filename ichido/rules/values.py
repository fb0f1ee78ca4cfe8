"""What a term can turn out to be: a value, known to be none, or unknown for a reason."""

from __future__ import annotations

import datetime
from calendar import monthrange
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Cause:
    """One fact that is missing: whose, which term, why (not asked, unavailable …), and as of which day if not now."""

    subject: str
    term: str
    reason: str
    on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """Not known, because of these missing facts; only those that could still change the outcome."""

    causes: tuple[Cause, ...]


class Nothing(Enum):
    """The type of NONE."""

    NONE = "none"

    def __repr__(self) -> str:
        return "NONE"


NONE = Nothing.NONE
"""Known to be none: a registry that is complete has nothing, or the person said there is nothing."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a fact is about."""

    id: str
    vocabulary: str

    def __str__(self) -> str:
        return self.id


@dataclass(frozen=True, slots=True)
class Address:
    """A place to live: the code of the municipality, and the whole address as text."""

    municipality: str
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name as it is shown, with its reading.

    `register` is the register's spelling where it differs from what can be shown, `latin` the name in Latin letters.
    """

    text: str
    kana: str
    register: str = ""
    alias: str = ""
    latin: str = ""

    def __str__(self) -> str:
        return f"{self.text}（{self.kana}）" if self.kana else self.text


@dataclass(frozen=True, slots=True)
class BankAccount:
    """Where money is paid to."""

    bank: str
    branch: str
    number: str
    holder: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.bank, self.branch, self.number, self.holder) if part)


@dataclass(frozen=True, slots=True)
class File:
    """A file by the hash of its bytes, which are kept elsewhere; `bytes` is how many they are."""

    sha256: str
    media_type: str
    bytes: int
    name: str

    def __str__(self) -> str:
        for unit, size in (("MB", 10**6), ("kB", 10**3)):
            if self.bytes >= size:
                return f"{self.name} ({self.bytes / size:.1f} {unit})"
        return f"{self.name} ({self.bytes} B)"


@dataclass(frozen=True, slots=True)
class Compound:
    """The value of a record: what each of its fields holds, in their order."""

    fields: tuple[tuple[str, Value], ...]

    def __str__(self) -> str:
        return ", ".join(str(value) for _, value in self.fields if value is not NONE)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day of which only the year or the month is known: some day from `first` to `last`.

    `causes` says which fact that is, and is no part of the value.
    """

    first: datetime.date
    last: datetime.date
    causes: tuple[Cause, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        """`1950`, `1950-04`, or the first and the last day with a slash between (ISO 8601)."""
        first, last = self.first.isoformat(), self.last.isoformat()
        if (first[5:], last) == ("01-01", f"{first[:4]}-12-31"):
            return first[:4]
        whole = self.last.day == monthrange(self.last.year, self.last.month)[1]
        return first[:7] if whole and (first[8:], last[:7]) == ("01", first[:7]) else f"{first}/{last}"


@dataclass(frozen=True, slots=True)
class Range:
    """What was reckoned from a day known in part: a number or day from `low` to `high`, and never a fact."""

    low: int | datetime.date
    high: int | datetime.date
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class ParameterSet:
    """What the root of a parameter set stands for; its values are asked for by name and day."""

    id: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The items known; not `complete` means there may be more, for `causes` (by default: the list itself)."""

    items: tuple[Value, ...]
    complete: bool
    causes: tuple[Cause, ...] = ()


Composite: TypeAlias = Address | PersonName | BankAccount | File | Compound
Single: TypeAlias = str | int | bool | datetime.date | Subject | PartialDate | Composite
Value: TypeAlias = Single | Range | ParameterSet | Listing | Nothing | Unknown


def unite(*unknowns: Unknown) -> Unknown:
    """One unknown with the causes of all, each once, in the order first met."""
    return Unknown(tuple(dict.fromkeys(cause for unknown in unknowns for cause in unknown.causes)))
