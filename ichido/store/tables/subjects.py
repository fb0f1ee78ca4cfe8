"""Whom facts are about: random ids, and what each partner calls them."""

from sqlalchemy import BigInteger, Column, ForeignKey, Identity, Index
from sqlmodel import Field

from ichido.store.tables.row import Row


class SubjectRow(Row, table=True):
    """A subject, and the partner that named it first; one that lives in a case only was named by nobody."""

    __tablename__ = "subjects"

    id: str = Field(primary_key=True)
    vocabulary: str
    known_at: str = ""


class NameRow(Row, table=True):
    """What one partner calls a subject: no name is two partners'; `ours` was given by us, any other by the partner."""

    __tablename__ = "names"
    __table_args__ = (Index(None, "subject", "partner"),)

    name: str = Field(primary_key=True)
    partner: str
    # A name is claimed before its subject is made, so that of two who meet somebody new one makes the subject.
    subject: str = Field(
        sa_column=Column(ForeignKey("subjects.id", deferrable=True, initially="DEFERRED"), nullable=False)
    )
    ours: bool
    number: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), nullable=False))
