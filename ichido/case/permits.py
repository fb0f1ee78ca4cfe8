"""What a permit lets be used again, and whether the person is asked to confirm it."""

from ichido.case.record import Fact, Record
from ichido.compiler.plan import Plan
from ichido.language.kinds import Permit
from ichido.language.kinds.permit import EARLIER
from ichido.language.kinds.vocabulary import data_of


def confirms(plan: Plan, fact: Fact) -> bool:
    """Whether what an earlier case offers counts only once the person confirms it: as its term says, or by consent."""
    vocabulary, _, name = fact.term.partition(".")
    permit = plan.permits[fact.provenance.grant]
    return permit.by == "consent" or plan.vocabularies[vocabulary].terms[name].reuse == "confirm"


def reused(plan: Plan, record: Record) -> tuple[str, ...]:
    """What of other cases counts in this one without being asked, as `subject.term`."""
    counted = (f for f in record.facts if f.provenance.source == "earlier" and not confirms(plan, f))
    return tuple(f"{fact.subject}.{fact.term.partition('.')[2]}" for fact in counted)


def permitted(plan: Plan, permit: Permit, fact: Fact) -> bool:
    """Whether a permit covers what a fact was obtained for.

    Consent is never enough for specific personal information (番号法 19条).
    """
    agreed = permit.by == "consent" and data_of(plan.vocabularies, fact.term) == "specific-personal"
    return fact.term in permit.terms and not agreed and not set(map(str, permit.from_)).isdisjoint(fact.provenance.acts)


def serves(plan: Plan, fact: Fact, act: str) -> bool:
    """Whether what is used again may serve an act: one permit leads from what it was obtained for to that act."""
    opened = (o for o in plan.openings.get(fact.term, ()) if o.registry == EARLIER and act in o.acts)
    return any(isinstance(o.grant, Permit) and permitted(plan, o.grant, fact) for o in opened)
