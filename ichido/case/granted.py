"""Whether a registry may be asked: this term, of this subject, for this procedure, under this article, at this stage.

What a case asks for is derived from the same grants (`ichido.case.wants`); here it is checked again by nothing but the
plan, just before a question leaves and before a fact is kept, so that a slip in one is caught by the other.
"""

from collections.abc import Collection

from ichido.case.conclusions import Lookup
from ichido.case.consents import Standpoint, agreed
from ichido.case.known import knowing, reached
from ichido.case.permits import permitted
from ichido.case.record import Fact, Record
from ichido.case.standing import standings
from ichido.compiler.plan import Plan
from ichido.language.kinds.permit import EARLIER
from ichido.language.kinds.registry import Grant
from ichido.language.kinds.vocabulary import data_of


class Ungranted(Exception):
    """Something was about to be asked or kept that no grant of the plan opens; its message names it, never a value."""


def refusal(plan: Plan, record: Record, lookup: Lookup, offices: Collection[str | None]) -> str | None:
    """Why a lookup may not be made, None if it may; `offices` are those of its procedure, None one not known yet."""
    if lookup.registry == EARLIER:
        return _refusal_to_look_back(plan, record, lookup)
    planned, registry = plan.procedures.get(lookup.procedure), plan.registries.get(lookup.registry)
    grant = registry.gives.get(lookup.grant) if registry else None
    if planned is None or str(planned.definition.basis) != lookup.act:
        return "the act is not that of a procedure of the plan"
    if registry is None or grant is None or str(grant.under) != lookup.under:
        return "the plan has no such grant"
    if lookup.subject not in record.subjects:
        return "the subject has no part in the case"
    for term in lookup.terms:
        if term not in registry.holds or not _opens(plan, grant, term, lookup.act):
            return f"the grant does not open {term} to the act"
        if lookup.on and not registry.holds[term].history:
            return f"no history is kept of {term}"
    if not reached(grant, applied=record.submitted_on is not None):
        return "its stage has not come"
    if not agreed(plan, record, lookup):
        return "nobody has consented to it, or not any more"
    if grant.channel == "self-information" and not record.is_of_applicant(record.subjects[lookup.subject]):
        return "self-information is of the applicant only"
    own_elsewhere = grant.channel == "own" and offices and not {lookup.authority, None} & set(offices)
    return "own data is for the same office only" if own_elsewhere else None


def _refusal_to_look_back(plan: Plan, record: Record, lookup: Lookup) -> str | None:
    planned, permit = plan.procedures.get(lookup.procedure), plan.permits.get(lookup.grant)
    if planned is None or str(planned.definition.basis) != lookup.act:
        return "the act is not that of a procedure of the plan"
    if permit is None or str(permit.under) != lookup.under or lookup.act not in map(str, permit.to):
        return "the plan has no such permit"
    if lookup.subject not in record.subjects:
        return "the subject has no part in the case"
    unpermitted = [term for term in lookup.terms if term not in permit.terms]
    return f"the permit does not cover {', '.join(unpermitted)}" if unpermitted else None


def offices_of(plan: Plan, record: Record, procedure: str) -> frozenset[str | None]:
    """The authorities that a procedure is before, for each of its subjects; None one that is not known yet."""
    return frozenset(offices(plan, record).get(procedure, ()))


def offices(plan: Plan, record: Record, sure: bool = False) -> dict[str, set[str | None]]:
    """As `offices_of`, for every procedure of the case; `sure`: as if nobody had declared what is not confirmed."""
    found: dict[str, set[str | None]] = {}
    known = knowing(plan, record, record.opened_on)
    for standing in standings(known.sure() if sure else known):
        found.setdefault(standing.id, set()).add(standing.authority)
    return found


def check_fact(plan: Plan, fact: Fact) -> None:
    """Ungranted for a registry's fact that no grant of the plan opens to the act it was obtained for.

    Likewise for another case's that no permit covers; what people say and procedures produce needs neither.
    """
    source = fact.provenance
    if source.source in ("person", "produced"):
        return
    if source.source == "earlier":
        permit = plan.permits.get(source.grant)
        if permit is None or str(permit.under) != source.under or not permitted(plan, permit, fact):
            raise Ungranted(f"{fact.term} of an earlier case under {source.grant or 'no permit'}")
        return
    registry = plan.registries.get(source.registry)
    grant = registry.gives.get(source.grant) if registry else None
    held = registry is not None and fact.term in registry.holds
    opened = grant and all(_opens(plan, grant, fact.term, act) for act in source.acts)
    if not held or grant is None or not source.acts or str(grant.under) != source.under or not opened:
        acts = ", ".join(source.acts)
        raise Ungranted(f"{fact.term} from {source.registry} under {source.grant or 'no grant'} for {acts}")


def check_consent(plan: Plan, record: Record, fact: Fact) -> None:
    """Ungranted for a fact that takes consent and has none in the record: never given, or withdrawn."""
    if not Standpoint(record).covers(plan, fact):
        raise Ungranted(f"{fact.term} under {fact.provenance.grant} without consent")


def _opens(plan: Plan, grant: Grant, term: str, act: str) -> bool:
    """Consent is never enough for specific personal information (番号法 19条)."""
    only_agreed = grant.channel == "consent" and data_of(plan.vocabularies, term) == "specific-personal"
    return act in map(str, grant.for_) and (grant.terms is None or term in grant.terms) and not only_agreed
