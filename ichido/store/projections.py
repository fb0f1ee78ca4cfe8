"""Where cases stand, for portals and the sweeper: rows that only move forward."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import case, false, func, literal, not_, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from ichido.store.cases import Outline, outline_of
from ichido.store.tables.cases import CaseRow
from ichido.store.tables.row import table

SETTLED = "settled"
AT_ONCE = 10_000
"""Far fewer than the 65,535 parameters that a statement may have."""

_authorities = table(CaseRow).c.authorities


@dataclass(frozen=True, slots=True)
class Projection:
    """What a workflow says of its case: `event` counts its own events, `revision` is what it knows."""

    event: int
    stage: str
    closed_at: datetime | None = None
    close_reason: str = ""
    revision: int = 0


Place = tuple[datetime, str]
"""When a case was opened, and its number: its place in a list."""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One line of a list of cases."""

    outline: Outline
    life_event: str
    plan_hash: str
    channel: str
    opened_at: datetime
    submitted_on: date | None
    stage: str
    closed_at: datetime | None
    close_reason: str

    @property
    def number(self) -> str:
        """The case number."""
        return self.outline.number

    @property
    def place(self) -> Place:
        """Where it stands in a list."""
        return self.opened_at, self.number


async def project(session: AsyncSession, number: str, projection: Projection) -> bool:
    """Move a case forward; False, and nothing changed, if this or a later event was seen or there is no such case.

    What was closed stays closed, whatever comes after; a case of which more is known than its workflow saw is not
    closed yet.
    """
    unseen = col(CaseRow.revision) > projection.revision if projection.close_reason else false()
    moved = await session.execute(
        update(CaseRow)
        .where(col(CaseRow.number) == number, col(CaseRow.event) < projection.event, not_(unseen))
        .values(
            event=projection.event,
            seen_revision=func.greatest(col(CaseRow.seen_revision), projection.revision),
            stage=projection.stage,
            closed_at=func.coalesce(col(CaseRow.closed_at), projection.closed_at),
            close_reason=case(
                (col(CaseRow.closed_at).is_not(None), col(CaseRow.close_reason)), else_=projection.close_reason
            ),
        )
        .returning(col(CaseRow.number))
    )
    return moved.first() is not None


async def is_closed(session: AsyncSession, number: str) -> bool:
    """Whether a case is closed."""
    query = select(col(CaseRow.closed_at)).where(col(CaseRow.number) == number)
    return (await session.execute(query)).scalar_one_or_none() is not None


async def close(session: AsyncSession, number: str, at: datetime, reason: str) -> bool:
    """Close a case whose workflow can no longer say so itself; False if it was closed before or never was."""
    closed = await session.execute(
        update(CaseRow)
        .where(col(CaseRow.number) == number, col(CaseRow.closed_at).is_(None))
        .values(closed_at=at, close_reason=reason, stage="closed")
        .returning(col(CaseRow.number))
    )
    return closed.first() is not None


async def listing(
    session: AsyncSession,
    *,
    after: Place | None = None,
    limit: int = 50,
    life_event: str | None = None,
    stage: str | None = None,
    subject: str | None = None,
    authority: str | None = None,
    open_only: bool = False,
    unverified: bool = False,
) -> tuple[CaseLine, ...]:
    """A page of cases, newest first; the next page is `after` the place of the last line.

    `unverified`: only open ones that a registry owes something.

    Of an `authority`: the cases that a procedure brings before it, and those of people it knows.
    """
    query = select(CaseRow).order_by(col(CaseRow.opened_at).desc(), col(CaseRow.number).desc()).limit(limit)
    if after is not None:
        query = query.where(tuple_(col(CaseRow.opened_at), col(CaseRow.number)) < after)
    if life_event is not None:
        query = query.where(col(CaseRow.life_event) == life_event)
    if stage is not None:
        query = query.where(col(CaseRow.stage) == stage)
    if subject is not None:
        query = query.where(or_(col(CaseRow.applicant) == subject, col(CaseRow.about) == subject))
    if authority is not None:
        query = query.where(_authorities.contains([authority]))
    if unverified:
        query = query.where(col(CaseRow.unverified_since).is_not(None), col(CaseRow.closed_at).is_(None))
    if open_only:
        query = query.where(col(CaseRow.closed_at).is_(None))
    query = query.execution_options(populate_existing=True)
    return tuple(_line(row) for row in (await session.execute(query)).scalars())


