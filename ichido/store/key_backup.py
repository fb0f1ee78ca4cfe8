"""Data keys copied, wrapped as they are, and put back, except those of cases that were forgotten since."""

from collections.abc import AsyncIterator, Iterable
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from ichido.store.forgetting import DELETED
from ichido.store.store import Store
from ichido.store.tables.cases import CaseRow
from ichido.store.tables.keys import DataKeyRow
from ichido.store.tables.row import table

AT_ONCE = 1_000
_KEYS = table(DataKeyRow)


class KeyCopy(BaseModel):
    """One data key as it is kept: wrapped, so that the copy opens nothing without its controller's wrapping key."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    id: str
    case: str
    controller: str
    opening: bool
    wrapped_by: str
    wrapped: str = Field(pattern=r"^([0-9a-f]{2})+$")
    made_at: datetime


async def copies(store: Store) -> AsyncIterator[KeyCopy]:
    """Every data key that is not destroyed, as all of them stand at one moment."""
    query = select(_KEYS).where(_KEYS.c.wrapped.is_not(None)).order_by(_KEYS.c.made_at, _KEYS.c.id)
    async with store.keys.engine.connect() as connection, connection.stream(query) as rows:
        async for row in rows:
            yield KeyCopy(
                id=row.id,
                case=row.case,
                controller=row.controller,
                opening=row.opening,
                wrapped_by=row.wrapped_by,
                wrapped=bytes(row.wrapped).hex(),
                made_at=row.made_at,
            )


async def put_back(store: Store, some: Iterable[KeyCopy]) -> tuple[int, int]:
    """Put back keys that are missing; how many were, and how many stay away because their case was forgotten since.

    What is there, destroyed or not, stays as it is.
    """
    wanted = list(some)
    forgotten = await _forgotten(store, {copy.case for copy in wanted})
    rows = [
        copy.model_dump() | {"wrapped": bytes.fromhex(copy.wrapped)} for copy in wanted if copy.case not in forgotten
    ]
    put = 0
    if rows:
        async with store.keys.engine.begin() as connection:
            done = await connection.execute(insert(_KEYS).values(rows).on_conflict_do_nothing().returning(_KEYS.c.id))
            put = len(done.all())
    return put, len(wanted) - len(rows)


async def _forgotten(store: Store, numbers: set[str]) -> frozenset[str]:
    gone = or_(col(CaseRow.forgotten_at).is_not(None), col(CaseRow.close_reason) == DELETED)
    async with store.transaction() as session:
        found = await session.execute(select(col(CaseRow.number)).where(col(CaseRow.number).in_(numbers), gone))
        return frozenset(found.scalars())
