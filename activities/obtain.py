"""Ask registries."""

from dataclasses import dataclass

from temporalio import activity

from ichido.case.messages import Done, ObtainInput
from ichido.doors import obtain
from ichido.doors.desk import Desk


@dataclass(frozen=True)
class Obtain:
    """Lookups wave by wave, all registries of a wave at once."""

    desk: Desk

    @activity.defn
    async def obtain(self, wanted: ObtainInput) -> Done:
        """Keep what registries give and leave what fails to their doors; asking again adds nothing that is known."""
        found = await obtain.obtain_all(self.desk, wanted.case, wanted.lookups, wanted.seconds, wanted.together)
        return Done(conclusions=found.conclusions, asked=found.asked)
