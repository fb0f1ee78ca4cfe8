"""What the operators and functions do with known values; each refuses what it is not made for."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from ichido.rules import between
from ichido.rules.functions import FUNCTIONS
from ichido.rules.resolve import RuleError
from ichido.rules.tree import Call, Comparison, Operator, Tree
from ichido.rules.values import NONE, Listing, Subject, Unknown, Value, unite
from ichido.rules.years import Years

LARGEST = 10**15 - 1


_ORDER: dict[Comparison, Callable[[Any, Any], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}
_ARITHMETIC: dict[Operator, Callable[[int, int], int]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "//": lambda left, right: left // right,
}


def compared(operator: Comparison, left: Any, right: Any, node: Tree) -> bool | Unknown:
    """The comparison of two known values of one type; only numbers and dates have an order."""
    if type(left) is not type(right) or type(left) not in (int, str, bool, datetime.date, Subject):
        if between.is_vague(left) or between.is_vague(right):
            return _compared_between(operator, left, right, node)
        raise RuleError("these two cannot be compared", node)
    if operator == "==":
        return bool(left == right)
    if operator == "!=":
        return bool(left != right)
    if type(left) not in (int, datetime.date):
        raise RuleError("these two have no order", node)
    return bool(_ORDER[operator](left, right))


def _compared_between(operator: Comparison, left: Value, right: Value, node: Tree) -> bool | Unknown:
    if between.kind(left) is not between.kind(right) or between.kind(left) is None:
        raise RuleError("these two cannot be compared", node)
    if operator in _ORDER:
        return between.compared(_ORDER[operator], left, right)
    same = between.equal(left, right)
    return same if isinstance(same, Unknown) or operator == "==" else not same


def member(left: Value, listing: Listing, operator: Comparison, node: Tree) -> bool | Unknown:
    """Whether the list holds the value; a list not complete can only say that it does."""
    items = [item for item in listing.items if not isinstance(item, Unknown)]
    open_ends = [item for item in listing.items if isinstance(item, Unknown)]
    if not listing.complete:
        open_ends.append(Unknown(listing.causes))
    if isinstance(left, Unknown):
        return unite(left, *open_ends) if items or open_ends else operator == "not in"
    if NONE in items:
        raise RuleError("the list holds a value that is none", node)
    for item in items:
        same = compared("==", left, item, node)
        if isinstance(same, Unknown):
            open_ends.append(same)
        elif same:
            return operator == "in"
    return unite(*open_ends) if open_ends else operator == "not in"


def apply(operator: Operator, left: int, right: int, node: Tree) -> int:
    """The result of one operator on whole numbers; `//` rounds down."""
    if operator == "//" and right == 0:
        raise RuleError("nothing can be divided by zero", node)
    return _ARITHMETIC[operator](left, right)


def reckoned(operator: Operator, left: Value, right: Value, node: Tree) -> Value:
    """The result of one operator on whole numbers of which one at least lies between two ends."""
    low, *_, high = (*between.ends(right), *between.ends(right))
    if operator == "//" and low <= 0 <= high and between.is_vague(right):
        return Unknown(between.causes(left, right))
    return between.spanned(lambda one, other: bounded(apply(operator, one, other, node), node), left, right)


def bounded(number: int, node: Tree) -> int:
    """The number, if it still has fifteen digits at most."""
    if abs(number) > LARGEST:
        raise RuleError("the result has more than fifteen digits", node)
    return number


def builtin(node: Call, values: list[Value], law: Years) -> Value:
    """The result of a function of the table on known values, as the law of a country counts."""
    function = FUNCTIONS.get(node.function.text)
    if function is None or len(function.parameters) != len(values):
        raise RuleError(f"`{node.function.text}` cannot be called like this", node)
    vague = False
    for value, (_, wanted) in zip(values, function.parameters, strict=True):
        taken = datetime.date if wanted.name == "date" else int
        if type(value) is not taken:
            if not (between.is_vague(value) and between.kind(value) is taken):
                raise RuleError(f"`{function.signature}` does not take this", node)
            vague = True
    more = (law,) if function.by_law else ()
    try:
        if vague:
            return between.spanned(lambda *given: function.evaluate(*given, *more), *values)
        return function.evaluate(*values, *more)
    except (ValueError, OverflowError):
        raise RuleError(f"`{function.name}` leaves the calendar", node) from None


def extreme(name: str, values: list[Any], node: Tree) -> Value:
    """The smallest or largest of some numbers or some dates; of nothing there is none, which is an error."""
    kinds = set(map(between.kind, values))
    if len(kinds) != 1 or None in kinds:
        raise RuleError(f"`{name}` needs at least one number or date", node)
    return between.gathered(min if name == "min" else max, values)
