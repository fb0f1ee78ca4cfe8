"""In whose hands a fact is: of the public authority whose act it was obtained, given or produced for."""

from collections.abc import Callable

from ichido.case.conclusions import Conclusions, ProcedureConclusion, Question
from ichido.case.record import Fact, Provenance
from ichido.compiler.plan import Plan


def holder(plan: Plan, conclusions: Conclusions, receiver: str) -> Callable[[Fact], str]:
    """Give the code of the controller of any fact of a case; `receiver` is the authority that received the case.

    It holds what no procedure's authority is known for yet, and what is meant for a private partner.
    """
    public = [one for one in conclusions.procedures if one.authority and _is_public(plan, one)]
    acts = {one.key: str(plan.procedures[one.procedure].definition.basis) for one in public}

    def held_by(fact: Fact) -> str:
        source = fact.provenance
        return next((one.authority or "" for one in public if _wants(one, acts[one.key], source)), receiver)

    return held_by


def keeper(plan: Plan, conclusions: Conclusions, receiver: str, question: Question) -> str:
    """Give the code of the controller of what a person gives to a question, before it is a fact."""
    acts = tuple(str(plan.procedures[one].definition.basis) for one in question.procedures)
    public = [one for one in conclusions.procedures if one.authority and _is_public(plan, one)]
    theirs = (one for one in public if str(plan.procedures[one.procedure].definition.basis) in acts)
    return next((one.authority or "" for one in theirs), receiver)


def _wants(one: ProcedureConclusion, act: str, source: Provenance) -> bool:
    return source.filing == one.key if source.filing else act in source.acts


def _is_public(plan: Plan, one: ProcedureConclusion) -> bool:
    authority = plan.authorities.get(plan.procedures[one.procedure].definition.authority)
    return authority is None or authority.sector == "public"
