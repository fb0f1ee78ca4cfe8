"""What people consented to and took back, in the words they were asked in; lines are only ever added."""

from datetime import datetime

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field

from ichido.store.tables.row import Instant, Row, counted


class ConsentRow(Row, table=True):
    """A consent was given or withdrawn; what was shown, and to whom it leads, is sealed."""

    __tablename__ = "consents"
    __table_args__ = (UniqueConstraint("case", "consent", "kind", name="uq_consents_case_consent_kind"),)

    number: int | None = Field(default=None, sa_column=counted())
    case: str = Field(foreign_key="cases.number")
    consent: str
    kind: str
    at: datetime = Field(sa_type=Instant)
    sealed: bytes = Field(sa_type=LargeBinary)
