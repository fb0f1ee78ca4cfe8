"""What cases asked of people, beside what their procedures would have asked one by one: counts, minutes, money."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date

from ichido.case.burden import CaseBurden, case_burden, together
from ichido.compiler.costs import Costs, Load, costs
from ichido.compiler.plan import Plan
from ichido.language.kinds.targets import Targets
from ichido.security.access import Caller
from ichido.security.keys import Forgotten
from ichido.store import cases, plans, projections
from ichido.store.cases import StoredCase
from ichido.store.tell import civil_day
from portal.face import Face
from portal.problem import Problem
from portal.standing import meet
from portal.view import View

FEWEST = 10
"""Of fewer cases a sum is not shown: it could be told whose they were."""
MOST = 500
"""How many closed cases are summed at most, the newest."""


class LoadShown(View):
    """Questions answered, documents brought, offices gone to; with what that costs, where it is published."""

    questions: int
    documents: int
    visits: int
    minutes: int | None
    money: int | None


class BurdenShown(View):
    """Counts of what was needed and where it came from; `alone` is what the procedures would ask one by one.

    `saved` is the difference. Money is in the currency's smallest unit.
    """

    needs: int
    distinct: int
    obtained: int
    reused: int
    asked: int
    derived: int
    produced: int
    documents_omitted: int
    visits_saved: int
    alone: LoadShown
    here: LoadShown
    saved: LoadShown
    currency: str


class TargetShown(View):
    """What a life event is to come to, and what these cases came to: percent, or minutes and days of a case."""

    name: str
    target: int
    outcome: int
    met: bool


class BurdenSum(View):
    """The same for the newest closed cases of a life event; with fewer than `fewest` of them nothing is shown.

    `targets` are those of the newest case's plan.
    """

    life_event: str
    cases: int | None
    fewest: int
    burden: BurdenShown | None
    targets: tuple[TargetShown, ...] = ()


async def burden_of(face: Face, caller: Caller, number: str) -> BurdenShown:
    """What one case asked; Problem for whoever has no part in it."""
    async with face.store.transaction() as session:
        met = await meet(session, face, caller, number, "burden")
    return shown(case_burden(met.plan, met.stored.record, met.on), met.plan, met.on)


async def burden_in_all(face: Face, caller: Caller, life_event: str) -> BurdenSum:
    """What the settled cases of a life event asked, together; for operators."""
    if caller.role != "operator":
        raise Problem(403, "not-allowed", f"a {caller.role} does not see sums over cases: operators do")
    found: list[CaseBurden] = []
    settled: list[StoredCase] = []
    newest: tuple[Plan, date] | None = None
    async with face.store.transaction() as session:
        for number in await projections.settled(session, life_event, MOST):
            try:
                stored = await cases.load(session, number)
            except Forgotten:
                continue
            assert stored is not None, "its row was read in this transaction"
            plan = await plans.load(session, stored.plan_hash)
            on = civil_day(plan, stored, stored.closed_at or face.now())
            newest = newest or (plan, on)
            found.append(case_burden(plan, stored.record, on))
            settled.append(stored)
    if newest is None or len(found) < FEWEST:
        return BurdenSum(life_event=life_event, cases=None, fewest=FEWEST, burden=None)
    burden = shown(together(found), *newest)
    targets = tuple(_targets(newest[0].targets, burden, settled))
    return BurdenSum(life_event=life_event, cases=len(found), fewest=FEWEST, burden=burden, targets=targets)


def shown(burden: CaseBurden, plan: Plan, on: date) -> BurdenShown:
    """A burden with what it costs by the plan on a day."""
    cost = costs(plan.parameters, on)
    counts = {name: value for name, value in asdict(burden).items() if isinstance(value, int)}
    alone, here = burden.alone, burden.here
    saved = Load(alone.questions - here.questions, alone.documents - here.documents, alone.visits - here.visits)
    return BurdenShown(
        **counts,
        alone=_load(alone, cost),
        here=_load(here, cost),
        saved=_load(saved, cost),
        currency=plan.counting.currency,
    )


def _targets(targets: Targets | None, burden: BurdenShown, settled: Sequence[StoredCase]) -> Iterator[TargetShown]:
    """What is to be reached, with what was; of a share at least that, of minutes and days at most."""
    if targets is None:
        return
    online = 100 * sum(stored.channel == "online" for stored in settled) // len(settled)
    had = burden.obtained + burden.reused + burden.derived + burden.produced
    days = [took for stored in settled if (took := _days(stored)) is not None]
    came = {
        "online": online,
        "once_only": 100 * had // burden.distinct if burden.distinct else None,
        "minutes": None if burden.here.minutes is None else burden.here.minutes // len(settled),
        "days": round(sum(days) / len(days)) if days else None,
    }
    for name, outcome in came.items():
        target = getattr(targets, name)
        if target is not None and outcome is not None:
            met = outcome >= target if name in ("online", "once_only") else outcome <= target
            yield TargetShown(name=name, target=target, outcome=outcome, met=met)


def _days(stored: StoredCase) -> int | None:
    """From the application to the last outcome, as the case counts its days."""
    outcomes = [filing.outcome_on for filing in stored.record.filings.values() if filing.outcome_on]
    applied = stored.record.submitted_on
    return (max(outcomes) - applied).days if applied and outcomes else None


def _load(load: Load, cost: Costs | None) -> LoadShown:
    return LoadShown(
        **asdict(load),
        minutes=cost.minutes_of(load) if cost else None,
        money=cost.money_of(load) if cost else None,
    )
