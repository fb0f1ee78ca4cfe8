"""What is offered now: published edition by edition, found by id and day; a running case keeps its plan."""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from sqlalchemy import ColumnElement, func, insert, literal, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from ichido.compiler.edition import Edition, Operation
from ichido.store import plans
from ichido.store.plans import NotPublished
from ichido.store.store import Store
from ichido.store.tables.published import EditionRow, OfferRow

SECONDS = 5.0
"""How long a process goes by what it has read before it looks whether there is a newer edition."""
AT_ONCE = 200
"""Plans written with one statement."""
_TURN = text("SELECT pg_advisory_xact_lock(hashtext('ichido publish'))")
_OFFERED = select(col(OfferRow.id), col(OfferRow.title), col(OfferRow.plan))
_CURRENT = col(OfferRow.withdrawn_in).is_(None)

Key = tuple[str, date | None, date | None, str]
"""An offer: its id, from which day until which, and the hash of its plan."""


Operating = Callable[[], Awaitable[Operation]]
"""Gives what is read at run time, as it is now."""


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication changed, by id: `edition` is the one that counts now, `plans` what it offers at any time."""

    edition: int
    new: tuple[str, ...]
    changed: tuple[str, ...]
    withdrawn: tuple[str, ...]
    unchanged: int
    plans: Mapping[str, str] = field(default_factory=dict, compare=False)


class NotOffered(LookupError):
    """What was left out of an edition because it is offered already is not offered so."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What can be opened, with its title by language and the hash of its plan."""

    id: str
    title: Mapping[str, str]
    plan: str


async def publish(
    session: AsyncSession, edition: Edition, by: str, known: Mapping[str, str] | None = None
) -> Published:
    """Make this what is offered from now on; what is offered already stays as it is, and again is harmless.

    `known`: what the edition leaves out because it stays as it is, always in force, by id with the hash of its plan.
    NotOffered if it is not so.
    """
    await session.execute(_TURN)
    before = await _current(session)
    staying: dict[Key, Mapping[str, str]] = {(id_, None, None, hash_): {} for id_, hash_ in (known or {}).items()}
    if not staying.keys() <= before.keys():
        raise NotOffered("what was left out of this edition is not offered so")
    await plans.keep_texts(session, edition.texts)
    wanted = staying
    while some := tuple(islice(edition.offers, AT_ONCE)):
        hashes = await plans.keep(session, *(offer.plan for offer in some))
        for offer, hash_ in zip(some, hashes, strict=True):
            wanted[offer.id, offer.in_force.from_, offer.in_force.until, hash_] = offer.plan.title
    number, last = await _last(session)
    gone = [row for key, row in before.items() if key not in wanted]
    fresh = [key for key in wanted if key not in before]
    if number == 0 or gone or fresh or last != edition.operation:
        number += 1
        row = {"number": number, "published_by": by, "operation": edition.operation.model_dump(mode="json")}
        await session.execute(insert(EditionRow).values(row))
        await _replace(session, number, gone, {key: wanted[key] for key in fresh})
    was, are = {id_ for id_, *_ in before}, {id_ for id_, *_ in wanted}
    touched = {id_ for id_, *_ in fresh} | {id_ for (id_, *_), row in before.items() if row in gone}
    return Published(
        edition=number,
        new=tuple(sorted(are - was)),
        changed=tuple(sorted(touched & was & are)),
        withdrawn=tuple(sorted(was - are)),
        unchanged=len(are - touched),
        plans={id_: hash_ for id_, first, over, hash_ in wanted if first is None and over is None},
    )


async def offered(session: AsyncSession, id_: str, on: date) -> Offered | None:
    """What a life event or procedure is on a day; None for one that is unknown or not in force that day."""
    row = (await session.execute(_OFFERED.where(_CURRENT, *_in_force(on), col(OfferRow.id) == id_))).one_or_none()
    return None if row is None else Offered(*row)


async def on_offer(session: AsyncSession, on: date) -> tuple[Offered, ...]:
    """Everything that can be opened on a day, by id."""
    query = _OFFERED.where(_CURRENT, *_in_force(on)).order_by(col(OfferRow.id))
    return tuple(Offered(*row) for row in await session.execute(query))


async def newest(session: AsyncSession) -> int:
    """The number of the edition that counts now, 0 if nothing was ever published."""
    return (await session.execute(select(func.coalesce(func.max(col(EditionRow.number)), 0)))).scalar_one()


async def operation(session: AsyncSession) -> Operation:
    """What processes read at run time; NotPublished if nothing was ever published."""
    edition, found = await _last(session)
    if edition == 0:
        raise NotPublished("nothing is published yet: run `ichido publish`")
    return found


class Current:
    """What one process holds of the newest edition; a newer one is seen within seconds."""

    def __init__(self, store: Store, seconds: float = SECONDS) -> None:
        """Read from this store, at most every so many seconds."""
        self._store, self._seconds = store, seconds
        self._edition, self._until = 0, 0.0
        self._operation = Operation()

    async def operation(self) -> Operation:
        """What is read at run time; NotPublished if nothing was ever published."""
        if time.monotonic() >= self._until:
            async with self._store.transaction() as session:
                edition = await newest(session)
                if edition != self._edition or edition == 0:
                    self._operation = await operation(session)
            self._edition, self._until = edition, time.monotonic() + self._seconds
        return self._operation


def _in_force(on: date) -> tuple[ColumnElement[bool], ...]:
    first, over = col(OfferRow.in_force_from), col(OfferRow.in_force_until)
    return or_(first.is_(None), first <= on), or_(over.is_(None), over > on)


async def _current(session: AsyncSession) -> dict[Key, int]:
    key = (col(OfferRow.id), col(OfferRow.in_force_from), col(OfferRow.in_force_until), col(OfferRow.plan))
    rows = await session.execute(select(*key, col(OfferRow.row)).where(_CURRENT))
    return {(id_, first, over, plan): row or 0 for id_, first, over, plan, row in rows}


async def _last(session: AsyncSession) -> tuple[int, Operation]:
    query = select(col(EditionRow.number), col(EditionRow.operation)).order_by(col(EditionRow.number).desc()).limit(1)
    row = (await session.execute(query)).one_or_none()
    return (0, Operation()) if row is None else (row.number, Operation.model_validate(row.operation))


async def _replace(
    session: AsyncSession, edition: int, gone: list[int], fresh: Mapping[Key, Mapping[str, str]]
) -> None:
    if gone:
        withdrawn = update(OfferRow).where(col(OfferRow.row).in_(gone)).values(withdrawn_in=literal(edition))
        await session.execute(withdrawn)
    rows = [
        {
            "id": id_,
            "in_force_from": first,
            "in_force_until": over,
            "title": dict(title),
            "plan": plan,
            "offered_in": edition,
        }
        for (id_, first, over, plan), title in fresh.items()
    ]
    if rows:
        await session.execute(insert(OfferRow), rows)
