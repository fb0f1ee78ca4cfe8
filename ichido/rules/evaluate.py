"""Evaluates a tree with Kleene's three values: what is unknown stays unknown only while it could still matter.

None flows through a name, `if … else` and the result; every operator and function refuses it, so only `has(x)` may ask.
An error is an error, except behind a condition that is itself unknown: there it is not yet known to happen.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from ichido.rules import between
from ichido.rules.operate import apply, bounded, builtin, compared, extreme, member, reckoned
from ichido.rules.resolve import Bound, RuleError, World, listing, resolve
from ichido.rules.tree import (
    Aggregate,
    And,
    Arithmetic,
    Boolean,
    Call,
    Compare,
    Comparison,
    Conditional,
    Date,
    Integer,
    Negative,
    Not,
    Or,
    Path,
    Table,
    Text,
    Tree,
)
from ichido.rules.values import NONE, Listing, ParameterSet, Range, Unknown, Value, unite


def evaluate(tree: Tree, world: World) -> Value:
    """The value in this world, or Unknown with the facts it waits for; raises RuleError rather than guess."""
    return _BY_CLASS[type(tree)](tree, world)


def _literal(node: Integer | Text | Boolean | Date, world: World) -> Value:
    return node.value


def _certain(node: Tree, world: World) -> Value:
    """A single value that is not none, or Unknown."""
    value = evaluate(node, world)
    if value is NONE:
        raise RuleError("the value is none; ask `has(x)` first", node)
    if isinstance(value, Listing | ParameterSet):
        raise RuleError("one value is needed here, not a list", node)
    return value


def truth(node: Tree, world: World) -> bool | Unknown:
    """True, False or Unknown; raises RuleError when the tree is no condition."""
    value = evaluate(node, world)
    if isinstance(value, bool | Unknown):
        return value
    raise RuleError("true or false is needed here", node)


def _whole(node: Tree, world: World) -> int | Range | Unknown:
    value = evaluate(node, world)
    if type(value) is int or isinstance(value, Unknown):
        return value
    if isinstance(value, Range) and between.kind(value) is int:
        return value
    raise RuleError("a whole number is needed here", node)


def _and(node: And, world: World) -> Value:
    return _settle(node.operands, world, decides=False)


def _or(node: Or, world: World) -> Value:
    return _settle(node.operands, world, decides=True)


def _settle(operands: tuple[Tree, ...], world: World, decides: bool) -> bool | Unknown:
    """Kleene's `and` (False decides) or `or` (True decides) from the left."""
    unknown: list[Unknown] = []
    for operand in operands:
        try:
            value = truth(operand, world)
        except RuleError:
            if not unknown:
                raise
            continue
        if isinstance(value, Unknown):
            unknown.append(value)
        elif value is decides:
            return decides
    return unite(*unknown) if unknown else not decides


def _not(node: Not, world: World) -> Value:
    value = truth(node.operand, world)
    return value if isinstance(value, Unknown) else not value


def _compare(node: Compare, world: World) -> Value:
    unknown: list[Unknown] = []
    left = _certain(node.operands[0], world)
    for operator, operand in zip(node.operators, node.operands[1:], strict=True):
        if operator in ("in", "not in"):
            holds = member(left, listing(operand, world), operator, node)
        else:
            right = _certain(operand, world)
            holds = _pair(operator, left, right, node)
            left = right
        if isinstance(holds, Unknown):
            unknown.append(holds)
        elif not holds:
            return False
    return unite(*unknown) if unknown else True


def _pair(operator: Comparison, left: Value, right: Value, node: Compare) -> bool | Unknown:
    unknown = [value for value in (left, right) if isinstance(value, Unknown)]
    if unknown:
        return unite(*unknown)
    return compared(operator, left, right, node)


