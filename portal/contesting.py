"""A person says that a register is wrong, or that it is right; what is wrong is put right in a case of its own."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import JsonValue
from sqlalchemy.ext.asyncio import AsyncSession

from ichido.case.canonical import same
from ichido.case.conclusions import Conclusions
from ichido.case.contest import NotContestable, Wrong, confirm, contest, entry_in_question, open_contest, opening, route
from ichido.case.known import knowing
from ichido.case.record import Change, Fact, Record
from ichido.case.values import Places, is_link, read_term
from ichido.clocks import writes_eras
from ichido.compiler.correcting import CORRECTION, correction_plan
from ichido.compiler.plan import Plan
from ichido.compiler.terms import entry
from ichido.rules.values import Subject, Value
from ichido.security.access import Caller
from ichido.store import cases, plans, subjects
from ichido.store.cases import NewCase
from ichido.store.tell import tell_in, tell_locked
from portal.face import Face
from portal.problem import Problem
from portal.standing import Met, meet


@dataclass(frozen=True, slots=True)
class Objection:
    """What the person says is wrong: which term of whom, what it should be if they know it, and why."""

    subject: str
    term: str
    should_be: JsonValue
    why: str


@dataclass(frozen=True, slots=True)
class Taken:
    """The case that has the register put right, and what follows in the case in which it was said."""

    correction: str
    conclusions: Conclusions


async def take_contested(face: Face, caller: Caller, number: str, objection: Objection) -> Taken:
    """Open a correction at the register's holder, once while it is open; Problem 422 with why, if there is no way."""
    now, places = face.now(), (await face.operation()).places
    async with face.store.transaction() as session:
        met = await _meet(session, face, caller, number)
        subject, fact = _in_question(met, objection.subject, objection.term)
        already = open_contest(met.stored.record, fact)
        if already:
            return Taken(already.correction, met.conclusions)
        should_be = _value(met.plan, fact, objection.should_be, places)
        wrong = Wrong(subject, fact, should_be, objection.why)
        correction = await _open(session, met, wrong, now)

        def make(_plan: Plan, _record: Record, _on: date) -> Change:
            return contest(fact, correction, now)

        return Taken(correction, (await tell_locked(session, met.stored, now, make)).conclusions)


async def take_confirmed(face: Face, caller: Caller, number: str, subject: str, term: str) -> Conclusions:
    """Write that the person says a register is right; Problem 422 with why, if no register's word counts."""
    now = face.now()
    async with face.store.transaction() as session:
        met = await _meet(session, face, caller, number)

        def make(plan: Plan, record: Record, on: date) -> Change:
            whose, _ = _in_question(met, subject, term)
            return confirm(knowing(plan, record, on), whose, term, now)

        return (await tell_locked(session, met.stored, now, make)).conclusions


async def _meet(session: AsyncSession, face: Face, caller: Caller, number: str) -> Met:
    met = await meet(session, face, caller, number, "answer", lock=True)
    if met.stored.closed_at is not None:
        raise Problem(409, "case-closed", "this case is closed: ask the register's holder to put it right")
    return met


def _in_question(met: Met, subject: str, term: str) -> tuple[Subject, Fact]:
    """Whose entry it is and what the register says; its way must be known."""
    whose = met.stored.record.subjects.get(subject)
    if whose is None:
        raise Problem(422, "not-contestable", "nobody of that id has part in this case")
    try:
        return whose, entry_in_question(knowing(met.plan, met.stored.record, met.on), whose, term)
    except NotContestable as error:
        raise Problem(422, "not-contestable", str(error)) from None


def _value(plan: Plan, fact: Fact, raw: JsonValue, places: Places) -> Value | None:
    """What it should be, by its type; None where the person leaves it to the office."""
    term = entry(plan, fact.term)
    if raw is None or term is None:
        return None
    if is_link(term):
        detail = "this leads to somebody, who is not typed in: leave `should_be` out, and say in `why` who it is"
        raise Problem(422, "not-readable", detail)
    try:
        value = read_term(term, raw, places, eras=writes_eras(plan.country))
    except ValueError as error:
        raise Problem(422, "not-readable", f"should_be: {error}") from None
    if same(fact.value, value, places):
        raise Problem(422, "not-contestable", "that is what the register says: confirm it instead")
    return value


async def _open(session: AsyncSession, met: Met, wrong: Wrong, at: datetime) -> str:
    """Open the case that has an entry put right: for the same person, before the office that keeps it."""
    fact = wrong.fact
    try:
        route(met.plan, fact)
    except NotContestable as error:
        raise Problem(422, "not-contestable", str(error)) from None
    plan = correction_plan(met.plan, fact.provenance.registry, fact.term, said=wrong.should_be is not None)
    (plan_hash,) = await plans.keep(session, plan)
    stored, about = met.stored, subjects.new_subject(CORRECTION)
    new = NewCase(
        life_event=CORRECTION,
        plan_hash=plan_hash,
        applicant=stored.record.applicant,
        about=about,
        opened_by=stored.opened_by,
        channel=stored.channel,
        language=stored.language,
        idempotency_key=_key(stored.number, fact, len(stored.record.contests)),
        opened_at=at,
        opened_on=met.on,
        shift=stored.shift,
        controller=fact.provenance.authority,
        origin=stored.number,
    )
    number = (await cases.open_case(session, new)).number

    def make(plan: Plan, _record: Record, _on: date) -> Change:
        return opening(plan, about, wrong, stored.number, at, met.on)

    await tell_in(session, number, at, make)
    return number


def _key(number: str, fact: Fact, before: int) -> str:
    written = "\0".join(("correction", number, fact.subject, fact.term, fact.provenance.registry, str(before)))
    return hashlib.sha256(written.encode()).hexdigest()
