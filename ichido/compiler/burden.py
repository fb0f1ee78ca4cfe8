"""What a plan asks of a person, beside what its procedures would ask one by one."""

from collections.abc import Iterator
from dataclasses import dataclass

from ichido.compiler.costs import Load
from ichido.compiler.plan import Plan, PlannedProcedure
from ichido.compiler.views.summary import required_needs

SEEN = ("presence", "identify", "original")
"""Acts for which the person has to be where the authority is."""


@dataclass(frozen=True, slots=True)
class Burden:
    """The load when each procedure is applied for by itself, and the load of the plan."""

    alone: Load
    here: Load


def burden(plan: Plan) -> Burden:
    """Count a plan; a filing that is a note of another, or that never applies, counts like every other.

    By itself each procedure asks for all it needs, wants a certificate of each register of another office that now
    gives it, and is applied for at its own office.
    """
    needs = required_needs(plan)
    certificates = {
        (need.procedure, need.via)
        for found in needs.values()
        for need in found
        if need.origin == "obtained" and need.channel not in ("own", "open")
    }
    originals = sum(1 for _, act in _acts(plan) if act == "original")
    return Burden(
        alone=Load(
            questions=sum(len({need.procedure for need in found}) for found in needs.values()),
            documents=len(certificates) + originals,
            visits=len({_office(planned) for planned in plan.procedures.values()}),
        ),
        here=Load(
            questions=len(plan.questions),
            documents=originals,
            visits=len({_office(planned) for planned, act in _acts(plan) if act in SEEN}),
        ),
    )


def _acts(plan: Plan) -> Iterator[tuple[PlannedProcedure, str]]:
    for planned in plan.procedures.values():
        yield from ((planned, need) for need in planned.definition.needs if "." not in need)


def _office(planned: PlannedProcedure) -> tuple[str, str]:
    jurisdiction = planned.definition.jurisdiction
    return planned.definition.authority, jurisdiction.read if jurisdiction else ""
