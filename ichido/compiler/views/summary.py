"""A plan in numbers: how much is needed, and how little of it is left to ask."""

from collections.abc import Mapping
from dataclasses import dataclass

from ichido.compiler.plan import Origin, Plan, PlannedNeed, PlannedQuestion, Use

REQUIRED: tuple[Use, ...] = ("payload", "rule", "payment")
"""What a procedure uses a term for when the term is a need of its own, not only the way to another."""

_FIRST: tuple[Origin, ...] = ("asked", "obtained", "produced", "derived")


@dataclass(frozen=True, slots=True)
class Summary:
    """How many terms the procedures require, taken together and once each, and where the distinct ones come from."""

    needs: int
    distinct_needs: int
    obtained: int
    derived: int
    produced: int
    asked: tuple[PlannedQuestion, ...]


def summarise(plan: Plan) -> Summary:
    """Count a plan's needs; `asked` are all its questions, choices included."""
    required = required_needs(plan)
    origins = [origin(needs) for needs in required.values()]
    return Summary(
        needs=sum(len({need.procedure for need in needs}) for needs in required.values()),
        distinct_needs=len(required),
        obtained=origins.count("obtained"),
        derived=origins.count("derived"),
        produced=origins.count("produced"),
        asked=plan.questions,
    )


def required_needs(plan: Plan) -> Mapping[str, tuple[PlannedNeed, ...]]:
    """The needs that procedures require, by canonical path, in the order of the plan."""
    found: dict[str, list[PlannedNeed]] = {}
    for need in plan.needs:
        if need.use in REQUIRED:
            found.setdefault(need.canonical, []).append(need)
    return {path: tuple(needs) for path, needs in found.items()}


def origin(needs: tuple[PlannedNeed, ...]) -> Origin:
    """Where a term that several procedures need comes from: asked if it must be asked for any of them."""
    return min((need.origin for need in needs), key=_FIRST.index)
