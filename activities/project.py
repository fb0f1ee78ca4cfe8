"""Show where a case stands."""

from dataclasses import dataclass
from datetime import UTC, datetime

from temporalio import activity

from ichido.case.messages import ProjectInput
from ichido.doors.desk import Desk
from ichido.store.projections import Projection, is_closed, project


@dataclass(frozen=True)
class Project:
    """The line of a case in lists."""

    desk: Desk

    @activity.defn
    async def project(self, wanted: ProjectInput) -> bool:
        """Move the projection forward, an older event changes nothing; gives whether the case is closed now."""
        closed_at = datetime.now(UTC) if wanted.close_reason else None
        projection = Projection(**wanted.model_dump(exclude={"case"}), closed_at=closed_at)
        async with self.desk.store.transaction() as session:
            await project(session, wanted.case, projection)
            return await is_closed(session, wanted.case)
