"""Cases and what is known of them; what describes a person is sealed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, String, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field

from ichido.store.tables.row import Instant, Row, counted


class CaseRow(Row, table=True):
    """One case, its newest conclusions, and the projection of its workflow."""

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_opened_at_number", "opened_at", "number"),
        Index("ix_cases_authorities", "authorities", postgresql_using="gin"),
        Index("ix_cases_subjects", "subjects", postgresql_using="gin", postgresql_ops={"subjects": "jsonb_path_ops"}),
        Index("ix_cases_open", "opened_at", postgresql_where=text("closed_at IS NULL")),
        Index("ix_cases_unverified", "unverified_since", postgresql_where=text("unverified_since IS NOT NULL")),
    )

    number: str = Field(primary_key=True)
    life_event: str = Field(index=True)
    plan: str = Field(foreign_key="plans.hash")
    applicant: str = Field(foreign_key="subjects.id", index=True)
    about: str = Field(foreign_key="subjects.id", index=True)
    # Who acts for the applicant, if anybody does.
    actor: str | None = Field(default=None, foreign_key="subjects.id")
    # The authority that received it, in whose hands its letters, its filings and what it sends are.
    controller: str = ""
    opened_by: str
    channel: str
    language: str
    arrived_on: date | None = None
    idempotency_key: str = Field(unique=True)
    opened_at: datetime = Field(sa_type=Instant)
    opened_on: date
    shift: int = 0
    submitted_on: date | None = None
    revision: int = 0
    revised_at: datetime | None = Field(default=None, sa_type=Instant)
    conclusions: dict[str, Any] | None = Field(default=None, sa_type=JSONB)
    # Since when a registry owes it something, so that a list finds it.
    unverified_since: datetime | None = Field(default=None, sa_type=Instant)
    # Who may see the case in a list: written with the conclusions, so that a list loads no case.
    authorities: list[str] = Field(default_factory=list, sa_type=ARRAY(String))
    # In whose hands its facts are: who loads a case says so, and PostgreSQL shows nobody else's.
    holders: list[str] = Field(default_factory=list, sa_type=ARRAY(String))
    # What only ever is read and written with the case, under its lock, is kept in its row.
    subjects: list[list[str | None]] = Field(default_factory=list, sa_type=JSONB)
    attempts: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    choices: dict[str, str] = Field(default_factory=dict, sa_type=JSONB)
    contests: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    confirmed: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    # The case whose person said that a register is wrong; empty in a case that puts none right.
    origin: str = ""
    filings: bytes = Field(sa_type=LargeBinary)
    # Empty while nothing was consented to.
    consents: bytes = Field(default=b"", sa_type=LargeBinary)
    event: int = 0
    # The newest revision the workflow is known to have, and when it was last told a newer one again.
    seen_revision: int = 0
    retold_at: datetime | None = Field(default=None, sa_type=Instant)
    stage: str = ""
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    close_reason: str = ""
    forgotten_at: datetime | None = Field(default=None, sa_type=Instant)


class FactRow(Row, table=True):
    """A term's value for a subject; nothing is overwritten, a later row supersedes.

    PostgreSQL shows and takes only rows of the controllers that a transaction names in `ichido.controllers`.
    """

    __tablename__ = "facts"

    sequence: int | None = Field(default=None, sa_column=counted())
    case: str = Field(foreign_key="cases.number", index=True)
    subject: str
    term: str
    value: bytes = Field(sa_type=LargeBinary)
    source: str
    base_registry: str = ""
    authority: str = ""
    grant: str = ""
    under: str = ""
    acts: list[str] = Field(default_factory=list, sa_type=JSONB)
    as_of: date | None = None
    on_day: date | None = None
    filing: str = ""
    earlier: str = ""
    again: str = ""
    controller: str = ""
    retrieved_at: datetime = Field(sa_type=Instant)
