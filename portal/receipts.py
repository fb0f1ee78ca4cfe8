"""The receipt of a consent: as it stands for the person, and as a record for machines (ISO/IEC TS 27560)."""

from datetime import datetime
from typing import Any

from ichido.case.record import Consent
from ichido.compiler.plan import Plan
from ichido.compiler.terms import term_of
from ichido.language.kinds.model import Labels
from ichido.language.kinds.vocabulary import data_of
from ichido.partners import Directory
from ichido.store.consents import ConsentLine
from portal.agreed import recipient, source, what
from portal.status import Office
from portal.view import View

SCHEMA = "ISO/IEC TS 27560:2023"


class Agreed(View):
    """One consent: who gets what, from where, for which procedures; `words` are those that were shown.

    `sha256` is the digest of the words, `record` the receipt for machines.
    """

    id: str
    key: str
    kind: str
    stands: bool
    recipients: tuple[Office, ...]
    source: Labels
    what: tuple[Labels, ...]
    procedures: tuple[Labels, ...]
    article: str
    given_at: datetime
    given_by: str
    evidence: str | None
    withdrawn_at: datetime | None
    language: str
    words: str
    sha256: str
    record: dict[str, Any]


def receipt(plan: Plan, directory: Directory, case: str, consent: Consent, given: ConsentLine) -> Agreed:
    """The receipt of a consent, with the words that were shown when it was given."""
    offices = tuple(Office(code=one, name=recipient(plan, directory, one)) for one in consent.recipients)
    return Agreed(
        id=consent.id,
        key=consent.key,
        kind=consent.kind,
        stands=consent.withdrawn_at is None,
        recipients=offices,
        source=source(plan, consent),
        what=what(plan, consent),
        procedures=tuple(plan.procedures[id_].definition.title for id_ in consent.procedures),
        article=consent.under,
        given_at=consent.given_at,
        given_by=consent.given_by,
        evidence=consent.evidence or None,
        withdrawn_at=consent.withdrawn_at,
        language=given.shown.language,
        words=given.shown.words,
        sha256=given.shown.sha256,
        record=_record(plan, case, consent, given, offices),
    )


def _record(plan: Plan, case: str, consent: Consent, given: ConsentLine, offices: tuple[Office, ...]) -> dict[str, Any]:
    """The fields of TS 27560 that there is something to say in; who the person is stays out."""
    parties = [
        {"party_id": one.code, "party_name": one.name, "party_role": "recipient", "party_type": _sector(plan, consent)}
        for one in offices
    ]
    return {
        "schema_version": SCHEMA,
        "record_id": f"{case}/{consent.id}",
        "pii_principal_id": consent.subject,
        "pii_processing": [
            {
                "privacy_notice": {"text": given.shown.words, "sha256": given.shown.sha256},
                "language": given.shown.language,
                "purposes": [_purpose(plan, case, consent, id_, parties) for id_ in consent.procedures],
            }
        ],
        "party_identification": parties,
        "events": [_event("given", consent.given_at, consent.given_by, consent.evidence), *_withdrawal(consent)],
    }


def _purpose(plan: Plan, case: str, consent: Consent, procedure: str, parties: list[dict[str, Any]]) -> dict[str, Any]:
    definition = plan.procedures[procedure].definition
    return {
        "purpose": definition.title,
        "purpose_type": procedure,
        "lawful_basis": {"kind": "consent", "article": consent.under, "act": str(definition.basis)},
        "pii_information": [_information(plan, path) for path in consent.terms],
        "pii_controllers": [party["party_id"] for party in parties],
        "collection_method": {"registry": "read from a register", "reuse": "said in an earlier case"}.get(
            consent.kind, "the form, and registers"
        ),
        "source": consent.source or None,
        "retention_period": "as long as the case is kept",
        "withdrawal_method": f"POST /cases/{case}/consents/{consent.id}/withdrawn",
        "jurisdiction": plan.country,
    }


def _information(plan: Plan, path: str) -> dict[str, Any]:
    term = term_of(plan, path) or path
    return {"pii_type": data_of(plan.vocabularies, term), "pii_attribute_id": path, "pii_optional": False}


def _event(state: str, at: datetime, by: str | None, evidence: str) -> dict[str, Any]:
    event = {"event_time": at.isoformat(), "event_type": "explicit", "event_state": state, "entity_id": by}
    return event | ({"evidence": evidence} if evidence else {})


def _withdrawal(consent: Consent) -> list[dict[str, Any]]:
    if consent.withdrawn_at is None:
        return []
    return [_event("withdrawn", consent.withdrawn_at, consent.withdrawn_by, consent.withdrawal_evidence)]


def _sector(plan: Plan, consent: Consent) -> str:
    return plan.authorities[plan.procedures[consent.procedures[0]].definition.authority].sector
