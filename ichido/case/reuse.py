"""What was said or obtained in other cases, and which of it may be used again: under a permit, while it is fresh."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from ichido.case.conclusions import Lookup
from ichido.case.consents import Standpoint
from ichido.case.known import favourable, procedure_of
from ichido.case.lives import fresh_until
from ichido.case.permits import permitted
from ichido.case.record import Attempt, Fact, Provenance, Record
from ichido.compiler.plan import Plan
from ichido.language.kinds import Permit
from ichido.language.kinds.permit import EARLIER


@dataclass(frozen=True, slots=True)
class Earlier:
    """A fact of another case, and who applied in it.

    It `stands` unless what it was for was refused or taken back, or the person says that it is wrong.
    """

    case: str
    applicant: str
    fact: Fact
    stands: bool


def of_case(plan: Plan, record: Record) -> Iterator[Earlier]:
    """The facts of a case as others may look for them, the oldest first; what was so only on one day is left out."""
    for fact in record.facts:
        if fact.provenance.on is None:
            case = fact.provenance.earlier or record.case
            stands = _stands(plan, record, fact) and not _in_question(record, fact)
            yield Earlier(case, record.applicant.id, fact, stands)


def look_back(
    plan: Plan, record: Record, lookup: Lookup, found: Iterable[Earlier], at: datetime, on: date
) -> tuple[tuple[Fact, ...], tuple[Attempt, ...]]:
    """What may be used again on a day of what a lookup seeks, and that nothing may be of the rest."""
    earlier = tuple(found)
    facts, attempts = list[Fact](), list[Attempt]()
    for term in lookup.terms:
        fact = _used_again(plan, record, (lookup.subject, term), earlier, on)
        if fact:
            facts.append(fact)
        else:
            attempts.append(Attempt(EARLIER, lookup.authority, lookup.subject, term, "not-found", at))
    return tuple(facts), tuple(attempts)


def _used_again(plan: Plan, record: Record, of: tuple[str, str], earlier: tuple[Earlier, ...], on: date) -> Fact | None:
    """The newest fact, or nothing: what it superseded is never used again, however fresh."""
    newest = max((e for e in earlier if (e.fact.subject, e.fact.term) == of), key=lambda e: e.fact.at, default=None)
    if newest is None or not newest.stands or not _fresh(plan, newest.fact, on):
        return None
    for name, permit in plan.permits.items():
        theirs = newest.applicant == record.applicant.id or permit.across == "household"
        if theirs and permitted(plan, permit, newest.fact):
            return _again(newest, name, permit)
    return None


def _again(earlier: Earlier, name: str, permit: Permit) -> Fact:
    said = earlier.fact.provenance
    source = Provenance(
        source="earlier",
        registry=EARLIER,
        grant=name,
        under=str(permit.under),
        acts=said.acts,
        as_of=said.as_of,
        earlier=earlier.case,
    )
    return replace(earlier.fact, provenance=source)


def _fresh(plan: Plan, fact: Fact, on: date) -> bool:
    until = fresh_until(plan, fact)
    return until is None or on <= until


def _in_question(record: Record, fact: Fact) -> bool:
    """Whether the person says that it is wrong, or it was put right since."""
    return any(one.state != "refused" and one.concerns(fact) for one in record.contests.values())


def _stands(plan: Plan, record: Record, fact: Fact) -> bool:
    """Something that was applied for rests on it, and was neither refused nor given up; nor was consent withdrawn."""
    if record.submitted_on is None or not Standpoint(record).covers(plan, fact):
        return False
    if fact.provenance.source == "produced":
        return _in_favour(plan, record, fact.provenance.filing)
    acts = [id_ for id_, planned in plan.procedures.items() if str(planned.definition.basis) in fact.provenance.acts]
    keys = [key for id_ in acts for key in _keys(record, id_)]
    return fact.provenance.source == "earlier" or any(_in_favour(plan, record, key, pending=True) for key in keys)


def _keys(record: Record, procedure: str) -> tuple[str, ...]:
    """The filings of a procedure; one that was not filed yet by its own name."""
    return tuple(key for key in record.filings if procedure_of(key) == procedure) or (procedure,)


def _in_favour(plan: Plan, record: Record, key: str, pending: bool = False) -> bool:
    outcome = record.filing(key).outcome
    if outcome is None:
        return pending and record.choices.get(key) != "decline"
    return outcome == favourable(plan.procedures[procedure_of(key)])
