"""What operators and functions do with values that are not plain: unknown, none, known in part, or of another type."""

from __future__ import annotations

import datetime
import operator
from collections.abc import Callable
from typing import Any

from ichido.rules import between
from ichido.rules.functions import FUNCTIONS
from ichido.rules.resolve import RuleError
from ichido.rules.tree import Arithmetic, Call, Compare, Comparison, Negative, Operator, Tree
from ichido.rules.values import NONE, Listing, ParameterSet, Subject, Unknown, Value, unite
from ichido.rules.years import Years

LARGEST = 10**15 - 1


COMPARISONS: dict[Comparison, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
OPERATIONS: dict[Operator, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "//": operator.floordiv,
}
_SEVERAL = (Listing, ParameterSet)
_ORDERED: frozenset[type] = frozenset({int, datetime.date})
_EQUATED: frozenset[type] = _ORDERED | {str, bool, Subject}
KNOWN: dict[Comparison, frozenset[type]] = {
    sign: _EQUATED if sign in ("==", "!=") else _ORDERED for sign in COMPARISONS
}
"""Of which types two values can be compared straight away; only numbers and dates have an order."""


def certain(value: Value, node: Tree) -> Value:
    """A single value that is not none, or Unknown."""
    if value is NONE:
        raise RuleError("the value is none; ask `has(x)` first", node)
    if isinstance(value, _SEVERAL):
        raise RuleError("one value is needed here, not a list", node)
    return value


def doubt(value: Value, node: Tree) -> Unknown:
    """The unknown truth that a value is; what is no truth at all is an error."""
    if isinstance(value, Unknown):
        return value
    raise RuleError("true or false is needed here", node)


def judged(node: Compare, at: int, left: Value, right: Value) -> bool | Unknown:
    """The comparison at a place of a chain, of values of which nothing is known yet."""
    values = (certain(left, node.operands[at]), certain(right, node.operands[at + 1]))
    unknown = [value for value in values if isinstance(value, Unknown)]
    return unite(*unknown) if unknown else compared(node.operators[at], left, right, node)


def compared(operator: Comparison, left: Value, right: Value, node: Tree) -> bool | Unknown:
    """The comparison of two known values of one type."""
    if type(left) is type(right) and type(left) in _EQUATED:
        if type(left) not in KNOWN[operator]:
            raise RuleError("these two have no order", node)
        return COMPARISONS[operator](left, right)
    if between.is_vague(left) or between.is_vague(right):
        return _compared_between(operator, left, right, node)
    raise RuleError("these two cannot be compared", node)


def _compared_between(operator: Comparison, left: Value, right: Value, node: Tree) -> bool | Unknown:
    if between.kind(left) is not between.kind(right) or between.kind(left) is None:
        raise RuleError("these two cannot be compared", node)
    if operator not in ("==", "!="):
        return between.compared(COMPARISONS[operator], left, right)
    same = between.equal(left, right)
    return same if isinstance(same, Unknown) or operator == "==" else not same


def member(left: Value, listing: Listing, operator: Comparison, node: Tree) -> bool | Unknown:
    """Whether the list holds the value; a list not complete can only say that it does."""
    if listing.complete and type(left) in _EQUATED and {*map(type, listing.items)} == {type(left)}:
        return (left in listing.items) is (operator == "in")
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


def reckoned(node: Arithmetic | Negative, numbers: list[Value]) -> Value:
    """The result of operators on numbers of which one at least is unknown, lies between two ends, or is none."""
    parts = node.operands if isinstance(node, Arithmetic) else (node.operand,)
    for number, part in zip(numbers, parts, strict=True):
        if not isinstance(number, Unknown) and (isinstance(number, bool) or between.kind(number) is not int):
            raise RuleError("a whole number is needed here", part)
    unknown = [number for number in numbers if isinstance(number, Unknown)]
    if unknown:
        return unite(*unknown)
    if isinstance(node, Negative):
        return between.spanned(lambda number: -number, *numbers)
    total = numbers[0]
    for sign, number in zip(node.operators, numbers[1:], strict=True):
        ends = between.ends(number)
        if sign == "//" and ends[0] <= 0 <= ends[-1] and between.is_vague(number):
            return Unknown(between.causes(total, number))
        total = between.spanned(lambda one, other, sign=sign: _operated(sign, one, other, node), total, number)
    return total


def _operated(sign: Operator, left: int, right: int, node: Tree) -> int:
    if sign == "//" and right == 0:
        raise RuleError("nothing can be divided by zero", node)
    return bounded(OPERATIONS[sign](left, right), node)


def bounded(number: int, node: Tree) -> int:
    """The number, if it still has fifteen digits at most."""
    if abs(number) > LARGEST:
        raise RuleError("the result has more than fifteen digits", node)
    return number


def builtin(node: Call, values: list[Value], law: Years) -> Value:
    """The result of a function of the table on values of which one at least is no plain number or day."""
    function = FUNCTIONS[node.function.text]
    unknown = [
        found
        for value, part in zip(values, node.arguments, strict=True)
        if isinstance(found := certain(value, part), Unknown)
    ]
    if unknown:
        return unite(*unknown)
    for value, (_, wanted) in zip(values, function.parameters, strict=True):
        if between.kind(value) is not (datetime.date if wanted.name == "date" else int):
            raise RuleError(f"`{function.signature}` does not take this", node)
    more = (law,) if function.by_law else ()
    try:
        return between.spanned(lambda *given: function.evaluate(*given, *more), *values)
    except (ValueError, OverflowError):
        raise RuleError(f"`{function.name}` leaves the calendar", node) from None


def extreme(name: str, values: list[Any], node: Tree) -> Value:
    """The smallest or largest of some numbers or some dates; of nothing there is none, which is an error."""
    kinds = set(map(between.kind, values))
    if len(kinds) != 1 or None in kinds:
        raise RuleError(f"`{name}` needs at least one number or date", node)
    return between.gathered(min if name == "min" else max, values)
