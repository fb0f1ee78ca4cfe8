"""Protections (DV等支援措置): who must not become known to whom, and from when until when."""

import json
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, and_, bindparam, column, func, insert, not_, or_, select, text
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from ichido.security.keys import PROTECTIONS
from ichido.store.tables.cases import CaseRow
from ichido.store.tables.partners import OutboxRow
from ichido.store.tables.protections import ProtectionListRow, ProtectionReleaseRow, ProtectionRow
from ichido.store.tables.row import table
from ichido.store.vault import vaults

KEEPING = "ichido.protection"
OLDER = "look-again"
UNCONFIRMED = "list-unconfirmed"
"""Codes under which a person is told to look at a case: neither says anything about anybody in it."""
What = Literal["entered", "extended", "ended"]

_CASES, _LINES, _LISTS = table(CaseRow), table(ProtectionRow), table(ProtectionListRow)
_RELEASES, _OUTBOX = table(ProtectionReleaseRow), table(OutboxRow)
_NOW: ColumnElement[datetime] = func.now()
_OF_CASE: ColumnElement[datetime] = func.now() + func.make_interval(0, 0, 0, 0, 0, 0, _CASES.c.shift)
"""What time it is for a case: a rehearsal is ahead of the server."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """Which authorities keep a list of protections, and after how many hours without word nobody relies on it."""

    authorities: frozenset[str] = frozenset()
    hours: float = 24.0


@dataclass(frozen=True, slots=True)
class Entry:
    """What an authority decided, under its own reference: nobody of `protected` is to be known to `hidden_from`."""

    authority: str
    reference: str
    protected: tuple[str, ...] = field(repr=False)
    hidden_from: tuple[str, ...] = field(repr=False)
    starts_at: datetime
    ends_at: datetime
    article: str
    reason: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Protection:
    """An entry as it stands: until when, under which article, by its authority's own reference."""

    id: UUID
    authority: str
    reference: str
    starts_at: datetime
    ends_at: datetime
    article: str
    reason: str = field(repr=False)


def hidden() -> ColumnElement[list[str]]:
    """Of a row of cases: whom its applicant must not know of now, unless two people released it for this case."""
    wanted = select(func.array_agg(_LINES.c.protected.distinct())).where(*_between_them())
    return func.coalesce(wanted.correlate(_CASES).scalar_subquery(), array([], type_=String)).label("hidden")


def unconfirmed() -> ColumnElement[list[str]]:
    """Of a row of cases: the authorities of its people whose list has not been confirmed for too long."""
    written = text(
        "SELECT coalesce(array_agg(DISTINCT a.code), '{}') FROM ("
        "SELECT unnest(cases.authorities || cases.controller) AS code "
        "UNION SELECT one ->> 2 FROM jsonb_array_elements(cases.subjects) AS one"
        ") AS a LEFT JOIN protection_lists AS l ON l.authority = a.code "
        "WHERE (a.code = ANY(:keepers) OR l.authority IS NOT NULL) "
        "AND coalesce(l.as_of <= now() - make_interval(secs => :seconds), true)"
    ).bindparams(bindparam("keepers", type_=ARRAY(String)), bindparam("seconds"))
    return written.columns(column("codes", ARRAY(String))).scalar_subquery().label("unconfirmed")


def kept_by(session: AsyncSession) -> dict[str, object]:
    """What `unconfirmed` is told of this installation."""
    keeping: Keeping = session.info.get(KEEPING, Keeping())
    return {"keepers": sorted(keeping.authorities), "seconds": keeping.hours * 3600}


async def enter(session: AsyncSession, entry: Entry, at: datetime) -> bool:
    """Enter a protection; False if it stands under this reference already; ValueError if that says something else."""
    await _alone(session, entry.authority)
    already = await _lines(session, entry.authority, entry.reference)
    if already:
        pairs = {(row.protected, row.hidden_from) for row in already}
        if pairs != {(one, other) for one in entry.protected for other in entry.hidden_from}:
            raise ValueError("this reference stands for another protection")
        return False
    id_ = uuid.uuid4()
    sealed = await _sealed(session, entry.authority, id_, "entered", entry.article, entry.reason)
    rows = [
        {
            "protection": id_,
            "what": "entered",
            "protected": one,
            "hidden_from": other,
            "starts_at": entry.starts_at,
            "ends_at": entry.ends_at,
            "entered_at": at,
            "authority": entry.authority,
            "reference": entry.reference,
            "sealed": sealed,
            "at": at,
        }
        for one in entry.protected
        for other in entry.hidden_from
    ]
    await session.execute(insert(_LINES).values(rows))
    await session.execute(_first_heard(entry.authority, at))
    return True


