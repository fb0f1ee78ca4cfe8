"""Ask registries."""

from dataclasses import dataclass

from temporalio import activity

from ichido.case.conclusions import Conclusions
from ichido.case.messages import ObtainInput
from ichido.doors import obtain
from ichido.doors.desk import Desk


@dataclass(frozen=True)
class Obtain:
    """Lookups of one wave, all registries at once."""

    desk: Desk

    @activity.defn
    async def obtain(self, wanted: ObtainInput) -> Conclusions:
        """Keep what registries give and leave what fails to their doors; asking again adds nothing that is known."""
        return await obtain.obtain(self.desk, wanted.case, wanted.lookups, wanted.seconds)
