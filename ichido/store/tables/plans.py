"""Plans and the texts of their notices, by hash."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Field

from ichido.store.tables.row import Instant, Row


class PlanRow(Row, table=True):
    """A published plan as canonical JSON."""

    __tablename__ = "plans"

    hash: str = Field(primary_key=True)
    life_event: str = Field(index=True)
    data: bytes
    published_at: datetime = Field(sa_type=Instant, sa_column_kwargs={"server_default": func.now()})


class NoticeTextRow(Row, table=True):
    """The template of a notice, stored once."""

    __tablename__ = "notice_texts"

    hash: str = Field(primary_key=True)
    text: str
