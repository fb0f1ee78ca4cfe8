"""By when law wants what waits at doors: the first deadline of a case, kept beside everything of it that waits."""

from datetime import date

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from ichido.store.tables.partners import OutboxRow, PendingLookupRow


async def move(session: AsyncSession, case: str, due_on: date | None) -> None:
    """What of a case waits at doors is wanted by another day."""
    lookups = update(PendingLookupRow).where(
        col(PendingLookupRow.case) == case, col(PendingLookupRow.due_on).is_distinct_from(due_on)
    )
    queued = update(OutboxRow).where(
        col(OutboxRow.case) == case, col(OutboxRow.state) == "queued", col(OutboxRow.due_on).is_distinct_from(due_on)
    )
    await session.execute(lookups.values(due_on=due_on))
    await session.execute(queued.values(due_on=due_on))
