"""The types a value of an expression can have, and where names get theirs from."""

from __future__ import annotations

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
    """A type; `vocabulary` is a subject's vocabulary or a parameter set's id, `optional` means it can be none."""

    name: TypeName
    vocabulary: str | None = None
    many: bool = False
    optional: bool = False

    @property
    def one(self) -> Type:
        """The type of one item of the list."""
        return replace(self, many=False)

    @property
    def certain(self) -> Type:
        """The same type once it is known not to be none."""
        return replace(self, optional=False)

    def __str__(self) -> str:
        name = {"subject": self.vocabulary or "subject", "parameters": "parameter set"}.get(self.name, self.name)
        return f"list of {name}" if self.many else name


TEXT, INTEGER, MONEY, DATE, BOOLEAN, CODE = (
    Type("text"),
    Type("integer"),
    Type("money"),
    Type("date"),
    Type("boolean"),
    Type("code"),
)

ORDERED: frozenset[TypeName] = frozenset({"integer", "money", "date"})
EQUATABLE: frozenset[TypeName] = ORDERED | {"text", "code", "phone", "boolean", "subject"}

MEMBERS: dict[TypeName, dict[str, Type]] = {
    "address": {"municipality": CODE, "text": TEXT},
    "person-name": {"text": TEXT, "kana": TEXT},
    "bank-account": {"bank": CODE, "branch": CODE, "number": CODE, "holder": TEXT},
}


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
