"""A request that cannot be done as it is, in the terms of RFC 9457."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where, under a stable code, and what to do."""

    where: str
    code: str
    message: str


@dataclass(eq=False)
class Problem(Exception):
    """Why a request was not done: nothing was written; the detail says what to do and repeats no value.

    `traced_as` is the code that operators see, where the one that is answered says less.
    """

    status: int
    code: str
    detail: str
    faults: Sequence[Fault] = ()
    more: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    traced_as: str = ""


def no_such_case() -> Problem:
    """The same for a case that is not there and one the caller has no part in."""
    return Problem(404, "no-such-case", "there is no case with this number that you take part in")


def forgotten() -> Problem:
    """The case's key is gone, and with it all it held."""
    return Problem(410, "forgotten", "this case has been forgotten, as its time was over")
