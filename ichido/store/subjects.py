"""Subjects by random id, and what partners call them."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from ichido.rules.values import Subject
from ichido.store.once import add_once
from ichido.store.tables.subjects import SubjectRow


@dataclass(frozen=True, slots=True)
class Reference:
    """What partners call a subject, and the authority that introduced it."""

    subject: Subject
    reference: str
    known_at: str


def new_subject(vocabulary: str) -> Subject:
    """A subject with a random id, such as one that lives in a case only."""
    return Subject(f"s-{uuid.uuid4().hex}", vocabulary)


async def introduce(session: AsyncSession, vocabulary: str, reference: str, authority: str) -> Subject:
    """The subject that partners call so, made if it is new; who introduced it first stays written."""
    subject = new_subject(vocabulary)
    row = {"id": subject.id, "vocabulary": vocabulary, "reference": reference, "known_at": authority}
    if await add_once(session, SubjectRow, row, ("vocabulary", "reference")):
        return subject
    query = select(col(SubjectRow.id)).where(
        col(SubjectRow.vocabulary) == vocabulary, col(SubjectRow.reference) == reference
    )
    return Subject((await session.execute(query)).scalar_one(), vocabulary)


async def known_as(session: AsyncSession, reference: str, authority: str) -> str | None:
    """The id of the subject that an authority introduced by this reference; None for a stranger."""
    query = select(col(SubjectRow.id)).where(
        col(SubjectRow.reference) == reference, col(SubjectRow.known_at) == authority
    )
    return (await session.execute(query)).scalars().first()


async def references(session: AsyncSession, ids: Iterable[str]) -> dict[str, Reference]:
    """What partners call these subjects, by id; without those that no partner knows."""
    query = select(SubjectRow).where(col(SubjectRow.id).in_(sorted(set(ids))), col(SubjectRow.reference).is_not(None))
    return {
        row.id: Reference(Subject(row.id, row.vocabulary), row.reference or "", row.known_at)
        for row in (await session.execute(query)).scalars()
    }


async def remember(session: AsyncSession, subjects: Iterable[Subject]) -> None:
    """Keep subjects that no partner may ever name; those already kept stay as they are."""
    # In one order everywhere, so that two transactions never wait for each other.
    ordered = sorted(set(subjects), key=lambda subject: subject.id)
    rows = [{"id": subject.id, "vocabulary": subject.vocabulary, "known_at": ""} for subject in ordered]
    if rows:
        await session.execute(insert(SubjectRow).on_conflict_do_nothing(), rows)
