"""What only a human can settle: listed for operators, and settled by them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel

from ichido.security.access import Caller, Target, may
from ichido.store import outbox, tasks
from portal.api.callers import TheCaller, TheFace
from portal.api.problems import responses
from portal.problem import Problem


class TaskShown(BaseModel):
    """Something a human must do; `what` describes nobody."""

    id: UUID
    kind: str
    case: str
    what: str
    created_at: datetime


class TasksShown(BaseModel):
    """The oldest open tasks."""

    tasks: list[TaskShown]


class TaskDone(BaseModel):
    """A task that was settled."""

    id: UUID


def routes() -> APIRouter:
    """Give the operations on tasks."""
    router = APIRouter(tags=["operation"])

    @router.get("/tasks", summary="See what only a human can settle", responses=responses(401, 403, 422))
    async def list_(
        face: TheFace, caller: TheCaller, limit: Annotated[int, Query(ge=1, le=200)] = 50, case: str | None = None
    ) -> TasksShown:
        """Open tasks, oldest first, of one case if asked: each is made once, and stays until somebody settles it."""
        _allowed(caller)
        async with face.store.transaction() as session:
            found = await tasks.open_tasks(session, case, limit)
        return TasksShown(
            tasks=[
                TaskShown(id=o.id, kind=o.task.kind, case=o.task.case, what=o.task.what, created_at=o.task.created_at)
                for o in found
            ]
        )

    @router.post("/tasks/{id}/done", summary="Settle a task", responses=responses(401, 403, 404, 422))
    async def done(face: TheFace, caller: TheCaller, id: Annotated[UUID, Path()]) -> TaskDone:
        """Say that it has been done; 404 if it was before, or never was. What was held is tried again."""
        _allowed(caller)
        async with face.store.transaction() as session:
            if not await tasks.done(session, id, face.now(), caller.role):
                raise Problem(404, "no-such-task", "there is no open task of that id")
            task = await tasks.by_id(session, id)
            if task is not None and task.kind == tasks.LOOK:
                await outbox.resume(session, task.case, task.key, face.now())
        return TaskDone(id=id)

    return router


def _allowed(caller: Caller) -> None:
    if not may(caller, "task", Target()):
        raise Problem(403, "not-allowed", f"a {caller.role} does not see tasks")
