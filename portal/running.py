"""The line to cases that run on Temporal."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TypeVar

from temporalio.exceptions import TemporalError

from ichido.case.conclusions import Conclusions
from ichido.engine.line import Line
from portal.case_line import Unreachable

T = TypeVar("T")


@dataclass(frozen=True)
class RunningCases:
    """Cases as Temporal runs them; whatever it cannot take now is Unreachable and may be said again."""

    line: Line

    async def open(self, number: str) -> bool:
        """Start the case unless it runs; True once its form is ready."""
        return await _reached(number, self.line.open(number))

    async def answered(self, number: str, conclusions: Conclusions) -> bool:
        """Say what follows from answers; False when no such case runs."""
        return await _reached(number, self.line.answered(number, conclusions))

    async def told(self, number: str, conclusions: Conclusions) -> bool:
        """Say what follows from what somebody else said; False when no such case runs."""
        return await _reached(number, self.line.told(number, conclusions))

    async def is_running(self, number: str) -> bool:
        """Whether the case still runs."""
        return await _reached(number, self.line.is_running(number))

    async def end(self, number: str) -> None:
        """End a draft that its person deleted."""
        await _reached(number, self.line.end(number))


async def _reached(number: str, call: Awaitable[T]) -> T:
    try:
        return await call
    except (TemporalError, OSError) as error:
        # Not RPCError alone: an update that is cut off by our own time limit comes as another kind.
        raise Unreachable(number) from error
