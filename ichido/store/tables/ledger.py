"""The disclosure log and the seals over it."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, Index, LargeBinary, text
from sqlmodel import Field

from ichido.store.tables.row import Instant, Row, counted


class DisclosureRow(Row, table=True):
    """Who used which terms of whom, under which article, in which case; the database refuses to change a line.

    `writer` is the transaction that wrote it: what is older than every open one comes no more.
    """

    __tablename__ = "disclosures"
    __table_args__ = (Index("ix_disclosures_writer_number", "writer", "number"),)

    number: int | None = Field(default=None, sa_column=counted())
    at: datetime = Field(sa_type=Instant)
    kind: str
    case: str = Field(index=True)
    subject: str = Field(index=True)
    period: str
    sealed: bytes = Field(sa_type=LargeBinary)
    writer: int | None = Field(
        default=None,
        sa_column=Column(BigInteger, nullable=False, server_default=text("(pg_current_xact_id()::text)::bigint")),
    )


class LeafRow(Row, table=True):
    """The place of a line in the tree, and its hash."""

    __tablename__ = "disclosure_leaves"

    position: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    line: int = Field(sa_type=BigInteger, unique=True)
    leaf: bytes = Field(sa_type=LargeBinary)


class SealRow(Row, table=True):
    """A seal; `up_to` is the first transaction whose lines are not sealed yet."""

    __tablename__ = "disclosure_seals"

    number: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    first: int = Field(sa_type=BigInteger)
    count: int
    root: bytes = Field(sa_type=LargeBinary)
    previous: bytes = Field(sa_type=LargeBinary)
    at: datetime = Field(sa_type=Instant)
    up_to: int = Field(sa_type=BigInteger)
    signature: bytes = Field(sa_type=LargeBinary)
