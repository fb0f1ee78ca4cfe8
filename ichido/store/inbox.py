"""What authorities said: verified events as they came, each once, and the trace of what was refused."""

import hashlib
import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Column, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from ichido.security.keys import INSTALLATION, Forgotten, KeyUnavailable
from ichido.security.sealing import SealBroken
from ichido.store import tasks
from ichido.store.once import add_once
from ichido.store.tables.partners import InboxRow, RefusalRow
from ichido.store.tables.row import table
from ichido.store.tasks import Task
from ichido.store.vault import Vault, vault

_INBOX = table(InboxRow)
LONGEST_CLAIM = 256
FORGOTTEN = "case-forgotten"
BROKEN = "unreadable"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class InboxEvent:
    """An event as it came; `case` is what it is said to be about, "" if nothing; `place` is its turn in the inbox."""

    authority: str
    event_id: str
    case: str
    body: bytes
    received_at: datetime
    applied_at: datetime | None
    kept_why: str = ""
    place: int = 0


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that was refused: who it claimed to be from, why (a code), and the digest of its body."""

    at: datetime
    authority: str
    event_id: str
    code: str
    digest: str


async def receive(
    session: AsyncSession, authority: str, event_id: str, body: bytes, at: datetime, case: str = ""
) -> Literal["new", "duplicate"]:
    """Keep a verified event, sealed for its case if that can be; the same id of the same authority counts once."""
    name, safe = await _vault_for(session, case)
    row = {
        "authority": authority,
        "event_id": event_id,
        "case": case,
        "sealed_for": name,
        "body": safe.seal(body, "inbox", authority, event_id),
        "received_at": at,
    }
    return "new" if await add_once(session, InboxRow, row, ("authority", "event_id")) else "duplicate"


async def received_body(session: AsyncSession, authority: str, event_id: str) -> bytes | None:
    """The bytes that came under this id; None if none did, or nobody can read them any more."""
    query = select(InboxRow).where(col(InboxRow.authority) == authority, col(InboxRow.event_id) == event_id)
    row = (await session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    found = await _event(session, row) if row else None
    return found.body if found else None


async def unrelayed(session: AsyncSession, limit: int = 100, behind: int = 0) -> tuple[InboxEvent, ...]:
    """Events no case was told of yet, behind a place, oldest first; held until this transaction ends, others skip them.

    What was altered is kept with a task instead, so that it holds up nobody.
    """
    query = (
        select(InboxRow)
        .where(col(InboxRow.relayed_at).is_(None), col(InboxRow.kept_at).is_(None))
        .where(col(InboxRow.sequence) > behind)
        .order_by(col(InboxRow.sequence))
        .limit(limit)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return await _readable(session, (await session.execute(query)).scalars().all())


async def of_case(session: AsyncSession, case: str) -> tuple[InboxEvent, ...]:
    """Everything authorities said about a case, in the order it came."""
    query = select(InboxRow).where(col(InboxRow.case) == case).order_by(col(InboxRow.sequence))
    query = query.execution_options(populate_existing=True)
    return await _readable(session, (await session.execute(query)).scalars().all())


async def applied(session: AsyncSession, authority: str, event_id: str, at: datetime) -> bool:
    """What the event says is now in the record; False if it was before."""
    return await _mark(session, authority, event_id, col(InboxRow.applied_at), applied_at=at)


async def relayed(session: AsyncSession, authority: str, event_id: str, at: datetime) -> bool:
    """The case's workflow was told; False if it was before."""
    return await _mark(session, authority, event_id, col(InboxRow.relayed_at), relayed_at=at)


async def all_applied(session: AsyncSession, events: Collection[InboxEvent], at: datetime) -> tuple[InboxEvent, ...]:
    """What the events say is now in the record; gives those of which it was not before."""
    new = await _mark_all(session, events, _INBOX.c.applied_at, at)
    return tuple(event for event in events if (event.authority, event.event_id) in new)


async def all_relayed(session: AsyncSession, events: Collection[InboxEvent], at: datetime) -> None:
    """The case's workflow was told of all these."""
    await _mark_all(session, events, _INBOX.c.relayed_at, at)


