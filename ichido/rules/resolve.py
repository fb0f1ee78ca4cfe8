"""Follows a path through facts, parameters and lists."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import Protocol

from ichido.rules.tree import Path, Tree
from ichido.rules.types import MEMBERS, TypeName
from ichido.rules.values import (
    NONE,
    Address,
    BankAccount,
    Cause,
    Compound,
    File,
    Listing,
    ParameterSet,
    PersonName,
    Subject,
    Unknown,
    Value,
)
from ichido.rules.years import Years

_COMPOSITES: dict[type, TypeName] = {
    Address: "address",
    PersonName: "person-name",
    BankAccount: "bank-account",
    File: "file",
}


class RuleError(Exception):
    """The expression cannot be answered with these values; the message holds no value, the node says where."""

    def __init__(self, message: str, node: Tree) -> None:
        super().__init__(message)
        self.offset, self.length = node.offset, node.length


class World(Protocol):
    """Where values come from. A term that is `many` is a Listing or Unknown: known to be none is the empty Listing.

    A PartialDate says which fact it is: its `causes`, of the reason `partial`, are what is waited for where it matters.
    """

    @property
    def years(self) -> Years:
        """How years are counted by the law that applies here."""

    def root(self, name: str) -> Value:
        """What a first name stands for: a subject, `on`, a ParameterSet, or Unknown."""

    def fact(self, subject: Subject, term: str) -> Value:
        """A term of a subject."""

    def parameter(self, set: str, name: str, on: datetime.date) -> Value:
        """A value of a parameter set as of a day."""

    def then(self, day: datetime.date) -> World:
        """The world in which each fact is what it was on a day, and unknown where nothing shows that."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A world with one more name in it: the variable of a loop."""

    outer: World
    name: str
    value: Value

    @property
    def years(self) -> Years:
        """As in the outer world."""
        return self.outer.years

    def root(self, name: str) -> Value:
        """The variable's value, else what the outer world says."""
        return self.value if name == self.name else self.outer.root(name)

    def fact(self, subject: Subject, term: str) -> Value:
        """As in the outer world."""
        return self.outer.fact(subject, term)

    def parameter(self, set: str, name: str, on: datetime.date) -> Value:
        """As in the outer world."""
        return self.outer.parameter(set, name, on)

    def then(self, day: datetime.date) -> Bound:
        """The outer world on that day; the variable stands for the same."""
        return Bound(self.outer.then(day), self.name, self.value)


def resolve(node: Path, world: World, asking: bool = False) -> Value:
    """What the path leads to; through a list, the list of what each item leads to; `asking` lets none pass."""
    value = world.root(node.names[0].text)
    for name in node.names[1:]:
        value = _step(value, name.text, world, node, asking)
    return value


def _step(value: Value, term: str, world: World, node: Path, asking: bool) -> Value:
    if isinstance(value, Subject):
        fact = world.fact(value, term)
        if isinstance(fact, Listing) and not fact.complete and not fact.causes:
            return replace(fact, causes=(Cause(value.id, term, "incomplete"),))
        return fact
    if isinstance(value, Unknown) or (asking and value is NONE):
        return value
    if isinstance(value, Listing):
        return _each(value, term, world, node)
    if isinstance(value, ParameterSet):
        on = world.root("on")
        return on if isinstance(on, Unknown) else world.parameter(value.id, term, _day(on, node))
    return _part(value, term, node)


def _part(value: Value, term: str, node: Path) -> Value:
    """A part of a composite value or of a record; what is left out is none where it may be."""
    if isinstance(value, Compound):
        for name, part in value.fields:
            if name == term:
                return part
    kind = MEMBERS.get(_COMPOSITES.get(type(value), "text"), {}).get(term)
    if kind is None:
        reason = "it is none" if value is NONE else "it has no terms"
        raise RuleError(f"`{term}` cannot be read: {reason}", node)
    part = getattr(value, term)
    return NONE if kind.optional and part == "" else part


def _each(listing: Listing, term: str, world: World, node: Path) -> Listing:
    items: list[Value] = []
    causes, complete = list(listing.causes), listing.complete
    for item in listing.items:
        value = _step(item, term, world, node, asking=False)
        if isinstance(value, Listing):
            items.extend(value.items)
            causes.extend(value.causes)
            complete = complete and value.complete
        else:
            items.append(value)
    return Listing(tuple(items), complete, tuple(dict.fromkeys(causes)))


def _day(value: Value, node: Tree) -> datetime.date:
    if type(value) is not datetime.date:
        raise RuleError("a date is needed here", node)
    return value


def listing(node: Tree, world: World) -> Listing:
    """The list a path leads to; a list wholly unknown is one that may hold anything."""
    if not isinstance(node, Path):
        raise RuleError("a declared list is needed here", node)
    value = resolve(node, world)
    if isinstance(value, Unknown):
        return Listing((), False, value.causes)
    if not isinstance(value, Listing):
        raise RuleError("a list is needed here", node)
    return value
