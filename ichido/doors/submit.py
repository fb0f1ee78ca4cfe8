"""Submissions built, kept and sent: the bytes and the key are in the outbox before anything leaves."""

import asyncio
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from ichido.case.conclusions import Conclusions
from ichido.case.known import procedure_of
from ichido.case.payload import notes_of, payload, standing_of, terms_sent
from ichido.case.state import SubmissionRef
from ichido.channels.channel import Doubtful, Failed, Refused, Sent
from ichido.compiler.plan import Plan
from ichido.doors.arrived import arrived
from ichido.doors.authorities import SendResult
from ichido.doors.desk import Desk
from ichido.store import cases, disclosures, names, outbox, plans, tasks
from ichido.store.cases import StoredCase
from ichido.store.disclosures import Use
from ichido.store.outbox import Submission
from ichido.store.tasks import Task
from ichido.store.tell import NoSuchCase, civil_day, tell


async def submit(desk: Desk, case: str, submissions: tuple[SubmissionRef, ...]) -> Conclusions:
    """Put a wave into the outbox and try each once; what did not arrive is left to its door, or to who fetches it."""
    await _keep(desk, case, submissions)
    at = datetime.now(UTC)
    fetching = desk.authorities.directory.fetching()
    versions = [(one.key, one.version) for one in submissions if one.authority not in fetching]
    async with desk.store.transaction() as session:
        ids = await outbox.ids_of(session, case, versions)
        taken = await outbox.take(session, ids, at, timedelta(seconds=desk.lease_seconds))
    results = await asyncio.gather(*(send(desk, one) for one in taken), return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    await _leave_to_doors(desk, case, ids)
    return (await tell(desk.store, case, datetime.now(UTC))).conclusions


async def _leave_to_doors(desk: Desk, case: str, ids: Collection[UUID]) -> None:
    """Open the doors for what is still queued: it did not arrive, or whoever took it may have died."""
    async with desk.store.transaction() as session:
        lines = await outbox.of_case(session, case)
    for authority in dict.fromkeys(line.authority for line in lines if line.id in ids and line.state == "queued"):
        await desk.open_door(authority)


async def send(desk: Desk, submission: Submission) -> bool:
    """Send one submission and write down what came of it; False if its door must try again."""
    at = datetime.now(UTC)
    async with desk.store.transaction() as session:
        stored = await cases.load(session, submission.case)
        if stored is None:
            raise NoSuchCase(submission.case)
        plan = await plans.load(session, stored.plan_hash)
    role = plan.procedures[procedure_of(submission.key)].definition.authority
    result = await desk.authorities.send(role, submission, at)
    return await _note(desk, submission, result)


async def _keep(desk: Desk, case: str, submissions: Iterable[SubmissionRef]) -> None:
    at = datetime.now(UTC)
    async with desk.store.transaction() as session:
        stored = await cases.load(session, case, lock=True)
        if stored is None:
            raise NoSuchCase(case)
        plan = await plans.load(session, stored.plan_hash)
        for wanted in submissions:
            submission = await _submission(session, desk, plan, stored, wanted, at)
            if await outbox.put(session, submission):
                await disclosures.submitted(session, _uses(plan, stored, wanted, at))


async def _submission(
    session: AsyncSession, desk: Desk, plan: Plan, stored: StoredCase, wanted: SubmissionRef, at: datetime
) -> Submission:
    """What an authority is sent, in its own names for everybody."""
    id_, on = uuid4(), civil_day(plan, stored, at)
    told = payload(plan, stored.record, wanted.key, on)
    generation = desk.authorities.directory.generation(wanted.authority)
    called = await names.call(session, wanted.authority, generation, {one.id for one in told.subjects()})
    return Submission(
        id=id_,
        case=stored.number,
        key=wanted.key,
        version=wanted.version,
        authority=wanted.authority,
        idempotency_key=str(id_),
        payload=told.written({subject: one.name for subject, one in called.items()}, str(id_)),
        created_at=at,
        notes={noted.key: noted.filing.version for noted in notes_of(plan, stored.record, wanted.key, on)},
    )


def _uses(plan: Plan, stored: StoredCase, wanted: SubmissionRef, at: datetime) -> Iterable[Use]:
    on = civil_day(plan, stored, at)
    definition = standing_of(plan, stored.record, wanted.key, on).planned.definition
    yield from _use(plan, stored, wanted, at, wanted.key, str(definition.basis))
    for noted in notes_of(plan, stored.record, wanted.key, on):
        yield from _use(plan, stored, wanted, at, noted.key, str(definition.deems[noted.id].under))


def _use(plan: Plan, stored: StoredCase, wanted: SubmissionRef, at: datetime, key: str, under: str) -> Iterable[Use]:
    """What an authority is sent of each subject for one filing, which may go as a note of another."""
    on = civil_day(plan, stored, at)
    definition = standing_of(plan, stored.record, key, on).planned.definition
    by_subject: dict[str, list[str]] = {}
    for subject, term in terms_sent(plan, stored.record, key, on):
        by_subject.setdefault(subject, []).append(term)
    for subject, terms in by_subject.items():
        yield Use(
            at=at,
            case=stored.number,
            procedure=definition.procedure,
            act=str(definition.basis),
            under=under,
            purpose=definition.procedure,
            partner=wanted.authority,
            partner_kind="authority",
            subject=subject,
            terms=tuple(terms),
        )


async def _note(desk: Desk, submission: Submission, result: SendResult) -> bool:
    at = datetime.now(UTC)
    match result:
        case Sent(receipt):
            async with desk.store.transaction() as session:
                await arrived(session, submission, receipt, at)
            return True
        case Failed(code):
            async with desk.store.transaction() as session:
                retry = at + timedelta(seconds=desk.retry_seconds)
                await outbox.mark_failed(session, submission.id, code, retry)
            return False
        case Refused(code):
            async with desk.store.transaction() as session:
                await outbox.mark_refused(session, submission.id, code)
                await tasks.make(session, _task("submission-refused", submission, at))
            return True
        case Doubtful(code):
            async with desk.store.transaction() as session:
                await outbox.mark_doubtful(session, submission.id, code)
                await tasks.make(session, _task("submission-in-doubt", submission, at))
            return True


def _task(kind: str, submission: Submission, at: datetime) -> Task:
    return Task(kind=kind, case=submission.case, key=f"{submission.key}/{submission.version}", what=kind, created_at=at)
