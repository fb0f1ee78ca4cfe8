"""Lookups that a registry has not answered yet, to be asked again by its holder's door."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from ichido.case.conclusions import Lookup
from ichido.store.outbox import LEASE
from ichido.store.tables.partners import PendingLookupRow


@dataclass(frozen=True, slots=True)
class PendingLookup:
    """One lookup of one case, and how often it was tried by the door."""

    case: str
    lookup: Lookup
    attempts: int
    next_attempt_at: datetime
    since: datetime
    due_on: date | None = None


async def defer(
    session: AsyncSession,
    case: str,
    lookups: Iterable[Lookup],
    since: datetime,
    next_attempt_at: datetime,
    due_on: date | None = None,
) -> None:
    """Leave lookups to the door, to be tried from that moment; one that is left there already gets the new moment.

    `due_on` is the case's first legal deadline.
    """
    rows = [
        {
            "case": case,
            "id": lookup.id,
            "base_registry": lookup.registry,
            "since": since,
            "due_on": due_on,
            "next_attempt_at": next_attempt_at,
            "attempts": 0,
            "terms": list(lookup.terms),
            "on_day": lookup.on,
            **lookup.model_dump(exclude={"registry", "terms", "on"}),
        }
        for lookup in lookups
    ]
    if not rows:
        return
    statement = insert(PendingLookupRow)
    statement = statement.on_conflict_do_update(
        index_elements=["case", "id"],
        set_={"next_attempt_at": statement.excluded.next_attempt_at, "due_on": statement.excluded.due_on},
    )
    await session.execute(statement, rows)


async def registries_due(session: AsyncSession, authority: str, at: datetime) -> tuple[str, ...]:
    """The registries of an authority of which something is due."""
    query = select(col(PendingLookupRow.base_registry)).distinct()
    query = query.where(col(PendingLookupRow.authority) == authority, col(PendingLookupRow.next_attempt_at) <= at)
    return tuple(sorted((await session.execute(query)).scalars()))


async def due_lookups(
    session: AsyncSession, authority: str, registry: str, at: datetime, limit: int = 1, lease: timedelta = LEASE
) -> tuple[PendingLookup, ...]:
    """Take lookups of a registry that are due: by legal deadline, then by age, those without one last.

    One alone tries whether the registry is back: it is of those tried least, so that no lookup is in front for ever.
    Nobody else gets them until the lease is over.
    """
    row = PendingLookupRow
    order = (col(row.due_on).asc().nulls_last(), col(row.since), col(row.case), col(row.id))
    due = (
        select(col(row.case), col(row.id))
        .where(col(row.authority) == authority, col(row.base_registry) == registry, col(row.next_attempt_at) <= at)
        .order_by(*((col(row.attempts), *order) if limit == 1 else order))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    keys = [(case, id_) for case, id_ in await session.execute(due)]
    if not keys:
        return ()
    taken = await session.execute(
        update(PendingLookupRow)
        .where(tuple_(col(PendingLookupRow.case), col(PendingLookupRow.id)).in_(keys))
        .values(next_attempt_at=at + lease, attempts=col(PendingLookupRow.attempts) + 1)
        .returning(PendingLookupRow)
        .execution_options(populate_existing=True)
    )
    rows = {(row.case, row.id): row for row in taken.scalars()}
    return tuple(_pending(rows[key]) for key in keys)


async def of_case(session: AsyncSession, case: str) -> tuple[PendingLookup, ...]:
    """What a case still waits for from registries."""
    query = select(PendingLookupRow).where(col(PendingLookupRow.case) == case).order_by(col(PendingLookupRow.id))
    query = query.execution_options(populate_existing=True)
    return tuple(_pending(row) for row in (await session.execute(query)).scalars())


async def settle(session: AsyncSession, case: str, lookups: Iterable[Lookup]) -> None:
    """These lookups have been answered, or are no longer wanted."""
    ids = [lookup.id for lookup in lookups]
    await session.execute(
        delete(PendingLookupRow).where(col(PendingLookupRow.case) == case, col(PendingLookupRow.id).in_(ids))
    )


async def settle_all(session: AsyncSession, case: str) -> None:
    """Nothing is wanted for a case any more: it is closed, or forgotten."""
    await session.execute(delete(PendingLookupRow).where(col(PendingLookupRow.case) == case))


def _pending(row: PendingLookupRow) -> PendingLookup:
    lookup = Lookup(
        registry=row.base_registry,
        authority=row.authority,
        subject=row.subject,
        terms=tuple(row.terms),
        grant=row.grant,
        under=row.under,
        procedure=row.procedure,
        act=row.act,
        on=row.on_day,
        again=row.again,
        anew=row.anew,
    )
    return PendingLookup(row.case, lookup, row.attempts, row.next_attempt_at, row.since, row.due_on)