async def kept(session: AsyncSession, authority: str, event_id: str, at: datetime, why: str) -> bool:
    """Nobody is left to be told, for a reason with a code, such as a closed case; False if it was kept before."""
    return await _mark(session, authority, event_id, col(InboxRow.kept_at), kept_at=at, kept_why=why)


async def refuse(session: AsyncSession, at: datetime, authority: str, event_id: str, code: str, body: bytes) -> None:
    """Leave a trace of a request that was refused: what it claimed, cut to length, and the digest of its body."""
    row = {
        "at": at,
        "authority": _claim(authority),
        "event_id": _claim(event_id),
        "code": code,
        "digest": hashlib.sha256(body).hexdigest(),
    }
    await session.execute(insert(RefusalRow).values(row))


async def refusals(session: AsyncSession, limit: int = 100) -> tuple[Refusal, ...]:
    """The newest refusals, newest first."""
    query = select(RefusalRow).order_by(col(RefusalRow.number).desc()).limit(limit)
    return tuple(
        Refusal(row.at, row.authority, row.event_id, row.code, row.digest)
        for row in (await session.execute(query)).scalars()
    )


async def _vault_for(session: AsyncSession, case: str) -> tuple[str, Vault]:
    if case:
        try:
            return case, await vault(session, case)
        except KeyUnavailable:
            # The event is kept all the same: a person has to look at it.
            pass
    return INSTALLATION, await vault(session, INSTALLATION)


async def _readable(session: AsyncSession, rows: Sequence[InboxRow]) -> tuple[InboxEvent, ...]:
    events = [await _event(session, row) for row in rows]
    return tuple(event for event in events if event is not None)


async def _event(session: AsyncSession, row: InboxRow) -> InboxEvent | None:
    try:
        safe = await vault(session, row.sealed_for)
    except Forgotten:
        # What came for a case that is forgotten by now must not hold up the others.
        await kept(session, row.authority, row.event_id, datetime.now(UTC), FORGOTTEN)
        return None
    except KeyUnavailable:
        # A key that is not at hand may open it: it waits, and holds up nobody either.
        _log.error("event %s of %s cannot be opened with the keys at hand", row.event_id, row.authority)
        return None
    try:
        body = safe.open(row.body, "inbox", row.authority, row.event_id)
    except SealBroken:
        await _set_aside(session, row)
        return None
    return InboxEvent(
        authority=row.authority,
        event_id=row.event_id,
        case=row.case,
        body=body,
        received_at=row.received_at,
        applied_at=row.applied_at,
        kept_why=row.kept_why,
        place=row.sequence or 0,
    )


async def _set_aside(session: AsyncSession, row: InboxRow) -> None:
    """Keep what cannot be opened, and leave it to a person."""
    now, key = datetime.now(UTC), f"{row.authority}/{row.event_id}"
    await kept(session, row.authority, row.event_id, now, BROKEN)
    await tasks.make(session, Task(kind="late-event", case=row.case, key=key, what=BROKEN, created_at=now))


async def _mark_all(
    session: AsyncSession, events: Collection[InboxEvent], column: Column[Any], at: datetime
) -> frozenset[tuple[str, str]]:
    """Note a moment for all events that have none there yet; gives those, by authority and id."""
    key = _INBOX.c.authority, _INBOX.c.event_id
    which = tuple_(*key).in_([(event.authority, event.event_id) for event in events])
    marked = await session.execute(update(_INBOX).where(which, column.is_(None)).values({column: at}).returning(*key))
    return frozenset((authority, event_id) for authority, event_id in marked)


async def _mark(session: AsyncSession, authority: str, event_id: str, unless: Any, **values: Any) -> bool:
    which = (col(InboxRow.authority) == authority, col(InboxRow.event_id) == event_id, unless.is_(None))
    marked = await session.execute(update(InboxRow).where(*which).values(**values).returning(col(InboxRow.event_id)))
    return marked.first() is not None


def _claim(text: str) -> str:
    # PostgreSQL keeps no NUL, and a stranger may send anything.
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()[:LONGEST_CLAIM]
