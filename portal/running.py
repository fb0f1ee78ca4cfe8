"""The line to running cases on Temporal."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TypeVar

from temporalio.service import RPCError

from ichido.case.conclusions import Conclusions
from ichido.engine.line import Line
from portal.case_line import Opened, Unreachable

T = TypeVar("T")


@dataclass(frozen=True)
class RunningCases:
    """Cases as Temporal runs them; whatever it cannot take now is Unreachable and may be said again."""

    line: Line

    async def open(self, number: str) -> Opened:
        """Start the case unless it runs, and wait until its form is ready or its time is over."""
        return Opened(ready=await _reached(self.line.open(number)))

    async def answered(self, number: str, conclusions: Conclusions) -> None:
        """Say what follows from answers; an older revision changes nothing."""
        await _reached(self.line.answered(number, conclusions))

    async def told(self, number: str, conclusions: Conclusions) -> bool:
        """Say what follows from an authority's word; False when the case is closed."""
        return await _reached(self.line.told(number, conclusions))


async def _reached(call: Awaitable[T]) -> T:
    try:
        return await call
    except RPCError as error:
        raise Unreachable from error
