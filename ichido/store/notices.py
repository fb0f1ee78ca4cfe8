"""The mailbox: a person's own notices, each delivered once."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from ichido.notices.letter import Letter
from ichido.security.keys import KeyUnavailable
from ichido.store.once import add_once
from ichido.store.tables.letters import NoticeRow
from ichido.store.vault import vault

_LETTER = TypeAdapter(Letter)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A letter to a subject; one letter a case and key, such as `moving-in.granted.1`."""

    case: str
    key: str
    subject: str
    procedure: str
    language: str
    letter: Letter
    at: datetime


@dataclass(frozen=True, slots=True)
class MailboxNotice:
    """A delivered notice; `receipt` names this delivery."""

    receipt: UUID
    delivery: Delivery
    read_at: datetime | None


async def deliver(session: AsyncSession, delivery: Delivery) -> bool:
    """Put a letter in the mailbox; False, and the first one stays, if this notice was delivered before."""
    safe = await vault(session, delivery.case)
    row = {
        "id": uuid.uuid4(),
        "case": delivery.case,
        "key": delivery.key,
        "subject": delivery.subject,
        "procedure": delivery.procedure,
        "language": delivery.language,
        "letter": safe.seal(_LETTER.dump_json(delivery.letter), "notices", delivery.key),
        "delivered_at": delivery.at,
    }
    return await add_once(session, NoticeRow, row, ("case", "key"))


async def for_subject(session: AsyncSession, subject: str) -> tuple[MailboxNotice, ...]:
    """The notices of a subject, oldest first, without those of forgotten cases."""
    return await _notices(session, col(NoticeRow.subject) == subject)


async def for_case(session: AsyncSession, case: str) -> tuple[MailboxNotice, ...]:
    """The notices of a case, oldest first; none once it is forgotten."""
    return await _notices(session, col(NoticeRow.case) == case)


async def read(session: AsyncSession, receipt: UUID, at: datetime) -> bool:
    """Note that the person opened a notice; False if that was noted before, or there is none."""
    noted = await session.execute(
        update(NoticeRow)
        .where(col(NoticeRow.id) == receipt, col(NoticeRow.read_at).is_(None))
        .values(read_at=at)
        .returning(col(NoticeRow.id))
    )
    return noted.first() is not None


async def _notices(session: AsyncSession, which: ColumnElement[bool]) -> tuple[MailboxNotice, ...]:
    query = select(NoticeRow).where(which).order_by(col(NoticeRow.delivered_at), col(NoticeRow.key))
    query = query.execution_options(populate_existing=True)
    notices = [await _notice(session, row) for row in (await session.execute(query)).scalars()]
    return tuple(notice for notice in notices if notice is not None)


async def _notice(session: AsyncSession, row: NoticeRow) -> MailboxNotice | None:
    try:
        safe = await vault(session, row.case)
    except KeyUnavailable:
        return None
    letter = _LETTER.validate_json(safe.open(row.letter, "notices", row.key))
    delivery = Delivery(row.case, row.key, row.subject, row.procedure, row.language, letter, row.delivered_at)
    return MailboxNotice(row.id, delivery, row.read_at)
