"""Whom facts are about: random ids, and what partners call them."""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from ichido.store.tables.row import Row


class SubjectRow(Row, table=True):
    """A subject; one that lives in a case only has no reference."""

    __tablename__ = "subjects"
    __table_args__ = (UniqueConstraint("vocabulary", "reference"),)

    id: str = Field(primary_key=True)
    vocabulary: str
    reference: str | None = None
    known_at: str = ""


class CaseSubjectRow(Row, table=True):
    """A subject that takes part in a case, and the authority that introduced it there."""

    __tablename__ = "case_subjects"

    case: str = Field(primary_key=True, foreign_key="cases.number")
    subject: str = Field(primary_key=True, foreign_key="subjects.id", index=True)
    authority: str = ""