async def extend(
    session: AsyncSession, authority: str, reference: str, ends_at: datetime, article: str, reason: str, at: datetime
) -> bool:
    """Let a protection end later; False if there is none, ValueError if it would end earlier: that takes two."""
    await _alone(session, authority)
    standing = await _lines(session, authority, reference)
    if not standing:
        return False
    if any(row.ends_at > ends_at for row in standing):
        raise ValueError("a protection ends earlier only as two people release it")
    if any(row.ends_at < ends_at for row in standing):
        await _again(session, standing, "extended", ends_at, article, reason, at)
    return True


async def end(session: AsyncSession, protection: UUID, article: str, reason: str, at: datetime) -> None:
    """End a protection now, as two people released it."""
    standing = await _newest(session, _LINES.c.protection == protection)
    if standing:
        await _again(session, standing, "ended", at, article, reason, at)


async def confirm(session: AsyncSession, authority: str, as_of: datetime) -> None:
    """An authority says that its list is here as of a moment; what it said of a later one stays."""
    row = upsert(_LISTS).values(authority=authority, as_of=as_of)
    await session.execute(
        row.on_conflict_do_update(
            index_elements=["authority"], set_={"as_of": func.greatest(_LISTS.c.as_of, row.excluded.as_of)}
        )
    )


async def all_confirmed(session: AsyncSession, authorities: Collection[str]) -> bool:
    """Whether none of these authorities keeps a list that has not been confirmed for too long."""
    keeping: Keeping = session.info.get(KEEPING, Keeping())
    fresh = _LISTS.c.as_of > func.now() - func.make_interval(0, 0, 0, 0, 0, 0, keeping.hours * 3600)
    query = select(_LISTS.c.authority, fresh.label("fresh")).where(_LISTS.c.authority.in_(sorted(authorities)))
    heard = {row.authority: row.fresh for row in await session.execute(query)}
    return all(heard.get(one, one not in keeping.authorities) for one in authorities)


async def of_reference(session: AsyncSession, authority: str, reference: str) -> Protection | None:
    """The protection that an authority calls so; None if there is none."""
    standing = await _lines(session, authority, reference)
    return await _protection(session, standing[0]) if standing else None


async def by_id(session: AsyncSession, protection: UUID) -> Protection | None:
    """The protection of this id, whether it still stands or not."""
    standing = await _newest(session, _LINES.c.protection == protection)
    return await _protection(session, standing[0]) if standing else None


async def of_authority(session: AsyncSession, authority: str) -> tuple[Protection, ...]:
    """The protections that an authority has entered and that have not ended, in the order in which they end."""
    rows = await _newest(session, _LINES.c.authority == authority)
    now = (await session.execute(select(_NOW))).scalar_one()
    first = {row.protection: row for row in reversed(rows) if row.ends_at > now}
    return tuple([await _protection(session, row) for row in sorted(first.values(), key=lambda row: row.ends_at)])


async def hidden_from(session: AsyncSession, subject: str) -> frozenset[str]:
    """Whom somebody must not know of now."""
    return frozenset(await session.scalars(_from_whom(_LINES.c.hidden_from == subject)))


async def hidden_in(session: AsyncSession, case: str) -> frozenset[str]:
    """Whom the applicant of a case must not know of now."""
    found = (await session.execute(select(hidden()).select_from(_CASES).where(_CASES.c.number == case))).scalar_one()
    return frozenset(found)


def away_from(subject: str, where: ColumnElement[str]) -> ColumnElement[bool]:
    """Of rows that name a case: whether it is nobody's whom this subject must not know of, nor one they take part in.

    What a subject's own case holds is told apart line by line.
    """
    lines = _LINES.alias("away")
    case = _CASES.alias("theirs")
    inside = or_(
        case.c.applicant == lines.c.protected,
        case.c.about == lines.c.protected,
        case.c.subjects.contains(func.jsonb_build_array(func.jsonb_build_array(lines.c.protected))),
    )
    between = select(1).where(
        lines.c.hidden_from == subject,
        case.c.number == where,
        case.c.applicant != subject,
        inside,
        *_stands(lines, _NOW),
    )
    return not_(between.exists())


async def touched(session: AsyncSession, protection: UUID) -> tuple[str, ...]:
    """The cases of whoever the protected are hidden from in which these take part, open or not."""
    takes_part = _CASES.c.subjects.contains(func.jsonb_build_array(func.jsonb_build_array(_LINES.c.protected)))
    query = (
        select(_CASES.c.number)
        .join(_LINES, and_(_LINES.c.hidden_from == _CASES.c.applicant, takes_part))
        .where(_LINES.c.protection == protection, _CASES.c.forgotten_at.is_(None))
        .distinct()
        .order_by(_CASES.c.number)
    )
    return tuple(await session.scalars(query))


