"""Holds and disposal decisions: why a filed case is kept longer, and who decided that it is not."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from ichido.store.tables.retention import DisposalRow, HoldRow

Kind = Literal["appeal", "suit", "audit", "disclosure-request"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: a name or staff number as they gave it, their role, and the authority they act for."""

    by: str
    role: str
    authority: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """Something for which a case has to be kept, until somebody says that it is over."""

    id: UUID
    kind: Kind
    reason: str
    placed: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class Disposal:
    """The decision that a case is to be forgotten, and the rule it rests on."""

    under: str
    decided: Actor
    at: datetime


async def place(session: AsyncSession, case: str, kind: Kind, reason: str, actor: Actor, at: datetime) -> Hold:
    """Hold a case; it is not forgotten while any hold stands."""
    hold = Hold(uuid.uuid4(), kind, reason, actor, at)
    await _add(session, case, hold, "placed", reason, actor, at)
    return hold


async def lift(session: AsyncSession, case: str, hold: UUID, reason: str, actor: Actor, at: datetime) -> bool:
    """Say that what a case was held for is over; False if no such hold stands."""
    found = next((one for one in await standing(session, case) if one.id == hold), None)
    if found is not None:
        await _add(session, case, found, "lifted", reason, actor, at)
    return found is not None


async def standing(session: AsyncSession, case: str) -> tuple[Hold, ...]:
    """The holds on a case that nobody has lifted, oldest first."""
    query = select(HoldRow).where(col(HoldRow.case) == case).order_by(col(HoldRow.number))
    holds: dict[UUID, Hold] = {}
    for row in (await session.execute(query)).scalars():
        if row.what == "lifted":
            holds.pop(row.hold, None)
        else:
            actor = Actor(row.by, row.role, row.authority)
            holds[row.hold] = Hold(row.hold, row.kind, row.reason, actor, row.at)  # type: ignore[arg-type]  # written here only
    return tuple(holds.values())


async def decide(session: AsyncSession, case: str, under: str, actor: Actor, at: datetime) -> Disposal:
    """Write down the decision that a case is to be forgotten."""
    row = {"case": case, "under": under, "by": actor.by, "role": actor.role, "authority": actor.authority, "at": at}
    await session.execute(insert(DisposalRow).values(row))
    return Disposal(under, actor, at)


async def decided(session: AsyncSession, case: str) -> Disposal | None:
    """The newest decision about a case, if there is one."""
    query = select(DisposalRow).where(col(DisposalRow.case) == case).order_by(col(DisposalRow.number).desc()).limit(1)
    row = (await session.execute(query)).scalars().first()
    return Disposal(row.under, Actor(row.by, row.role, row.authority), row.at) if row else None


async def _add(
    session: AsyncSession, case: str, hold: Hold, what: str, reason: str, actor: Actor, at: datetime
) -> None:
    row = {"case": case, "hold": hold.id, "what": what, "kind": hold.kind, "reason": reason, "at": at}
    who = {"by": actor.by, "role": actor.role, "authority": actor.authority}
    await session.execute(insert(HoldRow).values(row | who))
