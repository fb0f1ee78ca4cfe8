"""What the operators and functions do with known values; each refuses what it is not made for."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

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


def compared(operator: Comparison, left: Any, right: Any, node: Tree) -> bool:
    """The comparison of two known values of one type; only numbers and dates have an order."""
    if type(left) is not type(right) or type(left) not in (int, str, bool, datetime.date, Subject):
        raise RuleError("these two cannot be compared", node)
    if operator == "==":
        return bool(left == right)
    if operator == "!=":
        return bool(left != right)
    if type(left) not in (int, datetime.date):
        raise RuleError("these two have no order", node)
    return bool(_ORDER[operator](left, right))


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
    if any(compared("==", left, item, node) for item in items):
        return operator == "in"
    return unite(*open_ends) if open_ends else operator == "not in"


def apply(operator: Operator, left: int, right: int, node: Tree) -> int:
    """The result of one operator on whole numbers; `//` rounds down."""
    if operator == "//" and right == 0:
        raise RuleError("nothing can be divided by zero", node)
    return _ARITHMETIC[operator](left, right)


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
    for value, (_, wanted) in zip(values, function.parameters, strict=True):
        if type(value) is not (datetime.date if wanted.name == "date" else int):
            raise RuleError(f"`{function.signature}` does not take this", node)
    try:
        return function.evaluate(*values, law) if function.by_law else function.evaluate(*values)
    except (ValueError, OverflowError):
        raise RuleError(f"`{function.name}` leaves the calendar", node) from None


def extreme(name: str, values: list[Any], node: Tree) -> Value:
    """The smallest or largest of some numbers or some dates; of nothing there is none, which is an error."""
    kinds = {type(value) for value in values}
    if len(kinds) != 1 or not kinds <= {int, datetime.date}:
        raise RuleError(f"`{name}` needs at least one number or date", node)
    chosen: int | datetime.date = min(values) if name == "min" else max(values)
    return chosen
