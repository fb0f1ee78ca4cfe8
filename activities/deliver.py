"""One round of a partner's door."""

from dataclasses import dataclass

from temporalio import activity

from ichido.case.messages import DoorInput, DoorRound
from ichido.doors import deliver
from ichido.doors.desk import Desk
from ichido.doors.round import TellCase


@dataclass(frozen=True)
class Deliver:
    """What waits at one partner's door, tried again."""

    desk: Desk
    tell_case: TellCase

    @activity.defn
    async def deliver(self, door: DoorInput) -> DoorRound:
        """Try everything that is due once, tell the cases, and say whether more is waiting."""
        came_of = await deliver.deliver(self.desk, door.authority)
        for case, conclusions in came_of.concluded:
            await self.tell_case(case, conclusions)
        return DoorRound(waiting=came_of.waiting, told=len(came_of.concluded))
