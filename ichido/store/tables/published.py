"""What may be opened when, edition by edition, and what is read at run time beside the plans."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from ichido.store.tables.row import Instant, Row, counted


class EditionRow(Row, table=True):
    """One publication: by whom, when, and what processes read at run time since then."""

    __tablename__ = "editions"

    number: int = Field(primary_key=True)
    published_by: str
    published_at: datetime = Field(sa_type=Instant, sa_column_kwargs={"server_default": func.now()})
    operation: dict[str, Any] = Field(sa_type=JSONB)


class OfferRow(Row, table=True):
    """What can be opened: offered from one edition on, until a later one withdrew or replaced it."""

    __tablename__ = "offers"
    __table_args__ = (Index("ix_offers_current", "id", postgresql_where=text("withdrawn_in IS NULL")),)

    row: int | None = Field(default=None, sa_column=counted())
    id: str
    in_force_from: date | None = None
    in_force_until: date | None = None
    title: dict[str, str] = Field(sa_type=JSONB)
    plan: str = Field(foreign_key="plans.hash")
    offered_in: int = Field(foreign_key="editions.number")
    withdrawn_in: int | None = Field(default=None, foreign_key="editions.number")
