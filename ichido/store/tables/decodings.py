"""Who had what Temporal keeps of which case decoded."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from ichido.store.tables.row import Instant, Row, counted


class DecodingRow(Row, table=True):
    """Somebody looked at the payloads of a case; the database refuses to change a line."""

    __tablename__ = "decodings"
    __table_args__ = (Index("ix_decodings_case_at", "case", "at"),)

    number: int | None = Field(default=None, sa_column=counted())
    at: datetime = Field(sa_type=Instant)
    case: str
    role: str
    authority: str = ""
    who: str = ""
