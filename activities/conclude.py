"""Decide by rule, and conclude."""

from dataclasses import dataclass

from temporalio import activity

from ichido.case.messages import DecideInput, Done
from ichido.doors import decide
from ichido.doors.desk import Desk


@dataclass(frozen=True)
class Conclude:
    """Decisions by rule, and what follows from them."""

    desk: Desk

    @activity.defn
    async def conclude(self, wanted: DecideInput) -> Done:
        """Decide what can be decided, and say what follows; what was decided stays."""
        return Done(conclusions=await decide.decide(self.desk, wanted.case, wanted.keys))
