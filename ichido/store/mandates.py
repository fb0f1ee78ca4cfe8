"""Mandates as they are kept: given, accepted, confirmed, revoked; nothing is overwritten."""

import uuid
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, func, insert, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from ichido.case.mandate import Mandate, Scope
from ichido.security.keys import INSTALLATION
from ichido.store.tables.mandates import MandateEventRow, MandateRow
from ichido.store.vault import vault

What = Literal["accepted", "revoked", "confirmed"]
Named = tuple[str, str]
"""An authority, and what it calls somebody."""


@dataclass(frozen=True, slots=True)
class NewMandate:
    """A mandate to be given; `named` is what the grantor was called when they gave it.

    `office` is where paper was shown, `note` what was shown there.
    """

    grantor: str
    named: Named = field(repr=False)
    to: Named = field(repr=False)
    scope: Scope
    since: date
    until: date
    office: str = ""
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a mandate: `what`, said by whom in which role, and since when."""

    what: What
    role: str
    authority: str
    on: date
    at: datetime
    profession: str = ""
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Kept:
    """A mandate as it stands, with everything that was said of it."""

    id: UUID
    given: NewMandate
    at: datetime
    told: tuple[Told, ...] = ()

    @property
    def mandate(self) -> Mandate:
        """The mandate as the core reads it."""
        given = self.given
        return Mandate(
            id=str(self.id),
            scope=given.scope,
            since=given.since,
            until=given.until,
            accepted=any(one.what == "accepted" for one in self.told),
            revoked_on=next((one.on for one in self.told if one.what == "revoked"), None),
            professions=tuple(dict.fromkeys(one.profession for one in self.told if one.what == "confirmed")),
        )


async def give(session: AsyncSession, new: NewMandate, at: datetime) -> UUID:
    """Keep a mandate under a random id."""
    id_ = uuid.uuid4()
    row = {
        "id": id_,
        "grantor": new.grantor,
        "from_authority": new.named[0],
        "from_name": new.named[1],
        "to_authority": new.to[0],
        "to_name": new.to[1],
        "scope": {name: list(found) for name, found in asdict(new.scope).items()},
        "since": new.since,
        "until": new.until,
        "office": new.office,
        "note": await _sealed(session, new.note, id_),
        "at": at,
    }
    await session.execute(insert(MandateRow).values(row))
    return id_


async def add(session: AsyncSession, id_: UUID, told: Told) -> None:
    """Write down what became of a mandate."""
    row = {
        "mandate": id_,
        "what": told.what,
        "profession": told.profession,
        "role": told.role,
        "authority": told.authority,
        "note": await _sealed(session, told.note, id_),
        "on_day": told.on,
        "at": told.at,
    }
    await session.execute(insert(MandateEventRow).values(row))


async def one(session: AsyncSession, id_: UUID) -> Kept | None:
    """A mandate by its id; whoever changes it waits until this transaction ends."""
    lock = int.from_bytes(id_.bytes[:8], signed=True)
    await session.execute(select(func.pg_advisory_xact_lock(lock)))
    return next(iter(await _kept(session, col(MandateRow.id) == id_)), None)


async def given_by(session: AsyncSession, grantor: str) -> tuple[Kept, ...]:
    """The mandates that somebody has given, oldest first."""
    return await _kept(session, col(MandateRow.grantor) == grantor)


async def given_to(session: AsyncSession, names: Collection[Named]) -> tuple[Kept, ...]:
    """The mandates that somebody of these names was given, oldest first."""
    return await _kept(session, _to(names))


async def held(session: AsyncSession, grantor: str, names: Collection[Named]) -> tuple[Mandate, ...]:
    """The mandates of one person that somebody of these names was given, as the core reads them."""
    found = await _kept(session, (col(MandateRow.grantor) == grantor) & _to(names))
    return tuple(kept.mandate for kept in found)


def _to(names: Collection[Named]) -> ColumnElement[bool]:
    return tuple_(col(MandateRow.to_authority), col(MandateRow.to_name)).in_(sorted(names))


async def _kept(session: AsyncSession, which: ColumnElement[bool]) -> tuple[Kept, ...]:
    rows = (await session.execute(select(MandateRow).where(which).order_by(col(MandateRow.at)))).scalars().all()
    ids = [row.id for row in rows]
    query = select(MandateEventRow).where(col(MandateEventRow.mandate).in_(ids)).order_by(col(MandateEventRow.number))
    told: dict[UUID, list[Told]] = {}
    for row in (await session.execute(query)).scalars() if ids else ():
        told.setdefault(row.mandate, []).append(await _told(session, row))
    return tuple([Kept(row.id, await _given(session, row), row.at, tuple(told.get(row.id, ()))) for row in rows])


async def _given(session: AsyncSession, row: Any) -> NewMandate:
    return NewMandate(
        grantor=row.grantor,
        named=(row.from_authority, row.from_name),
        to=(row.to_authority, row.to_name),
        scope=Scope(**{name: tuple(found) for name, found in row.scope.items()}),
        since=row.since,
        until=row.until,
        office=row.office,
        note=await _opened(session, row.note, row.id),
    )


async def _told(session: AsyncSession, row: Any) -> Told:
    note = await _opened(session, row.note, row.mandate)
    return Told(row.what, row.role, row.authority, row.on_day, row.at, row.profession, note)


async def _sealed(session: AsyncSession, text: str, id_: UUID) -> bytes:
    return (await vault(session, INSTALLATION)).seal(text.encode(), "mandates", str(id_))


async def _opened(session: AsyncSession, sealed: bytes, id_: UUID) -> str:
    return (await vault(session, INSTALLATION)).open(bytes(sealed), "mandates", str(id_)).decode()
