"""Subjects by random id."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from ichido.rules.values import Subject
from ichido.store.tables.subjects import SubjectRow


@dataclass(frozen=True, slots=True)
class Known:
    """A subject, and the partner that named it first; "" if nobody did."""

    subject: Subject
    known_at: str


def new_subject(vocabulary: str) -> Subject:
    """A subject with a random id, such as one that lives in a case only."""
    return Subject(f"s-{uuid.uuid4().hex}", vocabulary)


async def known(session: AsyncSession, ids: Iterable[str]) -> dict[str, Known]:
    """These subjects by id, without those that are not kept."""
    query = select(SubjectRow).where(col(SubjectRow.id).in_(sorted(set(ids))))
    rows = (await session.execute(query)).scalars()
    return {row.id: Known(Subject(row.id, row.vocabulary), row.known_at) for row in rows}


async def remember(session: AsyncSession, subjects: Iterable[Subject], known_at: str = "") -> None:
    """Keep subjects, and who named them first; those already kept stay as they are."""
    # In one order everywhere, so that two transactions never wait for each other.
    ordered = sorted(set(subjects), key=lambda subject: subject.id)
    rows = [{"id": subject.id, "vocabulary": subject.vocabulary, "known_at": known_at} for subject in ordered]
    if rows:
        await session.execute(insert(SubjectRow).on_conflict_do_nothing(), rows)
