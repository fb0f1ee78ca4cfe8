"""What of a case a caller sees: a clerk whose office does not know the person sees their own office's procedures."""

from collections.abc import Collection, Iterable
from datetime import date

from ichido.case.conclusions import Conclusions, ProcedureConclusion
from ichido.security.access import Caller


def procedures(
    caller: Caller, known_at: Collection[str | None], conclusions: Conclusions
) -> tuple[ProcedureConclusion, ...]:
    """The procedures of a case that a caller sees; `known_at` are the offices that know the applicant."""
    if caller.role != "clerk" or caller.authority in known_at:
        return conclusions.procedures
    return tuple(one for one in conclusions.procedures if one.authority == caller.authority)


def due_on(seen: Iterable[ProcedureConclusion], conclusions: Conclusions) -> date | None:
    """The next day on which a period of these procedures, or of the case as a whole, ends."""
    keys = {one.key for one in seen} | {""}
    return min((clock.due for clock in conclusions.clocks if clock.key in keys), default=None)
