"""Cases: opened once, written under their row lock, listed from here and never from workflows."""

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from ichido.case.conclude import conclude
from ichido.case.conclusions import Conclusions, Lookup
from ichido.case.deadlines import day_of, first_deadline
from ichido.case.record import Attempt, Change, Fact, Record, changed
from ichido.case.unseen import seen, unseen
from ichido.rules.values import Subject
from ichido.security.numbers import new_case_number
from ichido.store import due, facts, mandates, names, plans, protections, records, subjects
from ichido.store.keyring import keyring
from ichido.store.once import add_once
from ichido.store.subjects import Known
from ichido.store.tables.cases import CaseRow
from ichido.store.tables.row import table
from ichido.store.vault import vault

OpenedBy = Literal["person", "representative", "clerk", "ex-officio", "campaign"]
CaseChannel = Literal["online", "counter", "paper", "post", "phone"]

_CASES = table(CaseRow)
_ONE = select(_CASES).where(_CASES.c.number == bindparam("wanted"))
_LOCKED = _ONE.with_for_update(key_share=True)
_WITH_FACTS = _ONE.add_columns(facts.holding(_CASES.c.holders), protections.hidden(), protections.unconfirmed())
_WITH_FACTS_LOCKED = _WITH_FACTS.with_for_update(key_share=True)


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case to be opened; `arrived_on` is the day paper came in (収受日), `shift` seconds ahead, `language` BCP 47.

    `controller` is the authority that receives it, `actor` who acts for the applicant; `origin` the case in which the
    person said that a register is wrong.
    """

    life_event: str
    plan_hash: str
    applicant: Subject
    about: Subject
    opened_by: OpenedBy
    channel: CaseChannel
    language: str
    idempotency_key: str
    opened_at: datetime
    opened_on: date
    arrived_on: date | None = None
    shift: int = 0
    controller: str = ""
    origin: str = ""
    actor: Subject | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """The case that an idempotency key stands for, and whether it was made just now."""

    number: str
    created: bool


@dataclass(frozen=True, slots=True)
class Outline:
    """What stands in clear in a case's row: who may see it and how far it is, even when it is forgotten."""

    number: str
    plan_hash: str
    applicant: str
    actor: str | None
    introduced_at: str
    opened_by: OpenedBy
    opened_at: datetime
    shift: int
    revision: int
    seen_revision: int
    conclusions: Conclusions | None
    submitted_on: date | None
    closed_at: datetime | None
    close_reason: str
    forgotten_at: datetime | None


@dataclass(frozen=True, slots=True)
class StoredCase:
    """A case as its applicant may know it: what is known, what follows, and where its workflow was last seen.

    `hidden` are those whom they must not know of: they are in `kept` alone, which only the row's next version is
    made from. `concluded` is what was written of what follows. Of the lists of `unconfirmed` authorities nobody
    knows whether they are all here. `barred`: the applicant must not become known to who acts for them.
    """

    record: Record
    life_event: str
    plan_hash: str
    controller: str
    opened_by: OpenedBy
    channel: CaseChannel
    language: str
    arrived_on: date | None
    opened_at: datetime
    shift: int
    revision: int
    conclusions: Conclusions | None
    event: int
    seen_revision: int
    stage: str
    closed_at: datetime | None
    close_reason: str
    holders: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    unconfirmed: tuple[str, ...] = ()
    kept: Record | None = None
    concluded: Conclusions | None = None
    origin: str = ""
    barred: bool = False

    @property
    def whole(self) -> Record:
        """Everything that is kept, of the protected too."""
        return self.record if self.kept is None else self.kept

    @property
    def number(self) -> str:
        """The case number."""
        return self.record.case


async def open_case(session: AsyncSession, new: NewCase) -> Opened:
    """Open a case, its key first; the same idempotency key gives the same case again."""
    already = await _by_idempotency_key(session, new.idempotency_key)
    if already is not None:
        return Opened(already, False)
    number = new_case_number()
    nested = await session.begin_nested()
    await subjects.remember(session, (new.applicant, new.about, *((new.actor,) if new.actor else ())))
    keyring(session).make(session, number, new.controller)
    safe = await vault(session, number)
    row = _new_row(number, new) | records.columns(safe, await _opening_record(session, number, new))
    if await add_once(session, CaseRow, row, ("idempotency_key",)):
        await nested.commit()
        return Opened(number, True)
    # Somebody opened it between our look and our insert: theirs is committed now.
    await nested.rollback()
    keyring(session).discard(session, number)
    already = await _by_idempotency_key(session, new.idempotency_key)
    assert already is not None
    return Opened(already, False)


