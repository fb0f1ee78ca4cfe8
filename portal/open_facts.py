"""Which facts of a case are open to a caller."""

from ichido.case.permits import serves
from ichido.case.record import Fact
from ichido.security.access import Caller
from portal.in_part import shown_terms
from portal.standing import Met


def open_to(caller: Caller, met: Met, fact: Fact) -> bool:
    """A clerk sees what the person said, and what their own office gave or an act of theirs obtained.

    Who acts for somebody sees what the procedures read in which they may.
    """
    source, terms = fact.provenance, shown_terms(met)
    if terms is not None:
        return fact.term in terms
    if caller.role != "clerk" or source.source == "person" or source.authority == caller.authority:
        return True
    theirs = (one.procedure for one in met.conclusions.procedures if one.authority == caller.authority)
    acts = {str(met.plan.procedures[one].definition.basis) for one in theirs}
    if source.source == "earlier":
        return any(serves(met.plan, fact, act) for act in acts)
    return not acts.isdisjoint(source.acts)
