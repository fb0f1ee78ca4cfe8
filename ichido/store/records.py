"""The record of a case, read from its rows and added to."""

from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from ichido.case.record import Attempt, Change, Choice, Filing, Record
from ichido.rules.values import Subject
from ichido.store import facts, subjects
from ichido.store.tables.cases import AttemptRow, CaseRow, FilingRow
from ichido.store.tables.subjects import CaseSubjectRow, SubjectRow
from ichido.store.vault import Vault, vault

_FILING = TypeAdapter(Filing)


async def add(session: AsyncSession, number: str, change: Change, controller: str) -> None:
    """Add what a change brings: facts are appended, the newest attempt, subject and filing of each key is kept."""
    safe = await vault(session, number)
    await _write_subjects(session, number, change)
    await facts.add(session, safe, number, change.facts, controller)
    await _write_attempts(session, number, change.attempts)
    await _write_filings(session, safe, number, change.filings)


async def read(session: AsyncSession, row: CaseRow) -> Record:
    """Everything known of a case; KeyUnavailable once it is forgotten."""
    safe = await vault(session, row.number)
    taking_part = await _taking_part(session, row)
    known_at = {subject.id: authority for subject, authority in taking_part if authority}
    by_id = {subject.id: subject for subject, _ in taking_part}
    choices: dict[str, Choice] = row.choices
    return Record(
        case=row.number,
        applicant=by_id[row.applicant],
        about=by_id[row.about],
        opened_on=row.opened_on,
        submitted_on=row.submitted_on,
        subjects=by_id,
        known_at=known_at,
        facts=await facts.of_case(session, safe, row.number),
        attempts=await _attempts(session, row.number),
        choices=choices,
        filings=await _filings(session, safe, row.number),
    )


async def _taking_part(session: AsyncSession, row: CaseRow) -> list[tuple[Subject, str]]:
    """Applicant and what the case is about as introduced anywhere, the others as introduced in this case."""
    part = select(col(CaseSubjectRow.subject), col(CaseSubjectRow.authority)).where(
        col(CaseSubjectRow.case) == row.number
    )
    introduced: dict[str, str] = {each.subject: each.authority for each in await session.execute(part)}
    query = select(SubjectRow).where(col(SubjectRow.id).in_([row.applicant, row.about, *introduced]))
    found = {each.id: each for each in (await session.execute(query)).scalars()}
    return [
        (Subject(id_, found[id_].vocabulary), introduced.get(id_) or found[id_].known_at)
        for id_ in dict.fromkeys((row.applicant, row.about, *introduced))
    ]


async def _write_subjects(session: AsyncSession, number: str, change: Change) -> None:
    if not change.subjects:
        return
    await subjects.remember(session, (subject for subject, _ in change.subjects))
    rows = {s.id: {"case": number, "subject": s.id, "authority": authority} for s, authority in change.subjects}
    statement = insert(CaseSubjectRow)
    statement = statement.on_conflict_do_update(
        index_elements=["case", "subject"], set_={"authority": statement.excluded.authority}
    )
    await session.execute(statement, list(rows.values()))


async def _write_attempts(session: AsyncSession, number: str, attempts: tuple[Attempt, ...]) -> None:
    newest = {(a.registry, a.authority, a.subject, a.term): a for a in attempts}
    rows: list[dict[str, Any]] = [{**asdict(a), "case": number, "base_registry": a.registry} for a in newest.values()]
    if not rows:
        return
    for row in rows:
        del row["registry"]
    statement = insert(AttemptRow)
    statement = statement.on_conflict_do_update(
        index_elements=["case", "base_registry", "authority", "subject", "term"],
        set_={"result": statement.excluded.result, "at": statement.excluded.at},
    )
    await session.execute(statement, rows)


async def _attempts(session: AsyncSession, number: str) -> tuple[Attempt, ...]:
    query = select(AttemptRow).where(col(AttemptRow.case) == number).order_by(col(AttemptRow.at), col(AttemptRow.term))
    return tuple(
        Attempt(a.base_registry, a.authority, a.subject, a.term, a.result, a.at)  # type: ignore[arg-type]  # written from an Attempt
        for a in (await session.execute(query.execution_options(populate_existing=True))).scalars()
    )


async def _write_filings(session: AsyncSession, safe: Vault, number: str, filings: tuple[Filing, ...]) -> None:
    rows = [
        {"case": number, "key": key, "filing": safe.seal(_FILING.dump_json(filing), "filings", key)}
        for key, filing in {filing.key: filing for filing in filings}.items()
    ]
    if not rows:
        return
    statement = insert(FilingRow)
    statement = statement.on_conflict_do_update(
        index_elements=["case", "key"], set_={"filing": statement.excluded.filing}
    )
    await session.execute(statement, rows)


async def _filings(session: AsyncSession, safe: Vault, number: str) -> dict[str, Filing]:
    query = select(col(FilingRow.key), col(FilingRow.filing)).where(col(FilingRow.case) == number)
    rows = (await session.execute(query.order_by(col(FilingRow.key)))).all()
    return {key: _FILING.validate_json(safe.open(sealed, "filings", key)) for key, sealed in rows}
