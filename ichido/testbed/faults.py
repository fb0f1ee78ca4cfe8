"""What goes wrong, where, and how often, on demand."""

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, Self

from fastapi import HTTPException, Response
from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

SUBMISSIONS = "submissions"


class Kind(StrEnum):
    """The ways in which a partner fails."""

    SLOW = "slow"
    DOWN = "down"
    ERROR = "error"
    WRONG = "wrong"
    TWICE = "twice"
    TIMEOUT_AFTER_ACCEPTING = "timeout-after-accepting"
    GARBAGE = "garbage"
    BABBLE = "babble"
    NESTED = "nested"
    HUGE = "huge"
    STRANGER = "stranger"


BEFORE = frozenset({Kind.SLOW, Kind.DOWN, Kind.ERROR})
AFTER_READING = frozenset({Kind.WRONG, Kind.GARBAGE, Kind.BABBLE, Kind.NESTED, Kind.HUGE, Kind.STRANGER})
"""How a registry fails that has understood the question."""
ONLY_REGISTRIES = AFTER_READING - {Kind.WRONG, Kind.GARBAGE}
ONLY_SUBMISSIONS = frozenset({Kind.TWICE, Kind.TIMEOUT_AFTER_ACCEPTING})


class Fault(BaseModel):
    """One fault: what fails how; `seconds` for those that wait; `times` bounds it, none is until it is taken away."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    target: Annotated[str, Field(pattern=r"^[^/]+/[^/]+$")]
    kind: Kind
    seconds: Annotated[float, Field(ge=0, le=600)] = 1.0
    times: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        """Refuse a fault that a registry, or a desk that takes submissions, cannot have."""
        if self.kind in ONLY_SUBMISSIONS and not self.target.endswith(f"/{SUBMISSIONS}"):
            raise ValueError(f"`{self.kind}` is a fault of submissions, not of a registry")
        if self.kind in ONLY_REGISTRIES and self.target.endswith(f"/{SUBMISSIONS}"):
            raise ValueError(f"`{self.kind}` is a fault of a registry, not of submissions")
        return self


@dataclass(slots=True)
class _Set:
    fault: Fault
    left: int | None


@dataclass(slots=True)
class Faults:
    """The faults that are set; the first that fits and is not used up happens."""

    _set: list[_Set] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        """Let the fault happen from now on, after those set before it on the same target."""
        self._set.append(_Set(fault, fault.times))

    def clear(self) -> None:
        """Let nothing fail any more."""
        self._set.clear()

    def take(self, target: str, kinds: frozenset[Kind]) -> Fault | None:
        """Give the fault that happens to this call, and count it."""
        for one in self._set:
            if one.fault.target == target and one.fault.kind in kinds and one.left != 0:
                one.left = None if one.left is None else one.left - 1
                return one.fault
        return None

    def remaining(self) -> list[dict[str, Any]]:
        """Say which faults are still to happen, and how often."""
        return [one.fault.model_dump(mode="json") | {"times": one.left} for one in self._set if one.left != 0]


async def meet(faults: Faults, target: str, after: frozenset[Kind]) -> Fault | None:
    """Suffer what fails before the partner works: wait, 503 or 500; else give what of `after` its answer suffers."""
    fault = faults.take(target, BEFORE | after)
    if fault is None or fault.kind in after:
        return fault
    if fault.kind is Kind.SLOW:
        await asyncio.sleep(fault.seconds)
        return None
    raise HTTPException(503 if fault.kind is Kind.DOWN else 500, "out of order")


def garbage() -> Response:
    """Give what a proxy puts in a partner's place on a bad day: a page, and 200."""
    return Response("<html><body>ただいまメンテナンス中です</body>", media_type="text/html; charset=utf-8")


def spoil(value: JsonValue) -> JsonValue:
    """Give a value of the same name and another type; maps keep their keys."""
    match value:
        case dict():
            return {key: spoil(inner) for key, inner in value.items()}
        case list():
            return "a list, once"
        case bool():
            return "perhaps"
        case str():
            return 4471
        case _:
            return []


def nested(value: JsonValue) -> JsonValue:
    """Give a value of another type in which everything still stands; maps keep their keys."""
    return {key: nested(inner) for key, inner in value.items()} if isinstance(value, dict) else {"": value}


def babble(said: object) -> Response:
    """Give what a program prints when it falls over what it knows: no JSON, and all of it."""
    return Response(f"Traceback (most recent call last): KeyError: {said!r}", media_type="application/json")


def huge() -> Response:
    """Give ten million bytes of JSON."""
    return Response(b'{"records": {"' + b"x" * 10_000_000 + b'": null}}', media_type="application/json")
