"""Which cases are to be forgotten or were, and why; the keys themselves are destroyed by the keyring."""

from datetime import datetime
from typing import Literal

from sqlalchemy import insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from ichido.store import documents
from ichido.store.holds import Actor
from ichido.store.tables.cases import CaseRow
from ichido.store.tables.retention import ForgettingRow

Why = Literal["abandoned", "deleted", "disposed"]
ABANDONED: Why = "abandoned"
DELETED: Why = "deleted"
SWEEPER = Actor("sweeper", "system")


async def unsubmitted(session: AsyncSession, before: datetime, limit: int = 100) -> tuple[str, ...]:
    """Cases that closed unsubmitted before a moment, or that the person deleted, and that still have keys.

    A submitted one is an official record: it takes a decision.
    """
    left = (col(CaseRow.close_reason) == ABANDONED) & (col(CaseRow.closed_at) < before)
    query = (
        select(col(CaseRow.number))
        .where(col(CaseRow.submitted_on).is_(None), col(CaseRow.forgotten_at).is_(None))
        .where(or_(left, col(CaseRow.close_reason) == DELETED))
        .order_by(col(CaseRow.closed_at))
        .limit(limit)
    )
    return tuple((await session.execute(query)).scalars())


async def delete(session: AsyncSession, number: str, at: datetime) -> None:
    """Close a draft that its person deletes: from now on nobody is shown anything of it."""
    await session.execute(
        update(CaseRow).where(col(CaseRow.number) == number).values(closed_at=at, close_reason=DELETED, stage="closed")
    )


async def forgotten(session: AsyncSession, number: str, why: Why, actor: Actor, at: datetime) -> None:
    """Write down that the keys of a case are destroyed, and drop its documents; the first time stays written."""
    which = (col(CaseRow.number) == number, col(CaseRow.forgotten_at).is_(None))
    noted = await session.execute(
        update(CaseRow).where(*which).values(forgotten_at=at).returning(col(CaseRow.close_reason))
    )
    await documents.forget(session, number)
    if noted.first() is not None:
        row = {"case": number, "why": why, "by": actor.by, "role": actor.role, "authority": actor.authority, "at": at}
        await session.execute(insert(ForgettingRow).values(row))


async def why(session: AsyncSession, number: str) -> tuple[str, Actor] | None:
    """Why a case was forgotten and by whom; None while it is not."""
    query = select(ForgettingRow).where(col(ForgettingRow.case) == number)
    row = (await session.execute(query)).scalars().first()
    return (row.why, Actor(row.by, row.role, row.authority)) if row else None
