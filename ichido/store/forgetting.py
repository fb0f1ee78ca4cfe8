"""Which cases are to be forgotten: those that nobody ever submitted."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from ichido.store.tables.cases import CaseKeyRow, CaseRow

ABANDONED = "abandoned"


async def abandoned(session: AsyncSession, before: datetime, limit: int = 100) -> tuple[str, ...]:
    """Cases that closed unsubmitted before a moment and still have a key; a submitted one is an official record."""
    query = (
        select(col(CaseRow.number))
        .join(CaseKeyRow, col(CaseKeyRow.case) == col(CaseRow.number))
        .where(
            col(CaseRow.close_reason) == ABANDONED,
            col(CaseRow.submitted_on).is_(None),
            col(CaseRow.closed_at) < before,
            col(CaseKeyRow.destroyed_at).is_(None),
        )
        .order_by(col(CaseRow.closed_at))
        .limit(limit)
    )
    return tuple((await session.execute(query)).scalars())
