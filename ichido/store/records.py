"""The record of a case as columns of its row: references in clear, filings and consents sealed."""

from typing import Any

from pydantic import TypeAdapter

from ichido.case.record import Attempt, Confirmation, Consent, Contest, Fact, Filing, Record
from ichido.rules.values import Subject
from ichido.store.vault import Vault

_ATTEMPTS = TypeAdapter(tuple[Attempt, ...])
_CONTESTS = TypeAdapter(tuple[Contest, ...])
_CONFIRMED = TypeAdapter(tuple[Confirmation, ...])
_FILINGS = TypeAdapter(tuple[Filing, ...])
_CONSENTS = TypeAdapter(tuple[Consent, ...])


def columns(safe: Vault, record: Record) -> dict[str, Any]:
    """What a case's row keeps of its record: everything but the facts, which are rows of their own."""
    return {
        "submitted_on": record.submitted_on,
        "actor": record.actor.id if record.actor else None,
        "subjects": [[s.id, s.vocabulary, record.known_at.get(s.id)] for s in record.subjects.values()],
        "attempts": _ATTEMPTS.dump_python(record.attempts, mode="json"),
        "choices": dict(record.choices),
        "contests": _CONTESTS.dump_python(tuple(record.contests.values()), mode="json"),
        "confirmed": _CONFIRMED.dump_python(record.confirmed, mode="json"),
        "filings": safe.seal(_FILINGS.dump_json(tuple(record.filings.values())), "filings"),
        "consents": safe.seal(_CONSENTS.dump_json(record.consents), "consents") if record.consents else b"",
    }


def read(safe: Vault, row: Any, facts: tuple[Fact, ...]) -> Record:
    """The record that `columns` wrote, with its facts; SealBroken if the row was tampered with."""
    by_id = {id_: Subject(id_, vocabulary) for id_, vocabulary, _ in row.subjects}
    filings = _FILINGS.validate_json(safe.open(row.filings, "filings"))
    return Record(
        case=row.number,
        applicant=by_id[row.applicant],
        about=by_id[row.about],
        opened_on=row.opened_on,
        submitted_on=row.submitted_on,
        subjects=by_id,
        known_at={id_: authority for id_, _, authority in row.subjects if authority is not None},
        facts=facts,
        attempts=_ATTEMPTS.validate_python(row.attempts, strict=False),
        choices=row.choices,
        contests={one.correction: one for one in _CONTESTS.validate_python(row.contests, strict=False)},
        confirmed=_CONFIRMED.validate_python(row.confirmed, strict=False),
        filings={filing.key: filing for filing in filings},
        consents=_CONSENTS.validate_json(safe.open(row.consents, "consents")) if row.consents else (),
        actor=by_id[row.actor] if row.actor else None,
    )
