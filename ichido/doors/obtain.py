"""Lookups made and written: asked lines before the call, facts and obtained lines in one transaction after it."""

import logging
import math
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from ichido.case.conclusions import Conclusions, Lookup, Unverified, unasked
from ichido.case.consents import Standpoint, agreed, put_aside, taken_back
from ichido.case.deadlines import first_deadline
from ichido.case.declared import confirms
from ichido.case.granted import offices, refusal
from ichido.case.record import Change, Fact, Record, joined, proposal
from ichido.case.reuse import look_back
from ichido.case.unseen import admitted, askable
from ichido.compiler.plan import Plan
from ichido.doors.desk import Desk
from ichido.doors.reading import Spoken, attempt, read_answers, spoken_of
from ichido.doors.registries import Wave, Wording
from ichido.language.kinds.permit import EARLIER
from ichido.partners import Directory
from ichido.store import cases, disclosures, names, pending_lookups, plans, subjects, tasks
from ichido.store.cases import StoredCase
from ichido.store.disclosures import Use
from ichido.store.earlier import carry_documents, sought
from ichido.store.names import FOREIGN, FOREIGN_WHAT, Called, Heard
from ichido.store.tasks import Task
from ichido.store.tell import NoSuchCase, tell_locked

UNGRANTED = "ungranted"
DIVIDED = "two-subjects"
UNREAD = "wrong-letter"
OTHERWISE = "declared-otherwise"
WHAT = {
    FOREIGN: FOREIGN_WHAT,
    DIVIDED: "its letter says that two subjects known here are one; they stay two",
    UNREAD: "its letter does not introduce the name that it came with; nothing of it was used",
}
"""What a person is told when an office speaks of somebody in a way that cannot be used."""
_log = logging.getLogger(__name__)

SHORTEST = 0.2
"""Seconds a wave has at least, however little is left of the time that all have together."""


