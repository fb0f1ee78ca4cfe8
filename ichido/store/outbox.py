"""Submissions on their way to authorities: persisted before they are sent, each sent once."""

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Select, delete, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from ichido.security.keys import Forgotten, KeyUnavailable
from ichido.security.sealing import SealBroken
from ichido.store import protections, tasks
from ichido.store.once import add_once
from ichido.store.tables.partners import FetchRow, OutboxRow, PendingLookupRow
from ichido.store.tasks import look_again
from ichido.store.vault import vault

State = Literal["queued", "held", "sent", "doubtful", "refused", "withdrawn"]
Earlier = Literal["none", "failed", "unknown"]
"""What came of earlier attempts: there was none, each left its result, or one was taken up and never heard of again."""
LEASE = timedelta(seconds=60)
REMEMBER_FETCHES = timedelta(hours=1)
"""Far longer than a signature is taken."""
FORGOTTEN = "case-forgotten"
UNREADABLE = "unreadable"
UNDER_WAY = "under-way"
"""Stands for the result of an attempt until there is one."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Submission:
    """What an authority is to be sent for one procedure: payload bytes and idempotency key never change.

    `notes` are the filings that it carries, by key, with their versions; `due_on` is its case's first legal deadline.
    """

    id: UUID
    case: str
    key: str
    version: int
    authority: str
    idempotency_key: str
    payload: bytes
    created_at: datetime
    notes: Mapping[str, int] = field(default_factory=dict)
    earlier: Earlier = "none"
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class OutboxLine:
    """How far a submission has come, without what is in it but the keys of what it carries as notes."""

    id: UUID
    case: str
    key: str
    version: int
    notes: Mapping[str, int]
    authority: str
    state: State
    attempts: int
    last_error: str
    next_attempt_at: datetime
    receipt: str
    created_at: datetime
    sent_at: datetime | None


async def put(session: AsyncSession, submission: Submission) -> bool:
    """Queue a submission; False, and what is there stays, if this version of this procedure is there already.

    Its id is random: it goes to the authority, and says nothing of the case nor of another authority's.
    """
    safe = await vault(session, submission.case)
    row = {
        "id": submission.id,
        "case": submission.case,
        "key": submission.key,
        "version": submission.version,
        "authority": submission.authority,
        "idempotency_key": submission.idempotency_key,
        "payload": safe.seal(submission.payload, *_place(submission.key, submission.version)),
        "notes": dict(submission.notes),
        "created_at": submission.created_at,
        "due_on": submission.due_on,
        "next_attempt_at": submission.created_at,
    }
    return await add_once(session, OutboxRow, row, ("case", "key", "version"))


async def pending(
    session: AsyncSession, authority: str, at: datetime, limit: int = 20, lease: timedelta = LEASE
) -> tuple[Submission, ...]:
    """Take queued submissions that are due, by legal deadline, then by age; those without a deadline last.

    One alone tries whether the authority is back: it is of those tried least, so that none is in front for ever.
    Nobody else gets them until the lease is over.

    The lease lets the sender call without a transaction: if it dies, the same bytes are sent again under the same
    idempotency key.
    """
    row = OutboxRow
    order = (col(row.due_on).asc().nulls_last(), col(row.created_at), col(row.id))
    due = (
        select(col(row.id))
        .where(col(row.authority) == authority, col(row.state) == "queued", col(row.next_attempt_at) <= at)
        .order_by(*((col(row.attempts), *order) if limit == 1 else order))
        .limit(limit)
    )
    return await _take(session, due, at + lease)


async def to_fetch(
    session: AsyncSession, authority: str, after: UUID | None = None, limit: int = 20
) -> tuple[Submission, ...]:
    """What an authority has not acknowledged yet, oldest first, from behind one of them; it stays there."""
    query = select(OutboxRow).where(col(OutboxRow.authority) == authority, col(OutboxRow.state) == "queued")
    if after is not None:
        last = await line(session, after)
        if last is None:
            return ()
        query = query.where(tuple_(col(OutboxRow.created_at), col(OutboxRow.id)) > (last.created_at, last.id))
    query = query.order_by(col(OutboxRow.created_at), col(OutboxRow.id)).limit(limit)
    rows = (await session.execute(query.execution_options(populate_existing=True))).scalars().all()
    return await _all_opened(session, rows, {})


async def first_fetch(session: AsyncSession, authority: str, message_id: str, at: datetime) -> bool:
    """Note the message id of an authority's fetch; False if it was used within REMEMBER_FETCHES."""
    await session.execute(delete(FetchRow).where(col(FetchRow.at) < at - REMEMBER_FETCHES))
    row = {"authority": authority, "message_id": message_id, "at": at}
    return await add_once(session, FetchRow, row, ("authority", "message_id"))


