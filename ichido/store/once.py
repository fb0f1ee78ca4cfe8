"""Rows that are written once, however often they come."""

from collections.abc import Mapping

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from ichido.store.tables.row import Row, table


async def add_once(session: AsyncSession, row: type[Row], values: Mapping[str, object], key: tuple[str, ...]) -> bool:
    """Add a row; False, and what is there stays, if one with the same unique key is there already."""
    statement = insert(row).values(values).on_conflict_do_nothing(index_elements=key)
    added = await session.execute(statement.returning(table(row).c[key[0]]))
    return added.first() is not None
