"""Who must not become known to whom, and when an authority last said that this is all; lines are only ever added."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field

from ichido.store.tables.row import Instant, Row, counted


class ProtectionRow(Row, table=True):
    """One line of a protection of somebody from somebody: entered, extended or ended; the newest counts."""

    __tablename__ = "protections"
    __table_args__ = (
        Index("ix_protections_hidden_from_protected", "hidden_from", "protected"),
        Index("ix_protections_protection_number", "protection", "number"),
        Index("ix_protections_authority_reference", "authority", "reference"),
    )

    number: int | None = Field(default=None, sa_column=counted())
    protection: UUID
    what: str
    protected: str = Field(foreign_key="subjects.id")
    hidden_from: str = Field(foreign_key="subjects.id")
    starts_at: datetime = Field(sa_type=Instant)
    ends_at: datetime = Field(sa_type=Instant)
    entered_at: datetime = Field(sa_type=Instant)
    authority: str
    # What the authority calls this entry; under which article it was decided and why only its own key opens.
    reference: str
    sealed: bytes = Field(sa_type=LargeBinary)
    at: datetime = Field(sa_type=Instant)


class ProtectionListRow(Row, table=True):
    """An authority that keeps a list, and as of when it last said that all of it is here."""

    __tablename__ = "protection_lists"

    authority: str = Field(primary_key=True)
    as_of: datetime = Field(sa_type=Instant)


class ProtectionReleaseRow(Row, table=True):
    """A step of a release, which takes two: asked for by one, agreed to by another; of one case, or for good."""

    __tablename__ = "protection_releases"

    number: int | None = Field(default=None, sa_column=counted())
    release: UUID = Field(index=True)
    protection: UUID = Field(index=True)
    # The one case in which the protected are shown all the same; "": the protection ends.
    case: str = ""
    what: str
    reason: str
    who: str
    role: str
    authority: str = ""
    at: datetime = Field(sa_type=Instant)
