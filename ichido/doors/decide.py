"""Decisions by rule, taken for the authority and written as its outcome."""

from datetime import UTC, date, datetime

from ichido.case.conclusions import Conclusions
from ichido.case.record import Change, Record, changed, joined
from ichido.case.tell import decided
from ichido.compiler.plan import Plan
from ichido.doors.desk import Desk
from ichido.store.tell import tell


async def decide(desk: Desk, case: str, keys: tuple[str, ...]) -> Conclusions:
    """Decide what can be decided under the case's lock, and conclude; deciding again changes nothing."""
    at = datetime.now(UTC)

    def decisions(plan: Plan, record: Record, on: date) -> Change:
        change = Change()
        for key in keys:
            change = joined(change, decided(plan, changed(record, change), at, on, key))
        return change

    return (await tell(desk.store, case, at, decisions)).conclusions
