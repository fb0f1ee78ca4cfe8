"""Mandates and what became of them; lines are only ever added, and what describes a person is sealed."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from ichido.store.tables.row import Instant, Row, counted


class MandateRow(Row, table=True):
    """What one person lets another do, who goes by a name at an authority; `office`: where paper was shown."""

    __tablename__ = "mandates"

    id: UUID = Field(primary_key=True)
    grantor: str = Field(foreign_key="subjects.id", index=True)
    from_authority: str
    from_name: str
    to_authority: str
    to_name: str = Field(index=True)
    scope: dict[str, Any] = Field(sa_type=JSONB)
    since: date
    until: date
    office: str = ""
    note: bytes = Field(sa_type=LargeBinary)
    at: datetime = Field(sa_type=Instant)


class MandateEventRow(Row, table=True):
    """A mandate was accepted or revoked, or an office confirmed a profession of its holder."""

    __tablename__ = "mandate_events"

    number: int | None = Field(default=None, sa_column=counted())
    mandate: UUID = Field(foreign_key="mandates.id", index=True)
    what: str
    profession: str = ""
    role: str
    authority: str = ""
    note: bytes = Field(sa_type=LargeBinary)
    on_day: date
    at: datetime = Field(sa_type=Instant)
