"""A submission has reached its authority, whether it was sent or fetched."""

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from ichido.case.conclusions import Conclusions
from ichido.case.record import Change, Record
from ichido.case.tell import delivered
from ichido.compiler.plan import Plan
from ichido.store import outbox
from ichido.store.outbox import OutboxLine, Submission
from ichido.store.tell import tell_in


async def arrived(
    session: AsyncSession, submission: Submission | OutboxLine, receipt: str, at: datetime
) -> Conclusions:
    """Mark a submission as sent and tell its case; again changes nothing. KeyUnavailable for a forgotten case."""

    def now_there(_plan: Plan, record: Record, on: date) -> Change:
        return delivered(record, submission.key, submission.version, on, submission.notes)

    await outbox.mark_sent(session, submission.id, at, receipt)
    return (await tell_in(session, submission.case, at, now_there)).conclusions
