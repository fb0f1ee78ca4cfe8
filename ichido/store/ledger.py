"""Seals over the disclosure log, in the database: made every moment, and verified line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import bindparam, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from ichido.ledger import tree
from ichido.ledger.contents import line_key, opened
from ichido.ledger.day import DayRoot
from ichido.ledger.export import Export, ExportedLine, ExportedSeal, Proved, exported_path
from ichido.ledger.line import Line
from ichido.ledger.seal import FIRST, Seal
from ichido.security.keys import Forgotten
from ichido.store import protections
from ichido.store.keyring import keyring
from ichido.store.tables.ledger import DisclosureRow, LeafRow, SealRow
from ichido.store.tables.row import table

LOCK = 0x1C41D1
"""Of all processes one seals; any number will do, as long as every version takes the same."""
AT_ONCE = 20_000
_LINES, _LEAVES, _SEALS = table(DisclosureRow), table(LeafRow), table(SealRow)
# Whoever has a number from here on is still at work, or has not begun.
_OPEN = select(text("(pg_snapshot_xmin(pg_current_snapshot())::text)::bigint"))
_KEEP = text(
    "INSERT INTO disclosure_leaves (position, line, leaf) "
    "SELECT * FROM unnest(CAST(:positions AS bigint[]), CAST(:lines AS bigint[]), CAST(:leaves AS bytea[]))"
)


@dataclass(frozen=True, slots=True)
class SealedLine:
    """A place in the tree: the hash that was sealed there, and the line as it stands now, None if it is gone."""

    position: int
    number: int
    leaf: bytes
    line: Line | None


async def seal_next(session: AsyncSession, key: Ed25519PrivateKey, at: datetime) -> Seal | None:
    """Seal the lines that no open transaction can precede; None when there are none, or another process seals."""
    if not (await session.execute(select(func.pg_try_advisory_xact_lock(LOCK)))).scalar_one():
        return None
    last = (await session.execute(select(_SEALS).order_by(_SEALS.c.number.desc()).limit(1))).first()
    begin, end = last.up_to if last else 0, (await session.execute(_OPEN)).scalar_one()
    rows, end = await _between(session, begin, end)
    if not rows:
        return None
    leaves, first = [_line(row).leaf for row in rows], last.first + last.count if last else 0
    seal = Seal(
        number=last.number + 1 if last else 1,
        first=first,
        count=len(rows),
        root=tree.root(leaves),
        previous=_seal(last).hash if last else FIRST,
        at=at,
    ).signed(key)
    positions = list(range(first, first + len(rows)))
    await session.execute(_KEEP, {"positions": positions, "lines": [row.number for row in rows], "leaves": leaves})
    await session.execute(insert(SealRow).values(**_columns(seal), up_to=end))
    return seal


async def seals(session: AsyncSession, after: int = 0, limit: int = 1000) -> tuple[Seal, ...]:
    """Seals in their order, behind a number."""
    query = select(_SEALS).where(_SEALS.c.number > after).order_by(_SEALS.c.number).limit(limit)
    return tuple(_seal(row) for row in await session.execute(query))


async def sealed(session: AsyncSession, seal: Seal) -> tuple[SealedLine, ...]:
    """What stands under a seal, in the order of its tree."""
    query = (
        select(_LEAVES.c.position, _LEAVES.c.line.label("of"), _LEAVES.c.leaf, *_LINES.c)
        .join_from(_LEAVES, _LINES, _LINES.c.number == _LEAVES.c.line, isouter=True)
        .where(_LEAVES.c.position >= seal.first, _LEAVES.c.position < seal.first + seal.count)
        .order_by(_LEAVES.c.position)
    )
    return tuple(
        SealedLine(row.position, row.of, bytes(row.leaf), None if row.number is None else _line(row))
        for row in await session.execute(query)
    )


async def slipped_in(session: AsyncSession) -> int | None:
    """The first line that says it is older than a seal and stands under none; None if there is no such line."""
    up_to = select(func.coalesce(func.max(_SEALS.c.up_to), 0)).scalar_subquery()
    query = (
        select(func.min(_LINES.c.number))
        .select_from(_LINES)
        .join(_LEAVES, _LEAVES.c.line == _LINES.c.number, isouter=True)
        .where(_LINES.c.writer < up_to, _LEAVES.c.line.is_(None))
    )
    found: int | None = (await session.execute(query)).scalar_one_or_none()
    return found


async def unsealed(session: AsyncSession) -> int:
    """How many lines wait for the next seal."""
    up_to = select(func.coalesce(func.max(_SEALS.c.up_to), 0)).scalar_subquery()
    query = select(func.count()).select_from(_LINES).where(_LINES.c.writer >= up_to)
    return (await session.execute(query)).scalar_one()


async def day_root(session: AsyncSession, day: date, key: Ed25519PrivateKey) -> DayRoot | None:
    """The signed root over the seals of a day (UTC), as they stand; None for a day without any."""
    found = await seals_of(session, day)
    if not found:
        return None
    hashes = [seal.hash for seal in found]
    return DayRoot(day, len(found), tree.root(hashes), found[-1].number, hashes[-1]).signed(key)


async def seals_of(session: AsyncSession, day: date) -> tuple[Seal, ...]:
    """The seals of a day (UTC), in their order."""
    begins = datetime.combine(day, time(), UTC)
    query = (
        select(_SEALS).where(_SEALS.c.at >= begins, _SEALS.c.at < begins + timedelta(days=1)).order_by(_SEALS.c.number)
    )
    return tuple(_seal(row) for row in await session.execute(query))


async def _between(session: AsyncSession, begin: int, end: int) -> tuple[Sequence[Any], int]:
    """The lines of transactions from one on and before another, as many as are sealed at once, and before which."""
    query = (
        select(_LINES)
        .where(_LINES.c.writer >= begin, _LINES.c.writer < bindparam("end"))
        .order_by(_LINES.c.writer, _LINES.c.number)
    )
    rows = (await session.execute(query.limit(AT_ONCE), {"end": end})).all()
    if len(rows) < AT_ONCE:
        return rows, end
    # What one transaction wrote stays together: its other lines may be behind the limit.
    last = rows[-1].writer
    whole = [row for row in rows if row.writer < last]
    if whole:
        return whole, last
    return (await session.execute(query, {"end": last + 1})).all(), last + 1


def _line(row: Any) -> Line:
    return Line(row.number, row.at, row.kind, row.case, row.subject, row.period, bytes(row.sealed))


def _seal(row: Any) -> Seal:
    hashes = {"root": bytes(row.root), "previous": bytes(row.previous), "signature": bytes(row.signature)}
    return Seal(number=row.number, first=row.first, count=row.count, at=row.at, **hashes)


def _columns(seal: Seal) -> dict[str, object]:
    return {name: getattr(seal, name) for name in ("number", "first", "count", "root", "previous", "at", "signature")}


async def export(session: AsyncSession, subject: str, key: Ed25519PrivateKey) -> Export:
    """Every line about a subject that is sealed and can still be read, each with the proof that it stands there."""
    # The lines that are withheld stay in the tree: the proofs of the others pass by their hashes.
    theirs = (_LINES.c.subject == subject, protections.away_from(subject, _LINES.c.case))
    query = select(_LINES, _LEAVES.c.position).where(*theirs).order_by(_LINES.c.number)
    rows = (await session.execute(query.join(_LEAVES, _LEAVES.c.line == _LINES.c.number, isouter=True))).all()
    standing = [row for row in rows if row.position is not None]
    under: dict[int, tuple[Seal, list[bytes]]] = {}
    days: dict[date, tuple[DayRoot, list[bytes]]] = {}
    proved = []
    for row in standing:
        seal, leaves = await _seal_over(session, row.position, under)
        _, hashes = await _day_over(session, seal.at.astimezone(UTC).date(), key, days)
        line = await _exported(session, row)
        if line:
            proved.append(
                Proved(
                    line=line,
                    path=exported_path(tree.path(leaves, row.position - seal.first)),
                    seal=ExportedSeal.model_validate(_columns(seal)),
                    day_path=exported_path(tree.path(hashes, hashes.index(seal.hash))),
                )
            )
    return Export(
        key=key.public_key().public_bytes_raw(),
        lines=tuple(proved),
        days=tuple(root.written() for root, _ in days.values()),
        unsealed=len(rows) - len(standing),
    )


async def _seal_over(
    session: AsyncSession, position: int, known: dict[int, tuple[Seal, list[bytes]]]
) -> tuple[Seal, list[bytes]]:
    """The seal that a place stands under, and all leaves of it; what was read before is not read again."""
    query = select(_SEALS).where(_SEALS.c.first <= position).order_by(_SEALS.c.first.desc()).limit(1)
    seal = _seal((await session.execute(query)).one())
    if seal.number not in known:
        known[seal.number] = seal, [one.leaf for one in await sealed(session, seal)]
    return known[seal.number]


async def _day_over(
    session: AsyncSession, day: date, key: Ed25519PrivateKey, known: dict[date, tuple[DayRoot, list[bytes]]]
) -> tuple[DayRoot, list[bytes]]:
    if day not in known:
        hashes = [seal.hash for seal in await seals_of(session, day)]
        root = await day_root(session, day, key)
        assert root is not None, "a day with a sealed line has a seal"
        known[day] = root, hashes
    return known[day]


async def _exported(session: AsyncSession, row: Any) -> ExportedLine | None:
    """A line with the key that opens it alone; None once its month was shredded."""
    try:
        key = line_key((await keyring(session).key_for(row.period)).secret, row.sealed)
    except Forgotten:
        return None
    kept = {name: getattr(row, name) for name in ("number", "at", "kind", "case", "subject", "period", "sealed")}
    return ExportedLine(**kept, opens=key, says=opened(key, row.sealed, row.case, row.subject))