async def held(session: AsyncSession, submissions: Collection[UUID]) -> dict[UUID, str]:
    """Which submissions are not to leave, and the code of why: written before a protection that touches their case, or
    the list of an authority of its people is not confirmed.
    """
    moment = func.greatest(_LINES.c.entered_at, _LINES.c.starts_at - (_OF_CASE - _NOW))
    takes_part = _CASES.c.subjects.contains(func.jsonb_build_array(func.jsonb_build_array(_LINES.c.protected)))
    older = select(1).where(*_between_them(), takes_part, moment > _OUTBOX.c.created_at)
    query = (
        select(_OUTBOX.c.id, older.correlate(_CASES, _OUTBOX).exists().label("older"), unconfirmed())
        .join_from(_OUTBOX, _CASES, _CASES.c.number == _OUTBOX.c.case)
        .where(_OUTBOX.c.id.in_(list(submissions)))
    )
    rows = (await session.execute(query, kept_by(session))).all()
    return {row.id: OLDER if row.older else UNCONFIRMED for row in rows if row.older or row.unconfirmed}


def _between_them() -> tuple[ColumnElement[bool], ...]:
    """Lines that stand now between the protected and the applicant of a case, and were not released for it."""
    released = select(1).where(
        _RELEASES.c.protection == _LINES.c.protection,
        _RELEASES.c.case == _CASES.c.number,
        _RELEASES.c.what == "agreed",
    )
    return (
        _LINES.c.hidden_from == _CASES.c.applicant,
        *_stands(_LINES, _OF_CASE),
        not_(released.correlate(_LINES, _CASES).exists()),
    )


def _stands(lines: Any, at: ColumnElement[datetime]) -> tuple[ColumnElement[bool], ...]:
    """Of lines: those that are the newest of their pair, and in force at a moment."""
    later = _LINES.alias("later")
    newer = select(1).where(
        later.c.protection == lines.c.protection,
        later.c.protected == lines.c.protected,
        later.c.hidden_from == lines.c.hidden_from,
        later.c.number > lines.c.number,
    )
    return lines.c.starts_at <= at, lines.c.ends_at > at, not_(newer.correlate(lines).exists())


def _from_whom(which: ColumnElement[bool]) -> Select[tuple[str]]:
    return select(_LINES.c.protected).where(which, *_stands(_LINES, _NOW)).distinct()


async def _lines(session: AsyncSession, authority: str, reference: str) -> list[Any]:
    return await _newest(session, and_(_LINES.c.authority == authority, _LINES.c.reference == reference))


async def _newest(session: AsyncSession, which: ColumnElement[bool]) -> list[Any]:
    """The newest line of each pair."""
    query = select(_LINES).where(which).order_by(_LINES.c.number)
    newest = {(row.protection, row.protected, row.hidden_from): row for row in await session.execute(query)}
    return list(newest.values())


async def _again(
    session: AsyncSession, rows: Iterable[Any], what: What, ends_at: datetime, article: str, reason: str, at: datetime
) -> None:
    """The same pairs once more, with another end."""
    same = ("protection", "protected", "hidden_from", "starts_at", "entered_at", "authority", "reference")
    new = []
    for row in rows:
        sealed = await _sealed(session, row.authority, row.protection, what, article, reason)
        kept = {name: getattr(row, name) for name in same}
        new.append(kept | {"what": what, "ends_at": ends_at, "sealed": sealed, "at": at})
    await session.execute(insert(_LINES).values(new))


async def _sealed(
    session: AsyncSession, authority: str, protection: UUID, what: str, article: str, reason: str
) -> bytes:
    safe = (await vaults(session, PROTECTIONS, (authority,), writing=True))[authority]
    return safe.seal(json.dumps([article, reason], ensure_ascii=False).encode(), authority, str(protection), what)


async def _protection(session: AsyncSession, row: Any) -> Protection:
    safe = (await vaults(session, PROTECTIONS, (row.authority,)))[row.authority]
    article, reason = json.loads(safe.open(row.sealed, row.authority, str(row.protection), row.what))
    return Protection(row.protection, row.authority, row.reference, row.starts_at, row.ends_at, article, reason)


def _first_heard(authority: str, at: datetime) -> Any:
    """Who enters a protection keeps a list from then on."""
    return upsert(_LISTS).values(authority=authority, as_of=at).on_conflict_do_nothing()


async def _alone(session: AsyncSession, authority: str) -> None:
    """Two calls of one authority wait for each other."""
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"{PROTECTIONS}-{authority}", 0))))