def _arithmetic(node: Arithmetic, world: World) -> Value:
    numbers = [_whole(operand, world) for operand in node.operands]
    unknown = [number for number in numbers if isinstance(number, Unknown)]
    if unknown:
        return unite(*unknown)
    total: Value = numbers[0]
    for operator, number in zip(node.operators, numbers[1:], strict=True):
        if isinstance(total, int) and isinstance(number, int):
            total = bounded(apply(operator, total, number, node), node)
        elif isinstance(total := reckoned(operator, total, number, node), Unknown):
            return total
    return total


def _negative(node: Negative, world: World) -> Value:
    value = _whole(node.operand, world)
    if isinstance(value, Range):
        return between.spanned(lambda number: -number, value)
    return value if isinstance(value, Unknown) else -value


def _conditional(node: Conditional, world: World) -> Value:
    condition = truth(node.condition, world)
    if not isinstance(condition, Unknown):
        return evaluate(node.then if condition else node.otherwise, world)
    return _either(condition, _tried(node.then, world), _tried(node.otherwise, world))


def _tried(node: Tree | None, world: World) -> Value | None:
    """What would come of a branch, None for an error that has not happened yet."""
    try:
        return evaluate(node, world) if node else None
    except RuleError:
        return None


def _either(condition: Unknown, then: Value | None, otherwise: Value | None) -> Value:
    """What an unknown condition leaves: the value both branches share, else what is waited for."""
    unknown = [value for value in (then, otherwise) if isinstance(value, Unknown)]
    same = then is not None and type(then) is type(otherwise) and then == otherwise
    return then if then is not None and same and not unknown else unite(condition, *unknown)


def _table(node: Table, world: World) -> Value:
    return _first(node, world) if node.hit == "first" else _unique(node, world)


def _first(node: Table, world: World) -> Value:
    """As `a if x else b if y else c`: behind an unknown condition an error has not happened yet."""
    doubtful: list[tuple[Unknown, Value | None]] = []
    last: Value | None = None
    try:
        for row in node.rows:
            holds = truth(row.when, world)
            if isinstance(holds, Unknown):
                doubtful.append((holds, _tried(row.then, world)))
            elif holds:
                last = evaluate(row.then, world)
                break
        else:
            last = _otherwise(node, world)
    except RuleError:
        if not doubtful:
            raise
    return _weighed(doubtful, last)


def _unique(node: Table, world: World) -> Value:
    """A row that surely applies excludes all others, known or not."""
    judged = [(row, truth(row.when, world)) for row in node.rows]
    sure = [row for row, holds in judged if holds is True]
    if len(sure) > 1:
        raise RuleError("two rows of the table apply", sure[1].when)
    if sure:
        return evaluate(sure[0].then, world)
    doubtful = [(holds, _tried(row.then, world)) for row, holds in judged if isinstance(holds, Unknown)]
    return _weighed(doubtful, _tried(node.otherwise, world) if doubtful else _otherwise(node, world))


def _otherwise(node: Table, world: World) -> Value:
    if node.otherwise is None:
        raise RuleError("no row of the table applies", node)
    return evaluate(node.otherwise, world)


def _weighed(doubtful: list[tuple[Unknown, Value | None]], last: Value | None) -> Value:
    """The value of the last row reached, unless one before it may apply and comes to something else."""
    for holds, value in reversed(doubtful):
        last = _either(holds, value, last)
    assert last is not None, "an error without doubt has been raised"
    return last


def _call(node: Call, world: World) -> Value:
    name = node.function.text
    if name == "has":
        return _has(node, world)
    if name == "as_of":
        return _then(node, world)
    values = [_certain(argument, world) for argument in node.arguments]
    unknown = [value for value in values if isinstance(value, Unknown)]
    if unknown:
        return unite(*unknown)
    if name in ("min", "max"):
        return extreme(name, values, node)
    return builtin(node, values, world.years)


