"""What goes to partners and comes from them: outbox, fetches, pending lookups, inbox and refusals."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, Identity, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from ichido.store.tables.row import Instant, Row, counted


class OutboxRow(Row, table=True):
    """A submission: payload and idempotency key, persisted before it is sent."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("case", "key", "version"),
        Index("ix_outbox_queued", "authority", "due_on", "created_at", postgresql_where=text("state = 'queued'")),
    )

    id: UUID = Field(primary_key=True)
    case: str = Field(foreign_key="cases.number")
    key: str
    version: int
    authority: str
    idempotency_key: str = Field(unique=True)
    payload: bytes = Field(sa_type=LargeBinary)
    notes: dict[str, int] = Field(default_factory=dict, sa_type=JSONB)
    created_at: datetime = Field(sa_type=Instant)
    # The case's first legal deadline, so that a door knows what to send first without reading cases.
    due_on: date | None = None
    state: str = "queued"
    # How often it was held for a person.
    held: int = 0
    attempts: int = 0
    last_error: str = ""
    next_attempt_at: datetime = Field(sa_type=Instant)
    receipt: str = ""
    sent_at: datetime | None = Field(default=None, sa_type=Instant)


class FetchRow(Row, table=True):
    """The message id of a request by which an authority fetched what is meant for it."""

    __tablename__ = "fetches"

    authority: str = Field(primary_key=True)
    message_id: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant)


class PendingLookupRow(Row, table=True):
    """A registry that did not answer and is to be asked again by its door."""

    __tablename__ = "pending_lookups"
    __table_args__ = (Index("ix_pending_lookups_due", "authority", "base_registry", "due_on", "since"),)

    case: str = Field(primary_key=True, foreign_key="cases.number")
    id: str = Field(primary_key=True)
    base_registry: str
    authority: str
    subject: str
    terms: list[str] = Field(sa_type=JSONB)
    grant: str
    under: str
    procedure: str
    act: str
    on_day: date | None = None
    due_on: date | None = None
    since: datetime = Field(sa_type=Instant)
    again: str = ""
    anew: int = 0
    attempts: int = 0
    next_attempt_at: datetime = Field(sa_type=Instant)


class InboxRow(Row, table=True):
    """A verified event of an authority, sealed as it came."""

    __tablename__ = "inbox"
    __table_args__ = (
        Index("ix_inbox_unrelayed", "sequence", postgresql_where=text("relayed_at IS NULL AND kept_at IS NULL")),
    )

    authority: str = Field(primary_key=True)
    event_id: str = Field(primary_key=True)
    # Not the primary key: the same event of the same authority has one row, whatever its place.
    sequence: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), nullable=False))
    case: str = Field(default="", index=True)
    sealed_for: str
    body: bytes = Field(sa_type=LargeBinary)
    received_at: datetime = Field(sa_type=Instant)
    applied_at: datetime | None = Field(default=None, sa_type=Instant)
    relayed_at: datetime | None = Field(default=None, sa_type=Instant)
    kept_at: datetime | None = Field(default=None, sa_type=Instant)
    kept_why: str = ""


class RefusalRow(Row, table=True):
    """The trace of a request that was refused; never its body."""

    __tablename__ = "refusals"

    number: int | None = Field(default=None, sa_column=counted())
    at: datetime = Field(sa_type=Instant)
    authority: str
    event_id: str
    code: str
    digest: str
