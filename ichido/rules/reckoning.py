"""Closures that reckon: operators, functions, and what a list comes to."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from operator import floordiv
from typing import Any, TypeAlias

from ichido.rules import between
from ichido.rules.functions import Function
from ichido.rules.operate import LARGEST, OPERATIONS, bounded, builtin, certain, doubt, reckoned
from ichido.rules.operate import extreme as extreme_of
from ichido.rules.resolve import Bound, Lister, Rule, RuleError, World
from ichido.rules.tree import Aggregate, Arithmetic, Call, Loop, Negative
from ichido.rules.values import NONE, Listing, Unknown, Value, unite

Picker: TypeAlias = Callable[[World, Listing], tuple[list[Value], list[Unknown]]]
"""What the items of a list add, and for what the rest waits."""

_ALIKE = ({int}, {datetime.date})


def total(node: Arithmetic, operands: tuple[Rule, ...]) -> Rule:
    """A chain of operators on whole numbers."""
    if len(operands) == 2 and node.operators[0] != "//":
        return _of_two(node, *operands)
    first, *rest = operands
    steps = tuple(zip((OPERATIONS[sign] for sign in node.operators), rest, strict=True))

    def found(world: World) -> Value:
        total = first(world)
        if type(total) is int:
            for work, operand in steps:
                number = operand(world)
                if type(number) is not int or (work is floordiv and number == 0):
                    break
                total = work(total, number)
                if not -LARGEST <= total <= LARGEST:
                    break
            else:
                return total
        return reckoned(node, [operand(world) for operand in operands])

    return found


def _of_two(node: Arithmetic, one: Rule, other: Rule) -> Rule:
    work = OPERATIONS[node.operators[0]]

    def found(world: World) -> Value:
        left, right = one(world), other(world)
        if type(left) is int and type(right) is int:
            total: int = work(left, right)
            if -LARGEST <= total <= LARGEST:
                return total
        return reckoned(node, [left, right])

    return found


def negative(node: Negative, operand: Rule) -> Rule:
    """A whole number with its sign turned."""

    def found(world: World) -> Value:
        value = operand(world)
        return -value if type(value) is int else reckoned(node, [value])

    return found


def called(node: Call, function: Function, arguments: tuple[Rule, ...]) -> Rule:
    """A function of one value or two; by what a country's law counts, some want to know as well."""
    kinds = [datetime.date if kind.name == "date" else int for _, kind in function.parameters]
    work, by_law = function.evaluate, function.by_law
    one, other, kind, more = arguments[0], arguments[-1], kinds[0], kinds[-1]

    def of_one(world: World) -> Value:
        value = one(world)
        if type(value) is kind:
            try:
                return work(value, world.years) if by_law else work(value)
            except (ValueError, OverflowError):
                pass  # and there it is said
        return builtin(node, [value], world.years)

    def of_two(world: World) -> Value:
        value, second = one(world), other(world)
        if type(value) is kind and type(second) is more:
            try:
                return work(value, second, world.years) if by_law else work(value, second)
            except (ValueError, OverflowError):
                pass
        return builtin(node, [value, second], world.years)

    return of_one if len(arguments) == 1 else of_two


def extreme(node: Call, arguments: tuple[Rule, ...]) -> Rule:
    """The smallest or the largest of some values."""
    choose = min if node.function.text == "min" else max

    def found(world: World) -> Value:
        values: list[Any] = [rule(world) for rule in arguments]
        if {*map(type, values)} in _ALIKE:
            return choose(values)  # type: ignore[no-any-return]
        values = [certain(value, part) for value, part in zip(values, node.arguments, strict=True)]
        unknown = [value for value in values if isinstance(value, Unknown)]
        return unite(*unknown) if unknown else extreme_of(node.function.text, values, node)

    return found


def gathered(node: Aggregate, source: Lister, picked: Picker | None = None) -> Rule:
    """What a list comes to; over one that may hold more, or something unknown, it is unknown."""

    def found(world: World) -> Value:
        listing = source(world)
        values, unknown = picked(world, listing) if picked else _everything(node, listing)
        if not listing.complete:
            unknown.append(Unknown(listing.causes))
        return unite(*unknown) if unknown else _together(node, values)

    return found


def _everything(node: Aggregate, listing: Listing) -> tuple[list[Value], list[Unknown]]:
    if NONE in listing.items:
        raise RuleError("an item of the list is none; ask `has(x)` first", node)
    return list(listing.items), [item for item in listing.items if isinstance(item, Unknown)]


def each(loop: Loop, body: Rule, chosen: Rule | None) -> Picker:
    """The body is what an item adds; nothing when the condition leaves it out."""

    def picked(world: World, listing: Listing) -> tuple[list[Value], list[Unknown]]:
        bound, values, unknown = Bound(world), list[Value](), list[Unknown]()
        for item in listing.items:
            bound.value = item
            holds = True if chosen is None or isinstance(item, Unknown) else chosen(bound)
            if holds is True:
                value = item if isinstance(item, Unknown) else certain(body(bound), loop.body)
                (unknown if isinstance(value, Unknown) else values).append(value)  # type: ignore[arg-type]
            elif holds is not False:
                unknown.append(doubt(holds, loop.condition or loop.body))
        return values, unknown

    return picked


def _together(node: Aggregate, values: list[Value]) -> Value:
    if node.function == "count":
        return len(values)
    if node.function in ("min", "max"):
        return extreme_of(node.function, values, node)
    if any(between.kind(value) is not int for value in values):
        raise RuleError("`sum` adds whole numbers", node)
    return between.gathered(lambda given: bounded(sum(given), node), values)
