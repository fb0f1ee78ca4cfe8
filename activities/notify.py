"""Send notices."""

from dataclasses import dataclass

from temporalio import activity

from ichido.case.messages import Done, NotifyInput
from ichido.doors import notify
from ichido.doors.desk import Desk


@dataclass(frozen=True)
class Notify:
    """Notices of one step."""

    desk: Desk

    @activity.defn
    async def notify(self, wanted: NotifyInput) -> Done:
        """Deliver each notice once."""
        await notify.notify(self.desk, wanted.case, wanted.notices, wanted.language)
        return Done()
