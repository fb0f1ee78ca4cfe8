"""What people are to read and do: notices in the mailbox, tasks."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field

from ichido.store.tables.row import Instant, Row


class NoticeRow(Row, table=True):
    """A notice in its subject's mailbox, sealed; the id is its receipt."""

    __tablename__ = "notices"
    __table_args__ = (UniqueConstraint("case", "key"),)

    id: UUID = Field(primary_key=True)
    case: str = Field(foreign_key="cases.number")
    key: str
    subject: str = Field(index=True)
    procedure: str = ""
    language: str = ""
    letter: bytes = Field(sa_type=LargeBinary)
    delivered_at: datetime = Field(sa_type=Instant)
    read_at: datetime | None = Field(default=None, sa_type=Instant)


class TaskRow(Row, table=True):
    """Something a human must do, in words that describe nobody."""

    __tablename__ = "tasks"
    __table_args__ = (
        UniqueConstraint("case", "kind", "key"),
        Index("ix_tasks_open", "created_at", postgresql_where=text("done_at IS NULL")),
    )

    id: UUID = Field(primary_key=True)
    kind: str
    case: str
    key: str
    what: str
    created_at: datetime = Field(sa_type=Instant)
    done_at: datetime | None = Field(default=None, sa_type=Instant)
    done_by: str = ""
