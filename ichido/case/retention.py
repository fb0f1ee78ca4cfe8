"""How long a filed case is kept: the longest retention of its procedures, counted from its closing."""

from dataclasses import dataclass
from datetime import date, timedelta

from ichido.case.conclusions import Conclusions, ProcedureConclusion
from ichido.compiler.plan import Plan
from ichido.language.kinds.procedure import Retention


@dataclass(frozen=True, slots=True)
class Kept:
    """The last day a case is kept and the rules that say so; None if some procedures, `undeclared`, say nothing."""

    until: date | None
    under: tuple[str, ...] = ()
    undeclared: tuple[str, ...] = ()


def kept(plan: Plan, conclusions: Conclusions, closed_on: date, otherwise: int | None) -> Kept:
    """How long a case that closed on a day is kept; `otherwise` are the years of procedures that say nothing."""
    filed = dict.fromkeys(one.procedure for one in _filed(conclusions))
    said = {id_: plan.procedures[id_].definition.retention for id_ in filed}
    undeclared = tuple(id_ for id_, retention in said.items() if retention is None and otherwise is None)
    if undeclared:
        return Kept(None, undeclared=undeclared)
    ends = [(_end(plan, retention, closed_on, otherwise or 0), retention) for retention in said.values()]
    until = max((end for end, _ in ends), default=closed_on)
    return Kept(until, tuple(dict.fromkeys(str(r.under) for end, r in ends if r is not None and end == until)))


def _filed(conclusions: Conclusions) -> tuple[ProcedureConclusion, ...]:
    """The procedures of which an authority has a record; if none was sent, those that were applied for."""
    sent = tuple(one for one in conclusions.procedures if one.sent or one.outcome is not None)
    return sent or tuple(one for one in conclusions.procedures if one.applies != "no" and one.choice != "decline")


def _end(plan: Plan, retention: Retention | None, closed_on: date, otherwise: int) -> date:
    """The last day: whole years from the day after closing, or from the next fiscal year's first day."""
    start = closed_on + timedelta(days=1)
    if retention is None or retention.from_ == "fiscal-year":
        month, day = map(int, plan.counting.fiscal_year_starts.split("-"))
        first = date(closed_on.year, month, day)
        start = first if first > closed_on else date(closed_on.year + 1, month, day)
    years = retention.years if retention else otherwise
    try:
        return start.replace(year=start.year + years) - timedelta(days=1)
    except ValueError:
        return date(start.year + years, 2, 28)
