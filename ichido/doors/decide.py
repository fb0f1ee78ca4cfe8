"""Decisions by rule, taken for the authority and written as its outcome."""

from datetime import UTC, datetime

from ichido.case.conclusions import Conclusions
from ichido.case.record import Change, Record, changed, joined
from ichido.case.tell import decided
from ichido.compiler.plan import Plan
from ichido.doors.desk import Desk
from ichido.store import cases, plans
from ichido.store.tell import NoSuchCase, civil_day, tell_in


async def decide(desk: Desk, case: str, keys: tuple[str, ...]) -> Conclusions:
    """Decide what can be decided under the case's lock, and conclude; deciding again changes nothing."""
    at = datetime.now(UTC)
    async with desk.store.transaction() as session:
        stored = await cases.load(session, case, lock=True)
        if stored is None:
            raise NoSuchCase(case)
        on = civil_day(await plans.load(session, stored.plan_hash), stored, at)

        def decisions(plan: Plan, record: Record) -> Change:
            change = Change()
            for key in keys:
                change = joined(change, decided(plan, changed(record, change), at, on, key))
            return change

        return (await tell_in(session, case, at, decisions, on=on)).conclusions
