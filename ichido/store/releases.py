"""Releases of protections: asked for by one person, agreed to by another, in a log of their own."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from ichido.store.tables.protections import ProtectionReleaseRow
from ichido.store.tables.row import table

_RELEASES = table(ProtectionReleaseRow)


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks or agrees, as their token names them."""

    who: str
    role: str
    authority: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """A release that was asked for: of a protection in one case, or for good where `case` is empty."""

    id: UUID
    protection: UUID
    case: str
    asked: Person
    agreed: Person | None


async def ask(session: AsyncSession, protection: UUID, case: str, reason: str, by: Person, at: datetime) -> UUID:
    """Write down that somebody asks; nothing is released by it."""
    release = uuid.uuid4()
    await _add(session, Release(release, protection, case, by, None), "asked", reason, by, at)
    return release


async def agree(session: AsyncSession, release: Release, reason: str, by: Person, at: datetime) -> None:
    """Write down that another agrees; ValueError for the one who asked."""
    if by == release.asked:
        raise ValueError("whoever asked for a release does not agree to it")
    await _add(session, release, "agreed", reason, by, at)


async def load(session: AsyncSession, protection: UUID, release: UUID, lock: bool = False) -> Release | None:
    """A release of a protection; None if nobody asked for it. `lock` lets nobody else agree meanwhile."""
    which = (_RELEASES.c.release == release, _RELEASES.c.protection == protection)
    query = select(_RELEASES).where(*which).order_by(_RELEASES.c.number)
    rows = (await session.execute(query.with_for_update() if lock else query)).all()
    people = {row.what: Person(row.who, row.role, row.authority) for row in rows}
    return Release(release, protection, rows[0].case, people["asked"], people.get("agreed")) if rows else None


async def _add(session: AsyncSession, release: Release, what: str, reason: str, by: Person, at: datetime) -> None:
    row = {"release": release.id, "protection": release.protection, "case": release.case, "what": what}
    who = {"reason": reason, "who": by.who, "role": by.role, "authority": by.authority, "at": at}
    await session.execute(insert(_RELEASES).values(row | who))
