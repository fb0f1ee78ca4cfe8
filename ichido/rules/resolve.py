"""Follows a path through facts, parameters and lists."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from operator import attrgetter
from typing import Protocol, TypeAlias

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


class Bound:
    """A world with one more name in it, the variable of a loop, which stands for one item after the other."""

    __slots__ = ("name", "outer", "value")

    def __init__(self, outer: World, name: str = "", value: Value = NONE) -> None:
        self.outer, self.name, self.value = outer, name, value

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


Rule: TypeAlias = Callable[[World], Value]
Condition: TypeAlias = Callable[[World], "bool | Unknown"]
Lister: TypeAlias = Callable[[World], Listing]
Variables: TypeAlias = tuple[str, ...]
"""The variables of the loops around an expression, the innermost last; its world is Bound once for each."""


def reader(node: Path, variables: Variables = (), asking: bool = False) -> Rule:
    """Gives what the path leads to; through a list, the list of what each item leads to; `asking` lets none pass."""
    first, *terms = (name.text for name in node.names)
    if first in variables:
        outward = len(variables) - 1 - variables.index(first)
        item: Rule = attrgetter("outer." * outward + "value")
        return (lambda world: _follow(item(world), terms, world, node, asking)) if terms else item
    if variables:
        read, outermost = reader(node, asking=asking), attrgetter(".".join(["outer"] * len(variables)))
        return (lambda bound: read(outermost(bound))) if terms else lambda bound: outermost(bound).root(first)
    if len(terms) == 1:
        return _of_root(first, terms[0], node, asking)
    if len(terms) == 2:
        return _behind_a_link(first, terms, node, asking)
    if terms:
        return lambda world: _follow(world.root(first), terms, world, node, asking)
    return lambda world: world.root(first)


def _of_root(first: str, term: str, node: Path, asking: bool) -> Rule:
    """A term of a root, or a value of a parameter set: what most paths are."""

    def read(world: World) -> Value:
        owner = world.root(first)
        if type(owner) is Subject:
            value = world.fact(owner, term)
            return value if type(value) is not Listing else _open(value, owner, term)
        if type(owner) is ParameterSet:
            on = world.root("on")
            if type(on) is datetime.date:
                return world.parameter(owner.id, term, on)
        return _step(owner, term, world, node, asking)

    return read


def _behind_a_link(first: str, terms: list[str], node: Path, asking: bool) -> Rule:
    link, term = terms

    def read(world: World) -> Value:
        owner = world.root(first)
        if type(owner) is Subject:
            owner = world.fact(owner, link)
            if type(owner) is Subject:
                value = world.fact(owner, term)
                return value if type(value) is not Listing else _open(value, owner, term)
        return _follow(world.root(first), terms, world, node, asking)

    return read


def _follow(value: Value, terms: list[str], world: World, node: Path, asking: bool) -> Value:
    for term in terms:
        if type(value) is Subject:
            owner, value = value, world.fact(value, term)
            if type(value) is Listing:
                value = _open(value, owner, term)
        else:
            value = _step(value, term, world, node, asking)
    return value


def lister(node: Tree, variables: Variables = ()) -> Lister:
    """Gives the list a path leads to; a list wholly unknown is one that may hold anything."""
    read = reader(node, variables) if isinstance(node, Path) else None

    def listed(world: World) -> Listing:
        if read is None:
            raise RuleError("a declared list is needed here", node)
        value = read(world)
        if isinstance(value, Listing):
            return value
        if isinstance(value, Unknown):
            return Listing((), False, value.causes)
        raise RuleError("a list is needed here", node)

    return listed


def _step(value: Value, term: str, world: World, node: Path, asking: bool) -> Value:
    if isinstance(value, Subject):
        fact = world.fact(value, term)
        return _open(fact, value, term) if isinstance(fact, Listing) else fact
    if isinstance(value, Unknown) or (asking and value is NONE):
        return value
    if isinstance(value, Listing):
        return _each(value, term, world, node)
    if isinstance(value, ParameterSet):
        on = world.root("on")
        return on if isinstance(on, Unknown) else world.parameter(value.id, term, _day(on, node))
    return _part(value, term, node)


def _open(listing: Listing, owner: Subject, term: str) -> Listing:
    """A list that may hold more waits at least for itself."""
    if listing.complete or listing.causes:
        return listing
    return replace(listing, causes=(Cause(owner.id, term, "incomplete"),))


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
