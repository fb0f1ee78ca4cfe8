"""What operators and functions make of a value known only to lie between two ends."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

from ichido.rules.values import Cause, PartialDate, Range, Unknown, Value


def is_vague(value: Value) -> bool:
    """Whether a value lies somewhere between two ends."""
    return isinstance(value, PartialDate | Range)


def ends(value: Any) -> tuple[Any, ...]:
    """The least and the most that a value can be; of a value that is certain, itself."""
    match value:
        case PartialDate(first, last):
            return first, last
        case Range(low, high):
            return low, high
    return (value,)


def spanned(work: Callable[..., Any], *values: Value) -> Value:
    """What comes of values between the results for all their ends.

    It holds all there can be: every operator and function goes one way with one operand while the others stand still.
    """
    results = [work(*corner) for corner in product(*map(ends, values))]
    low, high = min(results), max(results)
    return low if low == high else Range(low, high, causes(*values))


def gathered(work: Callable[[list[Any]], Any], values: Sequence[Value]) -> Value:
    """What comes of a list by something that grows with each item, such as a sum."""
    low = work([ends(value)[0] for value in values])
    high = work([ends(value)[-1] for value in values]) if any(map(is_vague, values)) else low
    return low if low == high else Range(low, high, causes(*values))


def compared(work: Callable[[Any, Any], bool], left: Value, right: Value) -> bool | Unknown:
    """Whether one comes before the other, if it is so wherever between their ends they lie."""
    outcomes = {work(*corner) for corner in product(ends(left), ends(right))}
    return outcomes.pop() if len(outcomes) == 1 else Unknown(causes(left, right))


def equal(left: Value, right: Value) -> bool | Unknown:
    """Whether two are the same: never sure unless they lie apart."""
    one, other = ends(left), ends(right)
    return False if one[-1] < other[0] or other[-1] < one[0] else Unknown(causes(left, right))


def kind(value: Value) -> type | None:
    """Whether it is a whole number or a day, however much of it is known; None for all that has no order."""
    found = type(ends(value)[0])
    return found if found in (int, datetime.date) else None


def causes(*values: Value) -> tuple[Cause, ...]:
    """Which facts are known only in part, each once."""
    vague = (value for value in values if isinstance(value, PartialDate | Range))
    return tuple(dict.fromkeys(cause for value in vague for cause in value.causes))