async def already_open(
    session: AsyncSession, life_event: str, subject: str, applicant: str | None = None
) -> tuple[str, ...]:
    """The open cases of the same act that a subject applies for or that are about it, newest first.

    Without those of whom `applicant`, who wants to open another, must not know.
    """
    query = (
        select(col(CaseRow.number))
        .where(col(CaseRow.life_event) == life_event, col(CaseRow.closed_at).is_(None))
        .where(or_(col(CaseRow.applicant) == subject, col(CaseRow.about) == subject))
        .where(protections.away_from(applicant or subject, _CASES.c.number))
        .order_by(col(CaseRow.opened_at).desc())
    )
    return tuple((await session.execute(query)).scalars())


async def outline(session: AsyncSession, number: str, lock: bool = False) -> Outline | None:
    """What stands in clear of a case, None if there is none; `lock` keeps writers out until the transaction ends."""
    row = (await session.execute(_LOCKED if lock else _ONE, {"wanted": number})).one_or_none()
    return None if row is None else outline_of(row)


def outline_of(row: Any) -> Outline:
    """The outline of a row of cases."""
    return Outline(
        number=row.number,
        plan_hash=row.plan,
        applicant=row.applicant,
        actor=row.actor,
        introduced_at=next((office or "" for id_, _, office in row.subjects if id_ == row.applicant), ""),
        opened_by=row.opened_by,
        opened_at=row.opened_at,
        shift=row.shift,
        revision=row.revision,
        seen_revision=row.seen_revision,
        conclusions=None if row.conclusions is None else Conclusions.model_validate(row.conclusions),
        submitted_on=row.submitted_on,
        closed_at=row.closed_at,
        close_reason=row.close_reason,
        forgotten_at=row.forgotten_at,
    )


async def lock(session: AsyncSession, number: str) -> None:
    """Hold a case until this transaction ends: who writes it and its rows takes it first, or two may wait for ever."""
    held = select(_CASES.c.number).where(_CASES.c.number == number)
    await session.execute(held.with_for_update(key_share=True))


async def load(session: AsyncSession, number: str, lock: bool = False) -> StoredCase | None:
    """The case as its applicant may know it, None if there is none; `lock` keeps other writers out until the
    transaction ends.
    """
    asked = _WITH_FACTS_LOCKED if lock else _WITH_FACTS
    row = (await session.execute(asked, {"wanted": number, **protections.kept_by(session)})).one_or_none()
    if row is None:
        return None
    safe = await vault(session, number)
    record, protected = records.read(safe, row, await facts.of_case(session, number)), frozenset(row.hidden)
    barred = False
    if (actor := record.actor) is not None:
        held = await mandates.held(session, record.applicant.id, await names.of_subject(session, actor.id))
        record = replace(record, mandates=held)
        from_actor = await protections.hidden_from(session, actor.id)
        protected, barred = protected | from_actor, record.applicant.id in from_actor
    stored = replace(_stored(row, record), barred=barred)
    return await _without(session, stored, protected) if protected else stored


async def _without(session: AsyncSession, stored: StoredCase, protected: Collection[str]) -> StoredCase:
    """The case without those whom its applicant must not know of, and with what follows without them."""
    plan, hidden = await plans.load(session, stored.plan_hash), unseen(stored.record, protected)
    record = seen(plan, stored.record, protected)
    conclusions = stored.conclusions
    if record != stored.record and conclusions is not None:
        on = day_of(plan, datetime.now(UTC) + timedelta(seconds=stored.shift))
        conclusions = conclude(plan, record, on, conclusions.revision)
    return replace(stored, record=record, kept=stored.record, hidden=hidden, conclusions=conclusions)


async def write(
    session: AsyncSession, stored: StoredCase, change: Change, conclusions: Conclusions, holder: Callable[[Fact], str]
) -> tuple[str, ...]:
    """Add a change to a locked case with what follows from it; ValueError unless the revision is the next one.

    `holder` says in whose hands each new fact is; gives in whose hands the case's facts are now.
    """
    if conclusions.revision != stored.revision + 1:
        raise ValueError(f"revision {conclusions.revision} does not follow {stored.revision}")
    safe, record = await vault(session, stored.number), changed(stored.whole, change)
    await subjects.remember(session, (subject for subject, _ in change.subjects))
    holders = await facts.add(session, stored.number, change.facts, holder, stored.holders)
    await _keep_due(session, stored, conclusions)
    await session.execute(
        update(CaseRow)
        .where(col(CaseRow.number) == stored.number)
        .values(
            revision=conclusions.revision,
            revised_at=func.now(),
            conclusions=conclusions.model_dump(mode="json"),
            unverified_since=min((one.since for one in conclusions.unverified), default=None),
            authorities=await _authorities(session, record, conclusions),
            holders=list(holders),
            **records.columns(safe, record),
        )
    )
    return holders