async def ids_of(session: AsyncSession, case: str, versions: Collection[tuple[str, int]]) -> tuple[UUID, ...]:
    """The ids under which a case's filings were put, by key and version."""
    which = tuple_(col(OutboxRow.key), col(OutboxRow.version)).in_(list(versions))
    query = select(col(OutboxRow.id)).where(col(OutboxRow.case) == case, which)
    return tuple((await session.execute(query)).scalars())


async def take(
    session: AsyncSession, ids: Iterable[UUID], at: datetime, lease: timedelta = LEASE
) -> tuple[Submission, ...]:
    """Take these of the queued submissions for their first attempt; those that somebody has taken are left out."""
    wanted = select(col(OutboxRow.id)).where(
        col(OutboxRow.id).in_(list(ids)), col(OutboxRow.state) == "queued", col(OutboxRow.next_attempt_at) <= at
    )
    return await _take(session, wanted, at + lease)


async def mark_sent(session: AsyncSession, id_: UUID, at: datetime, receipt: str) -> None:
    """The authority has it, and said so with a receipt; also what was withdrawn while it was on its way."""
    await _mark(
        session, id_, ("queued", "doubtful", "withdrawn"), state="sent", sent_at=at, receipt=receipt, last_error=""
    )


async def mark_failed(session: AsyncSession, id_: UUID, code: str, next_attempt_at: datetime) -> None:
    """It did not arrive, for a reason with a code; its door tries again from that moment. What is in doubt stays so."""
    await _mark(session, id_, ("queued",), last_error=code, next_attempt_at=next_attempt_at)


async def mark_unsent(session: AsyncSession, id_: UUID, code: str) -> None:
    """It was not even tried, for a reason with a code; it stays due when it is."""
    await _mark(session, id_, ("queued",), last_error=code)


async def mark_doubtful(session: AsyncSession, id_: UUID, code: str) -> None:
    """It may or may not have arrived, and this channel cannot tell: a person must find out."""
    await _mark(session, id_, state="doubtful", last_error=code)


async def mark_refused(session: AsyncSession, id_: UUID, code: str) -> None:
    """The authority will never take it as it is."""
    await _mark(session, id_, state="refused", last_error=code)


async def hold(session: AsyncSession, case: str) -> None:
    """Keep what is queued of a case as it is until the transaction ends.

    To be called before the case is locked: whoever notes an arrival locks its line first, then the case.
    """
    queued = (col(OutboxRow.case) == case, col(OutboxRow.state) == "queued")
    await session.execute(select(col(OutboxRow.id)).where(*queued).order_by(col(OutboxRow.id)).with_for_update())


async def withdraw(session: AsyncSession, case: str, keys: Collection[str]) -> tuple[OutboxLine, ...]:
    """Stop what is queued of these filings of a case, alone or as a note.

    What a sender has taken may be on its way already: its `last_error` is UNDER_WAY.
    """
    queued = [line for line in await of_case(session, case) if line.state == "queued"]
    ids = [line.id for line in queued if any(key in keys for key in (line.key, *line.notes))]
    stopped = await session.execute(
        update(OutboxRow)
        .where(col(OutboxRow.id).in_(ids), col(OutboxRow.state) == "queued")
        .values(state="withdrawn")
        .returning(OutboxRow)
        .execution_options(populate_existing=True)
    )
    return tuple(_line(row) for row in stopped.scalars())


async def is_withdrawn(session: AsyncSession, id_: UUID) -> bool:
    """Whether a submission was stopped since it was taken."""
    found = await line(session, id_)
    return found is not None and found.state == "withdrawn"


async def of_case(session: AsyncSession, case: str) -> tuple[OutboxLine, ...]:
    """Everything the case sent or is to send, oldest first."""
    query = select(OutboxRow).where(col(OutboxRow.case) == case).order_by(col(OutboxRow.created_at), col(OutboxRow.id))
    query = query.execution_options(populate_existing=True)
    return tuple(_line(row) for row in (await session.execute(query)).scalars())


async def line(session: AsyncSession, id_: UUID) -> OutboxLine | None:
    """How far one submission has come; None if there is none."""
    query = select(OutboxRow).where(col(OutboxRow.id) == id_).execution_options(populate_existing=True)
    row = (await session.execute(query)).scalar_one_or_none()
    return None if row is None else _line(row)


async def written(session: AsyncSession, id_: UUID) -> Submission | None:
    """A submission as an authority was or is to be sent it; None if there is none to give, or nobody can open it."""
    query = select(OutboxRow).where(col(OutboxRow.id) == id_).execution_options(populate_existing=True)
    row = (await session.execute(query)).scalar_one_or_none()
    if row is None or await protections.held(session, [row.id]):
        return None
    return await _opened(session, row, "none")


async def partners_waiting(session: AsyncSession, fetching: Collection[str] = ()) -> tuple[str, ...]:
    """Authorities that need their door open, for pending lookups or for queued submissions that they do not fetch."""
    queued = select(col(OutboxRow.authority)).where(
        col(OutboxRow.state) == "queued", col(OutboxRow.authority).not_in(fetching)
    )
    lookups = select(col(PendingLookupRow.authority))
    return tuple(sorted((await session.execute(queued.union(lookups))).scalars()))


