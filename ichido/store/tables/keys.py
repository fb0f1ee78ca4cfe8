"""Data keys, wrapped: in a schema, and where an installation wants it a database, of their own."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field

from ichido.store.tables.row import Instant, Row


class DataKeyRow(Row, table=True):
    """The wrapped key of what a controller holds of a case; without it, whatever was sealed with it is forgotten.

    The `opening` key is that of the authority which received the case: it seals what is no single fact.
    """

    __tablename__ = "data_keys"
    __table_args__ = (
        UniqueConstraint("case", "controller"),
        Index("ix_data_keys_wrapped_by", "wrapped_by", postgresql_where=text("wrapped IS NOT NULL")),
        {"schema": "keys"},
    )

    id: str = Field(primary_key=True)
    case: str
    controller: str
    opening: bool
    wrapped_by: str
    wrapped: bytes | None = Field(default=None, sa_type=LargeBinary)
    made_at: datetime = Field(sa_type=Instant)
    destroyed_at: datetime | None = Field(default=None, sa_type=Instant)