def _has(node: Call, world: World) -> Value:
    if len(node.arguments) != 1 or not isinstance(node.arguments[0], Path):
        raise RuleError("`has` asks about one term", node)
    value = resolve(node.arguments[0], world, asking=True)
    if isinstance(value, ParameterSet):
        raise RuleError("`has` asks about one term", node)
    if isinstance(value, Listing):
        return bool(value.items) if value.items or value.complete else Unknown(value.causes)
    return value if isinstance(value, Unknown) else value is not NONE


def _then(node: Call, world: World) -> Value:
    if len(node.arguments) != 2 or not isinstance(node.arguments[0], Path):
        raise RuleError("`as_of` is a term on a day", node)
    day = _certain(node.arguments[1], world)
    if isinstance(day, Unknown):
        return day
    if between.kind(day) is datetime.date and between.is_vague(day):
        return Unknown(between.causes(day))
    if type(day) is not datetime.date:
        raise RuleError("a date is needed here", node.arguments[1])
    return resolve(node.arguments[0], world.then(day))


def _aggregate(node: Aggregate, world: World) -> Value:
    found = listing(node.source, world)
    if node.function in ("any", "all"):
        return _quantified(node, found, world)
    values, unknown = _collect(node, found, world)
    if unknown:
        return unite(*unknown)
    if node.function == "count":
        return len(values)
    if node.function in ("min", "max"):
        return extreme(node.function, values, node)
    if any(between.kind(value) is not int for value in values):
        raise RuleError("`sum` adds whole numbers", node)
    return between.gathered(lambda given: bounded(sum(given), node), values)


def _quantified(node: Aggregate, found: Listing, world: World) -> bool | Unknown:
    """A list not known to be complete can make `any` true and `all` false, nothing else."""
    decides = node.function == "any"
    unknown: list[Unknown] = []
    for item in found.items:
        value = _test(node, item, world, decides)
        if isinstance(value, Unknown):
            unknown.append(value)
        elif value is decides:
            return decides
    if not found.complete:
        unknown.append(Unknown(found.causes))
    return unite(*unknown) if unknown else not decides


def _test(node: Aggregate, item: Value, world: World, decides: bool) -> bool | Unknown:
    """Whether one item decides: for `any` condition and body hold, for `all` the condition holds and the body not."""
    if isinstance(item, Unknown):
        return item
    if node.loop is None:
        if isinstance(item, bool):
            return item
        raise RuleError("true or false is needed for each item", node)
    bound = Bound(world, node.loop.variable.text, item)
    if node.loop.condition is None:
        return truth(node.loop.body, bound)
    if decides:
        return _settle((node.loop.condition, node.loop.body), bound, decides=False)
    excluded = Not(node.loop.condition, node.offset, node.length)
    return _settle((excluded, node.loop.body), bound, decides=True)


def _collect(node: Aggregate, found: Listing, world: World) -> tuple[list[Value], list[Unknown]]:
    values = [value for item in found.items for value in _picked(node, item, world)]
    if NONE in values:
        raise RuleError("an item of the list is none; ask `has(x)` first", node)
    unknown = [value for value in values if isinstance(value, Unknown)]
    if not found.complete:
        unknown.append(Unknown(found.causes))
    return values, unknown


def _picked(node: Aggregate, item: Value, world: World) -> tuple[Value, ...]:
    """What one item adds: nothing when the condition leaves it out."""
    if node.loop is None or isinstance(item, Unknown):
        return (item,)
    bound = Bound(world, node.loop.variable.text, item)
    holds = True if node.loop.condition is None else truth(node.loop.condition, bound)
    if holds is False:
        return ()
    return (holds if isinstance(holds, Unknown) else _certain(node.loop.body, bound),)


_BY_CLASS: dict[type, Callable[[Any, World], Value]] = {
    Path: resolve,
    Integer: _literal,
    Text: _literal,
    Boolean: _literal,
    Date: _literal,
    And: _and,
    Or: _or,
    Not: _not,
    Compare: _compare,
    Arithmetic: _arithmetic,
    Negative: _negative,
    Conditional: _conditional,
    Call: _call,
    Aggregate: _aggregate,
    Table: _table,
}
