"""Tasks (やること): what a human must do, each made once."""

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from ichido.store.once import add_once
from ichido.store.tables.letters import TaskRow


@dataclass(frozen=True, slots=True)
class Task:
    """Something a human must do; one a case, kind and key; `what` is kept in clear and describes nobody."""

    kind: str
    case: str
    key: str
    what: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task nobody has done yet."""

    id: UUID
    task: Task


LOOK = "look-at-case"
LOOK_WHAT = "look at this case: something of it is held until a person has"


def look_again(case: str, key: str, at: datetime) -> Task:
    """A person is to look at a case; why is not said where many read it."""
    return Task(kind=LOOK, case=case, key=key, what=LOOK_WHAT, created_at=at)


async def make(session: AsyncSession, task: Task) -> bool:
    """Make a task; False if it was made before, done or not."""
    row = {"id": uuid.uuid4(), **asdict(task)}
    return await add_once(session, TaskRow, row, ("case", "kind", "key"))


async def open_tasks(session: AsyncSession, case: str | None = None, limit: int = 100) -> tuple[OpenTask, ...]:
    """Tasks nobody has done yet, oldest first; of one case if asked."""
    query = select(TaskRow).where(col(TaskRow.done_at).is_(None)).order_by(col(TaskRow.created_at), col(TaskRow.id))
    if case is not None:
        query = query.where(col(TaskRow.case) == case)
    return tuple(
        OpenTask(row.id, Task(row.kind, row.case, row.key, row.what, row.created_at))
        for row in (await session.execute(query.limit(limit))).scalars()
    )


async def by_id(session: AsyncSession, id_: UUID) -> Task | None:
    """The task of this id, done or not; None if there never was one."""
    row = (await session.execute(select(TaskRow).where(col(TaskRow.id) == id_))).scalar_one_or_none()
    return None if row is None else Task(row.kind, row.case, row.key, row.what, row.created_at)


async def done(session: AsyncSession, id_: UUID, at: datetime, by: str = "") -> bool:
    """Somebody did it; False if it was done before or never was."""
    finished = await session.execute(
        update(TaskRow)
        .where(col(TaskRow.id) == id_, col(TaskRow.done_at).is_(None))
        .values(done_at=at, done_by=by)
        .returning(col(TaskRow.id))
    )
    return finished.first() is not None
