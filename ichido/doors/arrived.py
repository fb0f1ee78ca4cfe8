"""A submission has reached its authority, whether it was sent or fetched."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from ichido.case.conclusions import Conclusions
from ichido.case.record import Change, Record, changed, joined
from ichido.case.tell import delivered
from ichido.compiler.plan import Plan
from ichido.store import outbox
from ichido.store.outbox import OutboxLine, Submission
from ichido.store.tell import tell_in


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

    for one, receipt in receipts:
        await outbox.mark_sent(session, one.id, at, receipt)
    return (await tell_in(session, case, at, now_there)).conclusions
