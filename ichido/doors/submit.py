"""Submissions built, kept and sent: the bytes and the key are in the outbox before anything leaves."""

import asyncio
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from ichido.case.conclusions import Conclusions
from ichido.case.consents import may_be_stopped, withdrawn
from ichido.case.deadlines import first_deadline
from ichido.case.known import procedure_of
from ichido.case.missing import missing
from ichido.case.payload import Filed, filed, noted_with, terms, told
from ichido.case.record import Record
from ichido.case.standing import Standing
from ichido.case.state import SubmissionRef
from ichido.channels.channel import Doubtful, Failed, Refused, Sent
from ichido.compiler.plan import Plan
from ichido.doors.arrived import all_arrived
from ichido.doors.authorities import SendResult
from ichido.doors.desk import Desk
from ichido.store import cases, disclosures, names, outbox, plans, tasks
from ichido.store.disclosures import Use
from ichido.store.outbox import Submission
from ichido.store.tasks import Task, look_again
from ichido.store.tell import NoSuchCase, civil_day, tell


async def submit(desk: Desk, case: str, submissions: tuple[SubmissionRef, ...]) -> Conclusions:
    """Put a wave into the outbox and try each once; what did not arrive is left to its door, or to who fetches it."""
    plan = await _keep(desk, case, submissions)
    at = datetime.now(UTC)
    fetching = desk.authorities.directory.fetching()
    versions = [(one.key, one.version) for one in submissions if one.authority not in fetching]
    async with desk.store.transaction() as session:
        # A row that somebody else is writing is not taken: whoever writes the case is waited for.
        await cases.lock(session, case)
        ids = await outbox.ids_of(session, case, versions)
        taken = await outbox.take(session, ids, at, timedelta(seconds=desk.lease_seconds))
    arrived, conclusions = await _send_all(desk, case, plan, taken)
    if not arrived.issuperset(ids):
        await _leave_to_doors(desk, case, ids)
    return conclusions or (await tell(desk.store, case, datetime.now(UTC))).conclusions


async def _leave_to_doors(desk: Desk, case: str, ids: Collection[UUID]) -> None:
    """Open the doors for what is still queued: it did not arrive, or whoever took it may have died."""
    async with desk.store.transaction() as session:
        lines = await outbox.of_case(session, case)
    for authority in dict.fromkeys(line.authority for line in lines if line.id in ids and line.state == "queued"):
        await desk.open_door(authority)


