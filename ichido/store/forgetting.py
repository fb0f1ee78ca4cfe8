"""Which cases are to be forgotten without anybody's decision: those that nobody ever submitted."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from ichido.store.tables.cases import CaseRow

ABANDONED = "abandoned"


async def abandoned(session: AsyncSession, before: datetime, limit: int = 100) -> tuple[str, ...]:
    """Cases that closed unsubmitted before a moment and still have keys; a submitted one is an official record."""
    query = (
        select(col(CaseRow.number))
        .where(
            col(CaseRow.close_reason) == ABANDONED,
            col(CaseRow.submitted_on).is_(None),
            col(CaseRow.closed_at) < before,
            col(CaseRow.forgotten_at).is_(None),
        )
        .order_by(col(CaseRow.closed_at))
        .limit(limit)
    )
    return tuple((await session.execute(query)).scalars())


async def forgotten(session: AsyncSession, number: str, at: datetime) -> None:
    """Note that the keys of a case are destroyed; the first time stays written."""
    which = (col(CaseRow.number) == number, col(CaseRow.forgotten_at).is_(None))
    await session.execute(update(CaseRow).where(*which).values(forgotten_at=at))
