"""What an answer consents to: who gets what, from where and what for, as it was asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NamedTuple

from ichido.case.conclusions import Question
from ichido.case.consents import AGREED
from ichido.case.known import knowing
from ichido.case.record import Change, Consent, ConsentBy, ConsentKind, Record, proposal
from ichido.case.standing import standings
from ichido.compiler.consents import paths_read, paths_sent, reading_of
from ichido.compiler.plan import Plan
from ichido.language.kinds.permit import EARLIER


@dataclass(frozen=True, slots=True)
class Consenting:
    """Who answers; a clerk types what a paper shows, and `evidence` says, by question, which paper."""

    by: ConsentBy = "person"
    evidence: Mapping[str, str] = field(default_factory=dict)


THE_PERSON = Consenting()


class _Source(NamedTuple):
    kind: ConsentKind
    source: str
    grant: str
    under: str
    terms: tuple[str, ...]


def consent(
    plan: Plan, record: Record, on: date, question: Question, change: Change, at: datetime, consenting: Consenting
) -> tuple[Consent, ...]:
    """The consent that an answer gives, nothing if it gives none."""
    asked = asked_for(plan, record, on, question, at)
    if asked is None or not _given(question, change):
        return ()
    return (replace(asked, given_by=consenting.by, evidence=consenting.evidence.get(question.key, "")),)


def asked_for(plan: Plan, record: Record, on: date, question: Question, at: datetime) -> Consent | None:
    """What the person agrees to who says yes to a question at a time; None where that is no consent.

    Its id is unique in the case.
    """
    source = _source(plan, record, question)
    if source is None:
        return None
    kind, from_, grant, under, terms = source
    to = standings(knowing(plan, record, on))
    offices = {one.authority or one.planned.definition.authority: None for one in to if one.id in question.procedures}
    return Consent(
        id=f"c{len(record.consents) + 1}",
        key=question.key,
        kind=kind,
        procedures=question.procedures,
        acts=tuple(str(plan.procedures[id_].definition.basis) for id_ in question.procedures),
        recipients=tuple(offices),
        source=from_,
        grant=grant,
        under=under,
        subject=question.subject if kind == "reuse" else record.applicant.id,
        terms=terms,
        given_at=at,
    )


def _given(question: Question, change: Change) -> bool:
    """Whether the person said yes, or that what they said before is still so."""
    if question.why == "confirm":
        return any(fact.provenance.earlier for fact in change.facts)
    return change.choices.get(question.key) in AGREED


def _source(plan: Plan, record: Record, question: Question) -> _Source | None:
    """From where, under which grant or permit and article, and which terms."""
    if question.why == "consent":
        reading = reading_of(question.key)
        if reading:
            grant = plan.registries[reading.registry].gives[reading.grant]
            return _Source("registry", reading.registry, reading.grant, str(grant.under), paths_read(plan, reading))
        procedure = question.procedures[0]
        under = str(plan.procedures[procedure].definition.basis)
        return _Source("partner", "", "", under, paths_sent(plan, procedure))
    said = proposal(record, question.subject, question.term) if question.why == "confirm" else None
    permit = plan.permits.get(said.provenance.grant) if said else None
    if permit is None or permit.by != "consent":
        return None
    return _Source("reuse", EARLIER, permit.permit, str(permit.under), (question.term,))
