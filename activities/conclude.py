"""Decide by rule, and conclude."""

from dataclasses import dataclass

from temporalio import activity

from ichido.case.conclusions import Conclusions
from ichido.case.messages import DecideInput
from ichido.doors import decide
from ichido.doors.desk import Desk


@dataclass(frozen=True)
class Conclude:
    """Decisions by rule, and what follows from them."""

    desk: Desk

    @activity.defn
    async def conclude(self, wanted: DecideInput) -> Conclusions:
        """Decide what can be decided, and say what follows; what was decided stays."""
        return await decide.decide(self.desk, wanted.case, wanted.keys)
