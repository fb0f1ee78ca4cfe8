"""What follows from something that never changes is worked out once, and kept with it."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar


class Remembering(Protocol):
    """What never changes, and keeps what was worked out from it by function and arguments."""

    @property
    def memo(self) -> dict[Any, Any]:
        """What was worked out so far."""


R = TypeVar("R", bound=Remembering)
P = ParamSpec("P")
T = TypeVar("T")

_NOTHING = object()


def once(function: Callable[Concatenate[R, P], T]) -> Callable[Concatenate[R, P], T]:
    """The function, which works out what it comes to for a thing and positional arguments only once."""

    @wraps(function)
    def remembered(thing: R, /, *args: P.args, **kwargs: P.kwargs) -> T:
        key = (function, args)
        found: Any = thing.memo.get(key, _NOTHING)
        if found is _NOTHING:
            found = thing.memo[key] = function(thing, *args, **kwargs)
        return found  # type: ignore[no-any-return]

    return remembered


def gathered(function: Callable[[R], Iterator[T]]) -> Callable[[R], tuple[T, ...]]:
    """All that a function yields for a thing, gone through only once."""

    @once
    @wraps(function)
    def whole(thing: R) -> tuple[T, ...]:
        return tuple(function(thing))

    return whole
