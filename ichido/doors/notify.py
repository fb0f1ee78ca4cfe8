"""Notices written and delivered: rendered from what is known, each into the mailbox once."""

from datetime import UTC, datetime

from ichido.case.payload import filed
from ichido.case.state import NoticeRef
from ichido.doors.desk import Desk
from ichido.notices.compose import built_in, compose_of, pinned
from ichido.store import cases, notices, plans, tasks
from ichido.store.notices import Delivery
from ichido.store.tasks import Task, look_again
from ichido.store.tell import NoSuchCase, civil_day

LATE = "correction-late"
WHAT = "the office that keeps the register has not answered within its period: remind it"


async def notify(desk: Desk, case: str, wanted: tuple[NoticeRef, ...], language: str) -> None:
    """Deliver each notice to the applicant's mailbox, in their language or what there is; a delivered one stays."""
    at = datetime.now(UTC)
    async with desk.store.transaction() as session:
        stored = await cases.load(session, case)
        if stored is None:
            raise NoSuchCase(case)
        plan = await plans.load(session, stored.plan_hash)
        on = civil_day(plan, stored, at)
        filings = filed(plan, stored.record, on)
        for notice in wanted:
            if notice.key not in filings:
                # It speaks of somebody who has become protected from the applicant since it was wanted.
                await tasks.make(session, look_again(case, notice.id, at))
                continue
            if (found := pinned(plan, notice, language)) is not None:
                spoken, text = found[0], await plans.notice_text(session, found[1])
            else:
                spoken, text = built_in(notice, language)
            names = desk.authorities.directory.titles(spoken)
            letter = compose_of(filings[notice.key], notice, text, spoken, names, on)
            applicant = stored.record.applicant.id
            if notice.kind == "late":
                # The person is told, and somebody asks the office.
                await tasks.make(session, Task(LATE, case, notice.key, WHAT, at))
            await notices.deliver(session, Delivery(case, notice.id, applicant, notice.key, spoken, letter, at))
