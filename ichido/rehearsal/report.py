"""What a rehearsal shows at its end: what was asked, obtained, sent and decided."""

import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from ichido.case.burden import case_burden
from ichido.case.expect import Observed
from ichido.case.known import key_of, procedure_of, subject_of
from ichido.case.record import Record
from ichido.compiler.costs import costs
from ichido.compiler.plan import Plan
from ichido.rehearsal.run import Rehearsal
from ichido.store import disclosures, names, notices

COUNTED = ("payload", "rule", "payment")
"""What counts as a need: what a procedure receives, and what its rule and its payment read."""


@dataclass(frozen=True)
class Report:
    """One case in numbers; the fields are those of `ichido demo -o json`.

    `reused` and `confirmed` tell of facts from earlier cases: those that count by themselves, and those confirmed.
    """

    life_event: str
    case: str
    procedures: list[str]
    authorities: list[str]
    needs: int
    distinct_needs: int
    obtained: int
    reused: int
    derived: int
    asked: list[dict[str, str]]
    confirmed: list[str]
    submissions: list[dict[str, Any]]
    outcomes: dict[str, str]
    disclosures: int
    notices: list[dict[str, str]]
    burden: dict[str, Any]
    seconds: float
    workflow_events: int
    temporal_ui: str | None
    api: str
    complete: bool

    def plain(self) -> dict[str, Any]:
        """As JSON takes it."""
        return asdict(self)

    def lines(self) -> Iterator[str]:
        """In words, for a terminal."""
        yield f"case {self.case} is {'closed' if self.complete else 'open'} after {self.seconds:.1f} s"
        yield (
            f"{self.needs} needs of {len(self.procedures)} procedures, {self.distinct_needs} distinct: "
            f"{self.obtained} facts obtained from registers, {len(self.asked)} things asked"
            + (f", {self.reused + len(self.confirmed)} known from before" if self.reused or self.confirmed else "")
        )
        yield _burden_line(self.burden)
        yield from (f"  asked      {one['term']} ({one['why']})" for one in self.asked)
        yield from (f"  sent       {one['procedure']} to {one['authority']}" for one in self.submissions)
        yield from (f"  outcome    {key}: {outcome}" for key, outcome in self.outcomes.items())
        yield from (f"  notice     {one['subject']}" for one in self.notices)
        yield f"{self.disclosures} lines in the disclosure log, {self.workflow_events} events in Temporal"


async def report(rehearsal: Rehearsal, observed: Observed, api: str, temporal_ui: str | None, started: float) -> Report:
    """Gather the numbers of a rehearsal that has run; `started` is the monotonic second it was begun at."""
    seconds = time.monotonic() - started
    stored, plan, words = await rehearsal.stored(), await rehearsal.plan(), await rehearsal.names()
    held = [(code, one) for code, one in await rehearsal.town.held() if one["case"] == rehearsal.number]
    async with rehearsal.process.store.transaction() as session:
        logged = await disclosures.for_case(session, rehearsal.number)
        letters = await notices.for_case(session, rehearsal.number)
        keys = [await _key(session, code, one) for code, one in held]
    counted = {(need.procedure, need.canonical) for need in plan.needs if need.use in COUNTED}
    derived = {n.canonical for n in plan.needs if n.origin in ("derived", "produced") and n.use in COUNTED}
    sources = [fact.provenance.source for fact in stored.record.facts]
    description = await rehearsal.handle.describe()
    where = f"{temporal_ui}/namespaces/{rehearsal.process.client.namespace}/workflows/{rehearsal.number}"
    return Report(
        life_event=stored.life_event,
        case=rehearsal.number,
        procedures=sorted(plan.procedures),
        authorities=sorted({code for code, _ in held}),
        needs=len(counted),
        distinct_needs=len({path for _, path in counted}),
        obtained=sources.count("registry"),
        reused=len(observed.reused),
        derived=len(derived),
        asked=[{"term": _generic(plan, key), "why": _why(plan, rehearsal, key)} for key in observed.asked],
        confirmed=list(observed.confirmed),
        submissions=[
            {"procedure": words.key(key), "authority": code, "version": one["version"], "receipt": one["receipt"]}
            for key, (code, one) in zip(keys, held, strict=True)
        ],
        outcomes=dict(observed.outcomes),
        disclosures=len(logged),
        notices=[{"notice": words.key(n.delivery.key), "subject": n.delivery.letter.subject} for n in letters],
        burden=burden_of(plan, stored.record, await rehearsal.today()),
        seconds=round(seconds, 2),
        workflow_events=description.history_length,
        temporal_ui=where if temporal_ui else None,
        api=api,
        complete=observed.complete,
    )


def burden_of(plan: Plan, record: Record, on: date) -> dict[str, Any]:
    """What the case asked and what its procedures would have asked one by one, with minutes and money if published."""
    counted, cost = case_burden(plan, record, on), costs(plan.parameters, on)
    loads = {"alone": counted.alone, "here": counted.here}
    found: dict[str, Any] = {**asdict(counted), "currency": plan.counting.currency}
    if cost:
        found["minutes"] = {name: cost.minutes_of(load) for name, load in loads.items()}
        found["money"] = {name: cost.money_of(load) for name, load in loads.items()}
    return found


def _burden_line(burden: dict[str, Any]) -> str:
    def said(load: dict[str, int]) -> str:
        return f"{load['questions']} questions, {load['documents']} documents, {load['visits']} visits"

    saved = ""
    if "minutes" in burden:
        minutes, money = (burden[what]["alone"] - burden[what]["here"] for what in ("minutes", "money"))
        saved = f": {minutes:,} minutes and {money:,} {burden['currency']} saved"
    return f"one by one {said(burden['alone'])}; here {said(burden['here'])}{saved}"


async def _key(session: AsyncSession, code: str, held: dict[str, Any]) -> str:
    """The filing that an authority holds: whom it is about, the authority calls by a name of its own."""
    about = await names.meant(session, code, held["about"]) if held["about"] else None
    return key_of(held["procedure"], about)


def _generic(plan: Plan, key: str) -> str:
    """`school-support(taro)` as the plan foretells it: `school-support(child)`."""
    planned = plan.procedures.get(procedure_of(key))
    if planned is None or subject_of(key) is None or planned.each is None:
        return key
    return f"{procedure_of(key)}({planned.each.variable})"


def _why(plan: Plan, rehearsal: Rehearsal, key: str) -> str:
    """Why it was asked, as the form said, or as the plan foretold it of what was answered before the form showed it."""
    foretold = {question.term: question.why for question in plan.questions}
    return rehearsal.whys.get(key) or foretold.get(_generic(plan, key), "choice")
