"""Lookups made and written: asked lines before the call, facts and obtained lines in one transaction after it."""

import logging
import math
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from ichido.case.conclusions import Conclusions, Lookup, unasked
from ichido.case.granted import offices, refusal
from ichido.case.record import Change, Fact, Record, joined, proposal
from ichido.case.reuse import look_back
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
from ichido.store.tell import NoSuchCase, tell_in

UNGRANTED = "ungranted"
DIVIDED = "two-subjects"
UNREAD = "wrong-letter"
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
    plan, wording, lookups = await _log_asked(desk, case, lookups)
    back = tuple(lookup for lookup in lookups if lookup.registry == EARLIER)
    abroad = (lookup for lookup in lookups if lookup.registry != EARLIER)
    wave = await desk.registries.ask(plan, abroad, wording, seconds)
    conclusions, later = await _keep(desk, plan, case, wave, back)
    for office in dict.fromkeys(lookup.authority for lookup in later):
        await desk.open_door(office)
    return conclusions


async def _log_asked(desk: Desk, case: str, lookups: tuple[Lookup, ...]) -> tuple[Plan, Wording, tuple[Lookup, ...]]:
    """Write down what is about to be asked, and in whose words; what the plan does not grant is not, and a person is
    told.
    """
    at = datetime.now(UTC)
    async with desk.store.transaction() as session:
        stored = await cases.load(session, case)
        if stored is None:
            raise NoSuchCase(case)
        plan = await plans.load(session, stored.plan_hash)
        before = offices(plan, stored.record)
        granted = [
            lookup
            for lookup in lookups
            if not await _refused(session, plan, stored, lookup, before.get(lookup.procedure, ()), at)
        ]
        abroad = tuple(lookup for lookup in granted if lookup.registry != EARLIER)
        wording = await _wording(session, desk.registries.directory, case, abroad)
        await disclosures.asked(session, (_use(stored.record, lookup, lookup.terms, at) for lookup in granted))
    return plan, wording, tuple(granted)


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
        earlier = await sought(session, case, back)

        def make(_plan: Plan, record: Record, on: date) -> Change:
            looked = [look_back(plan, record, lookup, earlier, at, on) for lookup in back]
            again = Change(
                facts=tuple(fact for facts, _ in looked for fact in facts),
                attempts=tuple(attempt for _, attempts in looked for attempt in attempts),
            )
            return _new(record, joined(_introducing(plan, record, change), again))

        told = await tell_in(session, case, at, make)
        await carry_documents(session, told, back, at)
        await disclosures.obtained(session, _obtained(told.record, wave, found.facts, at))
        await disclosures.obtained(session, _used_again(told.record, back, at))
        await pending_lookups.settle(session, case, (answer.lookup for answer in wave.answered))
        retry = at + timedelta(seconds=desk.retry_seconds)
        await pending_lookups.defer(session, case, later, retry)
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


def _introducing(plan: Plan, record: Record, change: Change) -> Change:
    """Where somebody is known already, a register for the whole country does not say that they are known there."""
    introduced = (one for one in change.subjects if one[0].id not in record.known_at or one[1] not in plan.authorities)
    return replace(change, subjects=tuple(introduced))


def _new(record: Record, change: Change) -> Change:
    """Without the facts that an earlier try of the same lookup has already written."""
    held = {(f.subject, f.term, f.provenance.registry, f.provenance.authority, f.value) for f in record.facts}
    facts = tuple(
        f
        for f in change.facts
        if (f.subject, f.term, f.provenance.registry, f.provenance.authority, f.value) not in held
    )
    return replace(change, facts=facts)


def _obtained(record: Record, wave: Wave, facts: tuple[Fact, ...], at: datetime) -> Iterable[Use]:
    given = {(fact.subject, fact.term) for fact in facts}
    for answer in wave.answered:
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
