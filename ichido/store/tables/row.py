"""What every table shares: one set of constraint names, and columns for instants and numbers."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Column, DateTime, Identity, MetaData, Table, inspect
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Row(SQLModel):
    """The parent of every table."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)


class Instant(TypeDecorator[datetime]):
    """A moment with its time zone; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: object) -> datetime | None:
        """The moment as it is; ValueError without a time zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment that is stored needs a time zone")
        return value


def table(row: type[Row]) -> Table:
    """The table itself, for reading plain rows without tracking them."""
    found: Table = inspect(row).local_table
    return found


def counted() -> Column[Any]:
    """A primary key that the database counts up."""
    return Column(BigInteger, Identity(always=True), primary_key=True)
