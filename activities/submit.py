"""Send submissions."""

from dataclasses import dataclass

from temporalio import activity

from ichido.case.messages import Done, SubmitInput
from ichido.doors import submit
from ichido.doors.desk import Desk


@dataclass(frozen=True)
class Submit:
    """Submissions of one wave, each tried once."""

    desk: Desk

    @activity.defn
    async def submit(self, wanted: SubmitInput) -> Done:
        """Put submissions into the outbox and try each once; what is there already is not made again."""
        return Done(conclusions=await submit.submit(self.desk, wanted.case, wanted.submissions))