async def settled(session: AsyncSession, life_event: str, limit: int) -> tuple[str, ...]:
    """The closed cases of a life event in which all was decided and that are not forgotten, the newest first."""
    row = CaseRow
    query = (
        select(col(row.number))
        .where(col(row.life_event) == life_event, col(row.close_reason) == SETTLED, col(row.forgotten_at).is_(None))
        .order_by(col(row.closed_at).desc(), col(row.number))
        .limit(limit)
    )
    return tuple((await session.execute(query)).scalars())


async def unstarted(session: AsyncSession, older_than: datetime, limit: int = 1000) -> tuple[str, ...]:
    """Open cases from before a moment whose workflow never said anything: rows that may have no workflow."""
    query = (
        select(col(CaseRow.number))
        .where(col(CaseRow.event) == 0, col(CaseRow.closed_at).is_(None), col(CaseRow.opened_at) < older_than)
        .order_by(col(CaseRow.opened_at))
        .limit(limit)
    )
    return tuple((await session.execute(query)).scalars())


async def unheard(session: AsyncSession, age: timedelta, limit: int = 1000) -> tuple[str, ...]:
    """Open cases that know more than their workflow has shown to know, for longer than `age`: it may not have heard.

    A case that was told again comes up anew only after twice the time, so that nobody shouts at a worker that is away.
    """
    row = CaseRow
    patience = func.greatest(literal(age), col(row.retold_at) - col(row.revised_at))
    query = (
        select(col(row.number))
        .where(col(row.event) > 0, col(row.closed_at).is_(None), col(row.revision) > col(row.seen_revision))
        .where(col(row.revised_at) < func.now() - age)
        .where(
            or_(
                col(row.retold_at).is_(None),
                col(row.retold_at) < col(row.revised_at),
                col(row.retold_at) < func.now() - patience,
            )
        )
        .order_by(col(row.revised_at))
        .limit(limit)
    )
    return tuple((await session.execute(query)).scalars())


async def retold(session: AsyncSession, number: str) -> None:
    """Note that a workflow was just told again what its case knows."""
    await session.execute(update(CaseRow).where(col(CaseRow.number) == number).values(retold_at=func.now()))


async def numbers_among(session: AsyncSession, numbers: Collection[str]) -> frozenset[str]:
    """Those of the numbers that have a row, open or closed."""
    wanted, known = list(numbers), set[str]()
    for start in range(0, len(wanted), AT_ONCE):
        query = select(col(CaseRow.number)).where(col(CaseRow.number).in_(wanted[start : start + AT_ONCE]))
        known.update((await session.execute(query)).scalars())
    return frozenset(known)


async def open_numbers(session: AsyncSession) -> tuple[str, ...]:
    """Every open case whose workflow has spoken, oldest first, for comparing with the workflows that run."""
    query = select(col(CaseRow.number)).where(col(CaseRow.closed_at).is_(None), col(CaseRow.event) > 0)
    query = query.order_by(col(CaseRow.opened_at))
    return tuple((await session.execute(query)).scalars())


def _line(row: CaseRow) -> CaseLine:
    return CaseLine(
        outline=outline_of(row),
        life_event=row.life_event,
        plan_hash=row.plan,
        channel=row.channel,
        opened_at=row.opened_at,
        submitted_on=row.submitted_on,
        stage=row.stage,
        closed_at=row.closed_at,
        close_reason=row.close_reason,
    )
