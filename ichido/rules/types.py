"""The types a value of an expression can have, and where names get theirs from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, Protocol, TypeAlias

TypeName: TypeAlias = Literal[
    "text",
    "integer",
    "money",
    "date",
    "boolean",
    "code",
    "phone",
    "address",
    "person-name",
    "bank-account",
    "file",
    "record",
    "subject",
    "parameters",
]


@dataclass(frozen=True, slots=True)
class Type:
    """A type; `vocabulary` is a subject's vocabulary or a parameter set's id, `optional` means it can be none.

    `fields`: what a record is made of; `partial`: it may be a day of which only the year or the month is known.
    """

    name: TypeName
    vocabulary: str | None = None
    many: bool = False
    optional: bool = False
    fields: tuple[tuple[str, Type], ...] = ()
    partial: bool = False

    @property
    def one(self) -> Type:
        """The type of one item of the list."""
        return replace(self, many=False)

    @property
    def certain(self) -> Type:
        """The same type once it is known not to be none."""
        return replace(self, optional=False)

    @property
    def members(self) -> Mapping[str, Type]:
        """What a dot after such a value leads to; nothing for a value without parts."""
        return dict(self.fields) if self.name == "record" else MEMBERS.get(self.name, {})

    def is_like(self, other: Type) -> bool:
        """Whether a value of one can stand for a value of the other."""
        return (self.name, self.vocabulary, self.fields) == (other.name, other.vocabulary, other.fields)

    def __str__(self) -> str:
        name = {"subject": self.vocabulary or "subject", "parameters": "parameter set"}.get(self.name, self.name)
        name = f"partial {name}" if self.partial else name
        return f"list of {name}" if self.many else name


TEXT, INTEGER, MONEY, DATE, BOOLEAN, CODE = (
    Type("text"),
    Type("integer"),
    Type("money"),
    Type("date"),
    Type("boolean"),
    Type("code"),
)

PARAMETERS: tuple[TypeName, ...] = ("integer", "money", "date", "text", "code")
"""The types a parameter can have: what the law writes as one number, day or word."""
ORDERED: frozenset[TypeName] = frozenset({"integer", "money", "date"})
EQUATABLE: frozenset[TypeName] = ORDERED | {"text", "code", "phone", "boolean", "subject"}

MEMBERS: dict[TypeName, dict[str, Type]] = {
    "address": {"municipality": CODE, "text": TEXT},
    "person-name": {
        "text": TEXT,
        "kana": TEXT,
        "register": Type("text", optional=True),
        "alias": Type("text", optional=True),
        "latin": Type("text", optional=True),
    },
    "bank-account": {"bank": CODE, "branch": CODE, "number": CODE, "holder": TEXT},
    "file": {"name": TEXT, "media_type": TEXT, "bytes": INTEGER, "sha256": TEXT},
}
"""The parts of composite values; those of a record are said where its term is defined."""


class Scope(Protocol):
    """What the names in an expression mean; the compiler provides it from the catalogue."""

    def root(self, name: str) -> Type | None:
        """The type of a first name: a role, the subject the procedure is about, `on`, a parameter set."""

    def member(self, vocabulary: str, term: str) -> Type | None:
        """The type of a term of a vocabulary."""

    def roots(self) -> tuple[str, ...]:
        """All first names, to suggest from."""

    def members(self, vocabulary: str) -> tuple[str, ...]:
        """All terms of a vocabulary or values of a parameter set, to suggest from."""

    def parameter(self, set: str, name: str) -> Type | None:
        """The type of a value of a parameter set."""


@dataclass(frozen=True, slots=True)
class Local:
    """A scope with one more name in it: the variable of a loop."""

    outer: Scope
    name: str
    type: Type

    def root(self, name: str) -> Type | None:
        """The variable's type, else the outer meaning."""
        return self.type if name == self.name else self.outer.root(name)

    def member(self, vocabulary: str, term: str) -> Type | None:
        """As in the outer scope."""
        return self.outer.member(vocabulary, term)

    def roots(self) -> tuple[str, ...]:
        """The variable before the outer names."""
        return (self.name, *self.outer.roots())

    def members(self, vocabulary: str) -> tuple[str, ...]:
        """As in the outer scope."""
        return self.outer.members(vocabulary)

    def parameter(self, set: str, name: str) -> Type | None:
        """As in the outer scope."""
        return self.outer.parameter(set, name)