@dataclass(frozen=True, slots=True)
class Obtained:
    """What follows from some waves of lookups, and each lookup that was made."""

    conclusions: Conclusions
    asked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What follows from one wave, and the lookups that are left to doors."""

    conclusions: Conclusions
    left: tuple[Lookup, ...]


async def obtain_all(
    desk: Desk, case: str, lookups: tuple[Lookup, ...], seconds: float, together: float | None
) -> Obtained:
    """Make lookups and those that follow from what they give, wave by wave; all waves have `together` seconds."""
    until = math.inf if together is None else time.monotonic() + together
    asked: dict[str, None] = {}
    while True:
        left = min(seconds, until - time.monotonic())
        conclusions = await obtain(desk, case, lookups, max(left, SHORTEST))
        asked |= {lookup.asks(term): None for lookup in lookups for term in lookup.terms}
        lookups = tuple(unasked(conclusions.lookups, asked))
        if not lookups:
            return Obtained(conclusions, tuple(asked))


async def obtain(desk: Desk, case: str, lookups: tuple[Lookup, ...], seconds: float) -> Conclusions:
    """Ask all registries of a wave at once, keep what they gave, and leave what failed to their doors."""
    return (await ask(desk, case, lookups, seconds)).conclusions


async def ask(desk: Desk, case: str, lookups: tuple[Lookup, ...], seconds: float) -> Asked:
    """As `obtain`, and say which lookups came to nothing."""
    plan, wording, lookups = await _log_asked(desk, case, lookups)
    back = tuple(lookup for lookup in lookups if lookup.registry == EARLIER)
    abroad = (lookup for lookup in lookups if lookup.registry != EARLIER)
    wave = await desk.registries.ask(plan, abroad, wording, seconds)
    conclusions, later = await _keep(desk, plan, case, wave, back)
    for office in dict.fromkeys(lookup.authority for lookup in later):
        await desk.open_door(office)
    return Asked(conclusions, later)


async def _log_asked(desk: Desk, case: str, lookups: tuple[Lookup, ...]) -> tuple[Plan, Wording, tuple[Lookup, ...]]:
    """Write down what is about to be asked, and in whose words; what the plan does not grant is not, and a person is
    told. What the person has taken their consent back from since is simply not asked.
    """
    at = datetime.now(UTC)
    async with desk.store.transaction() as session:
        stored = await cases.load(session, case)
        if stored is None:
            raise NoSuchCase(case)
        plan = await plans.load(session, stored.plan_hash)
        # What was wanted may have been wanted before they were protected; and who tries again because an answer was
        # not noted in time asks nothing that was answered.
        wanted = askable(lookups, stored.hidden)
        lookups = tuple(lookup for lookup in wanted if not _is_answered(plan, stored.record, lookup))
        before = _before(plan, stored.record, lookups)
        granted = [
            lookup
            for lookup in lookups
            if not taken_back(plan, stored.record, lookup)
            and not await _refused(session, plan, stored, lookup, before[lookup], at)
        ]
        abroad = tuple(lookup for lookup in granted if lookup.registry != EARLIER)
        wording = await _wording(session, desk.registries.directory, case, abroad)
        await disclosures.asked(session, (_use(stored.record, lookup, lookup.terms, at) for lookup in granted))
    return plan, wording, tuple(granted)


def _before(plan: Plan, record: Record, lookups: tuple[Lookup, ...]) -> Mapping[Lookup, Collection[str | None]]:
    """The offices that the procedure of each lookup is before.

    What is to be confirmed does not say which: it is asked where it would have been, had nobody declared it.
    """
    confirming = {one for one in lookups if confirms(record, one.registry, one.authority, one.subject, one.terms)}
    declared = offices(plan, record)
    sure = offices(plan, record, sure=True) if confirming else declared
    return {one: (sure if one in confirming else declared).get(one.procedure, ()) for one in lookups}


async def _wording(session: AsyncSession, directory: Directory, case: str, lookups: tuple[Lookup, ...]) -> Wording:
    """What each office is told in place of our ids; of whom no partner ever spoke, none is asked."""
    kept = await subjects.known(session, (lookup.subject for lookup in lookups))
    asked: dict[str, set[str]] = {}
    for lookup in lookups:
        named = lookup.subject in kept and kept[lookup.subject].known_at
        asked.setdefault(lookup.authority, set()).update({lookup.subject} if named else ())
    called: dict[tuple[str, str], Called] = {}
    cases_called: dict[str, str] = {}
    for office in sorted(asked):
        generation = directory.generation(office)
        cases_called[office] = await names.case_called(session, office, generation, case)
        theirs = await names.call(session, office, generation, asked[office])
        called |= {(office, id_): one for id_, one in theirs.items()}
    return Wording(called, cases_called)


async def _refused(
    session: AsyncSession,
    plan: Plan,
    stored: StoredCase,
    lookup: Lookup,
    before: Collection[str | None],
    at: datetime,
) -> bool:
    """Whether a lookup may not be made: an engine that asks for more than the plan grants has a fault.

    `before` are the offices that its procedure is before.
    """
    why = refusal(plan, stored.record, lookup, before)
    if why is None:
        return False
    _log.error("case %s was refused %s for %s: %s", stored.number, lookup.registry, lookup.procedure, why)
    key = f"{lookup.registry}/{lookup.procedure}"
    await tasks.make(session, Task(kind=UNGRANTED, case=stored.number, key=key, what=why, created_at=at))
    return True


async def _keep(
    desk: Desk, plan: Plan, case: str, wave: Wave, back: tuple[Lookup, ...]
) -> tuple[Conclusions, tuple[Lookup, ...]]:
    """Write what a wave and other cases gave; what follows, and the lookups that are left to doors."""
    at, places = datetime.now(UTC), (await desk.operation()).places
    async with desk.store.transaction() as session:
        secret = desk.registries.directory.linking()
        spoken = spoken_of(plan, wave.answered, secret)
        heard = await names.hear(session, (*spoken.asked, *spoken.named))
        await _show(session, case, spoken, heard, at)
        links = {(one.partner, one.vocabulary, one.name): subject for one, subject in heard.subjects.items()}
        found = read_answers(plan, wave.answered, links, places, at)
        later = (*(lookup for lookup, _ in wave.failed), *found.unreadable)
        pending = tuple(attempt(lookup, term, "pending", at) for lookup in later for term in lookup.terms)
        met = tuple((heard.subjects[one], one.partner) for one in spoken.named if one in heard.subjects)
        change = Change(facts=found.facts, attempts=(*found.attempts, *pending), subjects=met)
        stored = await cases.load(session, case, lock=True)
        if stored is None:
            raise NoSuchCase(case)
        earlier = await sought(session, case, stored.record.applicant.id, back)
        asked = (*(answer.lookup for answer in wave.answered), *later)

        def make(_plan: Plan, record: Record, on: date) -> Change:
            given = put_aside(plan, record, change, asked)
            looked = [look_back(plan, record, lookup, earlier, at, on) for lookup in back]
            again = Change(
                facts=tuple(fact for facts, _ in looked for fact in facts),
                attempts=tuple(attempt for _, attempts in looked for attempt in attempts),
            )
            return _new(plan, record, joined(_introducing(plan, record, given), again))

        told = await tell_locked(session, stored, at, make)
        await carry_documents(session, told, back, at)
        kept = admitted(plan, change, stored.hidden).facts
        # What was withdrawn while it was asked is not kept: its *asked* line stands alone.
        stands = tuple(lookup for lookup in asked if agreed(plan, told.record, lookup))
        await disclosures.obtained(session, _obtained(told.record, wave, kept, stands, at))
        await disclosures.obtained(session, _used_again(told.record, back, at))
        await pending_lookups.settle(session, case, (answer.lookup for answer in wave.answered))
        retry = at + timedelta(seconds=desk.retry_seconds)
        await pending_lookups.settle(session, case, (lookup for lookup in later if lookup not in stands))
        later = tuple(lookup for lookup in later if lookup in stands)
        await pending_lookups.defer(session, case, later, at, retry, first_deadline(told.conclusions))
        for one in told.conclusions.unverified:
            if one.how == "differs":
                await tasks.make(session, _otherwise(case, one, at))
    return told.conclusions, later


async def _show(session: AsyncSession, case: str, spoken: Spoken, heard: Heard, at: datetime) -> None:
    """Leave to a person what no office may say, and what nobody can put right alone: never with a name."""
    wrong = [(FOREIGN, one.partner, one.vocabulary) for one in heard.foreign]
    wrong += [(DIVIDED, one.partner, one.vocabulary) for one in heard.divided]
    wrong += [(UNREAD, office, vocabulary) for office, vocabulary in spoken.unread]
    for kind, office, vocabulary in wrong:
        _log.error("case %s heard of a %s from %s: %s", case, vocabulary, office, kind)
        key = f"{office}/{vocabulary}"
        await tasks.make(session, Task(kind=kind, case=case, key=key, what=WHAT[kind], created_at=at))


def _otherwise(case: str, one: Unverified, at: datetime) -> Task:
    """A person has to see what a register says otherwise than was declared: never with a value."""
    what = f"{one.registry}@{one.authority} says otherwise of {one.term} than was declared: nothing is decided on it"
    return Task(kind=OTHERWISE, case=case, key=f"{one.term}/{one.subject}/{one.on or ''}", what=what, created_at=at)


def _is_answered(plan: Plan, record: Record, lookup: Lookup) -> bool:
    """Whether every term of a lookup has been answered, with a value or with why there is none."""
    asked = (lookup.registry, lookup.authority, lookup.subject, lookup.on, lookup.again)
    given = {
        f.term
        for f in _counting(plan, record)
        if (f.provenance.registry, f.provenance.authority, f.subject, f.provenance.on, f.provenance.again) == asked
    }
    told = {
        a.term
        for a in record.attempts
        if a.result not in ("pending", "withdrawn") and (a.registry, a.authority, a.subject, a.on, a.again) == asked
    }
    return given | told >= {*lookup.terms}


def _introducing(plan: Plan, record: Record, change: Change) -> Change:
    """Where somebody is known already, a register for the whole country does not say that they are known there."""
    introduced = (one for one in change.subjects if one[0].id not in record.known_at or one[1] not in plan.authorities)
    return replace(change, subjects=tuple(introduced))


def _new(plan: Plan, record: Record, change: Change) -> Change:
    """Without the facts that an earlier try of the same lookup has already written."""
    held = {_word(fact) for fact in _counting(plan, record)}
    return replace(change, facts=tuple(fact for fact in change.facts if _word(fact) not in held))


def _counting(plan: Plan, record: Record) -> Iterable[Fact]:
    """What is held; what was read under a consent that is withdrawn is not any more, and may be read anew."""
    return (fact for fact in record.facts if Standpoint(record).covers(plan, fact))


def _word(fact: Fact) -> tuple[object, ...]:
    """Who says what; a register that was put right may say the same again, and that is another word."""
    source = fact.provenance
    return fact.subject, fact.term, source.registry, source.authority, source.again, fact.value


def _obtained(
    record: Record, wave: Wave, facts: tuple[Fact, ...], stands: Collection[Lookup], at: datetime
) -> Iterable[Use]:
    given = {(fact.subject, fact.term) for fact in facts}
    for answer in wave.answered:
        if answer.lookup not in stands:
            continue
        terms = tuple(term for term in answer.lookup.terms if (answer.lookup.subject, term) in given)
        if terms:
            yield _use(record, answer.lookup, terms, at)


def _used_again(record: Record, back: tuple[Lookup, ...], at: datetime) -> Iterable[Use]:
    """Which terms came from which other case."""
    for lookup in back:
        terms: dict[str, list[str]] = {}
        for term in lookup.terms:
            if fact := proposal(record, lookup.subject, term):
                terms.setdefault(fact.provenance.earlier, []).append(term)
        for number, held in terms.items():
            yield replace(_use(record, lookup, tuple(held), at), partner=f"{EARLIER} ({number})")


def _use(record: Record, lookup: Lookup, terms: tuple[str, ...], at: datetime) -> Use:
    back = lookup.registry == EARLIER
    return Use(
        at=at,
        case=record.case,
        procedure=lookup.procedure,
        act=lookup.act,
        under=lookup.under,
        purpose=lookup.procedure,
        partner=EARLIER if back else f"{lookup.registry}@{lookup.authority}",
        partner_kind="earlier" if back else "registry",
        subject=lookup.subject,
        terms=terms,
        by=record.actor.id if record.actor else "",
    )
