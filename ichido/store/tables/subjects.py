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
