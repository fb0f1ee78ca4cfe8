"""What people uploaded: what each document is, and its bytes in pieces, all sealed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, UniqueConstraint, Uuid, text
from sqlmodel import Field

from ichido.store.tables.row import Instant, Row


class DocumentRow(Row, table=True):
    """A document of a case, once however often it was uploaded; `name` tells nothing of its bytes without a key.

    PostgreSQL shows and takes only rows of the controllers that a transaction names in `ichido.controllers`, and
    those that wait to be scanned.
    """

    __tablename__ = "documents"
    __table_args__ = (
        UniqueConstraint("case", "name"),
        Index("ix_documents_waiting", "uploaded_at", postgresql_where=text("scan = 'waiting'")),
    )

    id: UUID = Field(primary_key=True)
    case: str = Field(foreign_key="cases.number")
    name: str
    controller: str
    sealed: bytes = Field(sa_type=LargeBinary)
    pieces: int
    scan: str
    finding: str = ""
    uploaded_at: datetime = Field(sa_type=Instant)
    scanned_at: datetime | None = Field(default=None, sa_type=Instant)


class DocumentPieceRow(Row, table=True):
    """A sealed piece of a document; as for its row, only those of named controllers are shown."""

    __tablename__ = "document_pieces"

    document: UUID = Field(sa_column=Column(Uuid(), ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True))
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    controller: str
    sealed: bytes = Field(sa_type=LargeBinary)