async def _send_all(
    desk: Desk, case: str, plan: Plan, taken: Iterable[Submission]
) -> tuple[set[UUID], Conclusions | None]:
    """Send all at once, and write down together what has come back meanwhile, waiting for no slower one.

    Gives what arrived, and what follows from that, if anything does.
    """
    come: list[tuple[Submission, SendResult]] = []
    arrived: set[UUID] = set()
    newest: Conclusions | None = None
    turn = asyncio.Lock()

    async def send_one(submission: Submission) -> None:
        nonlocal newest
        result = await _attempt(desk, plan, submission)
        if result is None:
            arrived.add(submission.id)  # it is done with
            return
        come.append((submission, result))
        async with turn:
            together, come[:] = tuple(come), ()
            if together:
                newest = await _note(desk, case, together) or newest
                arrived.update(one.id for one, result in together if isinstance(result, Sent))

    results = await asyncio.gather(*(send_one(one) for one in taken), return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return arrived, newest


async def send(desk: Desk, submission: Submission) -> tuple[str, bool]:
    """Send one submission and write down what came of it: the role it went to, and False if its door must try again."""
    async with desk.store.transaction() as session:
        outline = await cases.outline(session, submission.case)
        if outline is None:
            raise NoSuchCase(submission.case)
        plan = await plans.load(session, outline.plan_hash)
    result = await _attempt(desk, plan, submission)
    if result is None:
        return _role(plan, submission), True
    await _note(desk, submission.case, ((submission, result),))
    return _role(plan, submission), not isinstance(result, Failed)


async def _attempt(desk: Desk, plan: Plan, submission: Submission) -> SendResult | None:
    """Send it; None if the consent that it rests on was withdrawn since it was taken: looked at last before it goes."""
    if may_be_stopped(plan, map(procedure_of, (submission.key, *submission.notes))):
        async with desk.store.transaction() as session:
            if await outbox.is_withdrawn(session, submission.id):
                return None
    return await desk.authorities.send(_role(plan, submission), submission, datetime.now(UTC))


def _role(plan: Plan, submission: Submission) -> str:
    return plan.procedures[procedure_of(submission.key)].definition.authority


async def _keep(desk: Desk, case: str, submissions: Iterable[SubmissionRef]) -> Plan:
    """Put submissions into the outbox, and give the plan of their case."""
    at = datetime.now(UTC)
    async with desk.store.transaction() as session:
        stored = await cases.load(session, case, lock=True)
        if stored is None:
            raise NoSuchCase(case)
        plan = await plans.load(session, stored.plan_hash)
        found = filed(plan, stored.record, civil_day(plan, stored, at))
        due_on = first_deadline(stored.conclusions) if stored.conclusions else None
        for wanted in submissions:
            if wanted.key not in found:
                # It was for somebody who has become protected from the applicant since it was wanted.
                await tasks.make(session, look_again(case, wanted.key, at))
                continue
            if not _stands(found, stored.record, wanted):
                continue
            if await outbox.put(session, await _submission(session, desk, found, case, wanted, at, due_on)):
                await disclosures.submitted(session, _uses(found, case, wanted, at))
    return plan


def _stands(found: Filed, record: Record, wanted: SubmissionRef) -> bool:
    """Whether a submission is still to be made: a consent may have been withdrawn since the case asked for it."""
    if not withdrawn(record):
        return True
    standing = found.get(wanted.key)
    return (
        standing is not None and standing.wanted and standing.filing.version == wanted.version and not missing(standing)
    )


async def _submission(
    session: AsyncSession,
    desk: Desk,
    found: Filed,
    case: str,
    wanted: SubmissionRef,
    at: datetime,
    due_on: date | None,
) -> Submission:
    """What an authority is sent, in its own names for everybody."""
    id_, body = uuid4(), told(found, wanted.key)
    generation = desk.authorities.directory.generation(wanted.authority)
    called = await names.call(session, wanted.authority, generation, {one.id for one in body.subjects()})
    return Submission(
        id=id_,
        case=case,
        key=wanted.key,
        version=wanted.version,
        authority=wanted.authority,
        idempotency_key=str(id_),
        payload=body.written({subject: one.name for subject, one in called.items()}, str(id_)),
        created_at=at,
        due_on=due_on,
        notes={noted.key: noted.filing.version for noted in noted_with(found, wanted.key)},
    )


def _uses(found: Filed, case: str, wanted: SubmissionRef, at: datetime) -> Iterable[Use]:
    standing = found[wanted.key]
    definition = standing.planned.definition
    yield from _use(standing, case, wanted.authority, at, str(definition.basis))
    for noted in noted_with(found, wanted.key):
        yield from _use(noted, case, wanted.authority, at, str(definition.deems[noted.id].under))


def _use(standing: Standing, case: str, authority: str, at: datetime, under: str) -> Iterable[Use]:
    """What an authority is sent of each subject for one filing, which may go as a note of another."""
    by_subject: dict[str, list[str]] = {}
    for subject, term in terms(standing):
        by_subject.setdefault(subject, []).append(term)
    definition, actor = standing.planned.definition, standing.free.record.actor
    for subject, sent in by_subject.items():
        yield Use(
            at=at,
            case=case,
            procedure=definition.procedure,
            act=str(definition.basis),
            under=under,
            purpose=definition.procedure,
            partner=authority,
            partner_kind="authority",
            subject=subject,
            terms=tuple(sent),
            by=actor.id if actor else "",
        )


async def _note(desk: Desk, case: str, results: Collection[tuple[Submission, SendResult]]) -> Conclusions | None:
    """Write down what came of submissions of one case, all in one transaction; gives what follows if one arrived."""
    at = datetime.now(UTC)
    receipts = [(one, result.receipt) for one, result in results if isinstance(result, Sent)]
    async with desk.store.transaction() as session:
        if receipts:
            await cases.lock(session, case)
        for submission, result in results:
            match result:
                case Sent():
                    pass
                case Failed(code):
                    retry = at + timedelta(seconds=desk.retry_seconds)
                    await outbox.mark_failed(session, submission.id, code, retry)
                case Refused(code):
                    await outbox.mark_refused(session, submission.id, code)
                    await tasks.make(session, _task("submission-refused", submission, at))
                case Doubtful(code):
                    await outbox.mark_doubtful(session, submission.id, code)
                    await tasks.make(session, _task("submission-in-doubt", submission, at))
        return await all_arrived(session, case, receipts, at) if receipts else None


def _task(kind: str, submission: Submission, at: datetime) -> Task:
    return Task(kind=kind, case=submission.case, key=f"{submission.key}/{submission.version}", what=kind, created_at=at)