async def _keep_due(session: AsyncSession, stored: StoredCase, conclusions: Conclusions) -> None:
    """Move the deadline of what waits at doors, where anything can."""
    before = stored.conclusions
    if before is None or not (before.unverified or any(one.ready for one in before.procedures)):
        return
    if (now := first_deadline(conclusions)) != first_deadline(before):
        await due.move(session, stored.number, now)


async def unask(session: AsyncSession, stored: StoredCase, lookups: Collection[Lookup]) -> None:
    """Take back lookups of a locked case that are still pending: who wants them again asks anew."""
    left = without_pending(stored.whole, lookups)
    attempts = records.columns(await vault(session, stored.number), left)["attempts"]
    await session.execute(update(CaseRow).where(col(CaseRow.number) == stored.number).values(attempts=attempts))


def without_pending(record: Record, lookups: Collection[Lookup]) -> Record:
    """The record as if these lookups, as far as they are pending, had never been made."""
    gone = {
        (one.registry, one.authority, one.subject, term, one.on, one.again) for one in lookups for term in one.terms
    }
    left = (a for a in record.attempts if a.result != "pending" or _asked(a) not in gone)
    return replace(record, attempts=tuple(left))


def _asked(attempt: Attempt) -> tuple[str, str, str, str, date | None, str]:
    return attempt.registry, attempt.authority, attempt.subject, attempt.term, attempt.on, attempt.again


def known_at(introduced_at: str, known: Known | None) -> frozenset[str]:
    """The authorities that know the applicant: the one that introduced them first, and the one that knows them now."""
    return frozenset({introduced_at, known.known_at if known else ""} - {""})


def offices(conclusions: Conclusions | None) -> frozenset[str]:
    """The authorities that a procedure of the case is before, or may come before."""
    procedures = conclusions.procedures if conclusions else ()
    return frozenset(one.authority for one in procedures if one.authority and one.applies != "no")


async def take_turns(session: AsyncSession, life_event: str, subject: str) -> None:
    """Who opens the same act for the same person waits until this transaction ends, and then sees its case."""
    written = f"{life_event}\0{subject}"
    lock = int.from_bytes(hashlib.sha256(written.encode()).digest()[:8], signed=True)
    await session.execute(select(func.pg_advisory_xact_lock(lock)))


async def move_on(session: AsyncSession, number: str, seconds: int) -> None:
    """Put the civil time of a rehearsal further ahead of the server's."""
    await session.execute(
        update(CaseRow).where(col(CaseRow.number) == number).values(shift=col(CaseRow.shift) + seconds)
    )


async def _by_idempotency_key(session: AsyncSession, key: str) -> str | None:
    query = select(col(CaseRow.number)).where(col(CaseRow.idempotency_key) == key)
    return (await session.execute(query)).scalar_one_or_none()


async def _authorities(session: AsyncSession, record: Record, conclusions: Conclusions) -> list[str]:
    """Who may see the case in a list: whom it is or may come before, and who knows the applicant."""
    applicant = record.applicant.id
    known = (await subjects.known(session, (applicant,))).get(applicant)
    return sorted(known_at(record.known_at.get(applicant, ""), known) | offices(conclusions))


async def _opening_record(session: AsyncSession, number: str, new: NewCase) -> Record:
    there = (new.applicant, new.about, *((new.actor,) if new.actor else ()))
    both = {subject.id: subject for subject in there}
    known_at = {id_: each.known_at for id_, each in (await subjects.known(session, both)).items() if each.known_at}
    return Record(number, new.applicant, new.about, new.opened_on, subjects=both, known_at=known_at, actor=new.actor)


def _new_row(number: str, new: NewCase) -> dict[str, object]:
    return {
        "number": number,
        "life_event": new.life_event,
        "plan": new.plan_hash,
        "applicant": new.applicant.id,
        "about": new.about.id,
        "controller": new.controller,
        "opened_by": new.opened_by,
        "channel": new.channel,
        "language": new.language,
        "arrived_on": new.arrived_on,
        "idempotency_key": new.idempotency_key,
        "opened_at": new.opened_at,
        "opened_on": new.opened_on,
        "shift": new.shift,
        "origin": new.origin,
    }


def _stored(row: Any, record: Record) -> StoredCase:
    conclusions = None if row.conclusions is None else Conclusions.model_validate(row.conclusions)
    return StoredCase(
        record=record,
        life_event=row.life_event,
        plan_hash=row.plan,
        controller=row.controller,
        opened_by=row.opened_by,
        channel=row.channel,
        language=row.language,
        arrived_on=row.arrived_on,
        opened_at=row.opened_at,
        shift=row.shift,
        revision=row.revision,
        conclusions=conclusions,
        event=row.event,
        seen_revision=row.seen_revision,
        stage=row.stage,
        closed_at=row.closed_at,
        close_reason=row.close_reason,
        holders=tuple(row.holders),
        unconfirmed=tuple(row.unconfirmed),
        concluded=conclusions,
        origin=row.origin,
    )
