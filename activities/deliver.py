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
        """Try as much as may be tried of what is due, tell the cases, and say whether more is waiting."""
        came_of = await deliver.deliver(self.desk, door.authority, door.cohorts, door.held)
        for case, conclusions in came_of.concluded:
            await self.tell_case(case, conclusions)
        return DoorRound(
            waiting=came_of.waiting,
            told=len(came_of.concluded),
            cohorts=dict(came_of.cohorts),
            failed=came_of.failed,
            pause=came_of.pause,
        )
