"""Why a filed case is kept or is not: holds, disposal decisions and what was forgotten; lines are only ever added."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from ichido.store.tables.row import Instant, Row, counted


class HoldRow(Row, table=True):
    """A hold was placed on a case, or one that was placed was lifted."""

    __tablename__ = "holds"

    number: int | None = Field(default=None, sa_column=counted())
    case: str = Field(foreign_key="cases.number", index=True)
    hold: UUID
    what: str
    kind: str
    reason: str
    by: str
    role: str
    authority: str = ""
    at: datetime = Field(sa_type=Instant)


class DisposalRow(Row, table=True):
    """It was decided that a filed case is to be forgotten, and under which rule."""

    __tablename__ = "disposals"

    number: int | None = Field(default=None, sa_column=counted())
    case: str = Field(foreign_key="cases.number", index=True)
    under: str
    by: str
    role: str
    authority: str = ""
    at: datetime = Field(sa_type=Instant)


class ForgettingRow(Row, table=True):
    """A case was forgotten: as nobody submitted it, as the person deleted it, or as a decision said so."""

    __tablename__ = "forgettings"

    number: int | None = Field(default=None, sa_column=counted())
    case: str = Field(foreign_key="cases.number", index=True)
    why: str
    by: str
    role: str
    authority: str = ""
    at: datetime = Field(sa_type=Instant)
