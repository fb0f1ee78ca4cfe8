"""A submission has reached its authority, whether it was sent or fetched."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from ichido.case.conclusions import Conclusions
from ichido.case.consents import partners_withdrawn
from ichido.case.record import Change, Record, changed, joined
from ichido.case.tell import delivered
from ichido.compiler.plan import Plan
from ichido.store import cases, outbox, tasks
from ichido.store.outbox import OutboxLine, Submission
from ichido.store.tasks import Task
from ichido.store.tell import tell_in

TAKE_BACK = "take-back"


def take_back_task(case: str, key: str, at: datetime) -> Task:
    """Somebody is to ask a partner to take back what it was sent before consent was withdrawn: no channel can."""
    what = "consent was withdrawn after this was sent: ask the partner to delete it, and tell the person what it says"
    return Task(kind=TAKE_BACK, case=case, key=key, what=what, created_at=at)


async def arrived(
    session: AsyncSession, submission: Submission | OutboxLine, receipt: str, at: datetime
) -> Conclusions:
    """Mark a submission as sent and tell its case; again changes nothing. KeyUnavailable for a forgotten case."""
    return await all_arrived(session, submission.case, ((submission, receipt),), at)


async def all_arrived(
    session: AsyncSession, case: str, receipts: Collection[tuple[Submission | OutboxLine, str]], at: datetime
) -> Conclusions:
    """As `arrived`, for submissions of one case and their receipts."""

    def now_there(_plan: Plan, record: Record, on: date) -> Change:
        change = Change()
        for one, _ in receipts:
            before = changed(record, change)
            change = joined(change, delivered(before, one.key, one.version, on, one.notes))
        return change

    await cases.lock(session, case)
    for one, receipt in receipts:
        await outbox.mark_sent(session, one.id, at, receipt)
    told = await tell_in(session, case, at, now_there)
    for one, _ in receipts:
        for key in partners_withdrawn(told.record, (one.key, *one.notes)):
            await tasks.make(session, take_back_task(case, key, at))
    return told.conclusions