async def _take(session: AsyncSession, wanted: Select[UUID], until: datetime) -> tuple[Submission, ...]:
    before = wanted.add_columns(col(OutboxRow.attempts), col(OutboxRow.last_error)).with_for_update(skip_locked=True)
    earlier = {id_: _earlier(attempts, result) for id_, attempts, result in await session.execute(before)}
    if not earlier:
        return ()
    taken = await session.execute(
        update(OutboxRow)
        .where(col(OutboxRow.id).in_(earlier))
        .values(next_attempt_at=until, attempts=col(OutboxRow.attempts) + 1, last_error=UNDER_WAY)
        .returning(OutboxRow)
        .execution_options(populate_existing=True)
    )
    return await _all_opened(session, sorted(taken.scalars(), key=_turn), earlier)


def _turn(row: OutboxRow) -> tuple[date, datetime, UUID]:
    return row.due_on or date.max, row.created_at, row.id


def _earlier(attempts: int, result: str) -> Earlier:
    if not attempts:
        return "none"
    return "unknown" if result == UNDER_WAY else "failed"


async def _all_opened(
    session: AsyncSession, rows: Iterable[OutboxRow], earlier: Mapping[UUID, Earlier]
) -> tuple[Submission, ...]:
    # The last moment before bytes leave, for every way in which they do.
    rows = list(rows)
    held = await protections.held(session, [row.id for row in rows]) if rows else {}
    for row in rows:
        if row.id in held:
            await _hold(session, row, held[row.id] if earlier.get(row.id) != "unknown" else UNDER_WAY)
    opened = [await _opened(session, row, earlier.get(row.id, "none")) for row in rows if row.id not in held]
    return tuple(submission for submission in opened if submission is not None)


async def resume(session: AsyncSession, case: str, key: str, at: datetime) -> bool:
    """Let what was held under a task's key be tried again, as a person looked; False if nothing is held so."""
    held = select(OutboxRow).where(col(OutboxRow.case) == case, col(OutboxRow.state) == "held")
    found = [row.id for row in (await session.execute(held)).scalars() if _held_key(row) == key]
    again = {"state": "queued", "next_attempt_at": at}
    await session.execute(update(OutboxRow).where(col(OutboxRow.id).in_(found)).values(again))
    return bool(found)


async def _hold(session: AsyncSession, row: OutboxRow, why: str) -> None:
    """Nothing of it leaves until a person has looked, which they are told once for each time it is held."""
    held = {"state": "held", "last_error": why, "held": col(OutboxRow.held) + 1}
    await session.execute(update(OutboxRow).where(col(OutboxRow.id) == row.id).values(held))
    await session.refresh(row)
    await tasks.make(session, look_again(row.case, _held_key(row), datetime.now(UTC)))


def _held_key(row: OutboxRow) -> str:
    return f"{row.key}/{row.version}#{row.held}"


async def _opened(session: AsyncSession, row: OutboxRow, earlier: Earlier) -> Submission | None:
    # One row that nobody can open must not hold up everybody else's submissions.
    try:
        safe = await vault(session, row.case)
        payload = safe.open(row.payload, *_place(row.key, row.version))
    except Forgotten:
        await mark_refused(session, row.id, FORGOTTEN)
        return None
    except (KeyUnavailable, SealBroken) as error:
        _log.error("submission %s cannot be opened: %s", row.id, type(error).__name__)
        if earlier != "unknown":
            await mark_unsent(session, row.id, UNREADABLE)
        return None
    return Submission(
        id=row.id,
        case=row.case,
        key=row.key,
        version=row.version,
        authority=row.authority,
        idempotency_key=row.idempotency_key,
        payload=payload,
        created_at=row.created_at,
        notes=row.notes,
        earlier=earlier,
        due_on=row.due_on,
    )


async def _mark(
    session: AsyncSession, id_: UUID, of: tuple[State, ...] = ("queued", "doubtful"), **values: Any
) -> None:
    # What the authority has taken or refused stays so, however late another sender reports.
    unsettled = col(OutboxRow.state).in_(of)
    await session.execute(update(OutboxRow).where(col(OutboxRow.id) == id_, unsettled).values(**values))


def _place(key: str, version: int) -> tuple[str, ...]:
    return "outbox", key, str(version)


def _line(row: OutboxRow) -> OutboxLine:
    return OutboxLine(
        id=row.id,
        case=row.case,
        key=row.key,
        version=row.version,
        notes=row.notes,
        authority=row.authority,
        state=row.state,  # type: ignore[arg-type]  # written by this module only
        attempts=row.attempts,
        last_error=row.last_error,
        next_attempt_at=row.next_attempt_at,
        receipt=row.receipt,
        created_at=row.created_at,
        sent_at=row.sent_at,
    )
