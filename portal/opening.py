"""Open a case: its row, its key and its first conclusions in one transaction, then its running."""

import asyncio
import hashlib
import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from ichido.case.deadlines import first_calendar
from ichido.case.record import Change
from ichido.compiler.plan import Plan
from ichido.rules.values import Subject
from ichido.security.access import Caller, Role, Target, may
from ichido.security.introductions import read
from ichido.security.keys import Forgotten
from ichido.store import cases, names, plans, protections, published, subjects
from ichido.store.cases import CaseChannel, NewCase, OpenedBy
from ichido.store.names import Named
from ichido.store.tell import tell_in
from portal.case_line import Unreachable
from portal.face import Face
from portal.problem import Problem, forgotten
from portal.rights import refused
from portal.standing import target_of

_log = logging.getLogger(__name__)

OPENS: dict[Role, tuple[OpenedBy, ...]] = {
    "person": ("person",),
    "representative": ("representative",),
    "clerk": ("clerk", "ex-officio"),
    "campaign": ("campaign",),
    "operator": ("person", "representative", "clerk", "ex-officio", "campaign"),
}
LONGEST_PAPER = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Whom:
    """A subject as an authority knows it: its opaque name there, code of the authority, letter of introduction."""

    reference: str
    authority: str
    letter: str | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be opened, for whom, how it came in; `as_of` is the day a rehearsal pretends it is.

    `actor` is who acts for the applicant, as an office tells it; a representative is that by their token.
    """

    life_event: str
    applicant: Whom
    about: Whom | None
    opened_by: OpenedBy
    channel: CaseChannel
    language: str
    arrived_on: date | None
    as_of: date | None
    again: bool
    actor: Whom | None = None


async def today(face: Face) -> date:
    """What day it is where this installation is."""
    return face.now().astimezone(ZoneInfo((await face.operation()).zone)).date()


async def open_case(face: Face, caller: Caller, key: str, wish: Wish) -> tuple[str, bool]:
    """Open a case, once for this caller and key; give its number and whether its form is ready."""
    _allowed(face, caller, wish)
    day = wish.arrived_on or wish.as_of or await today(face)
    async with face.store.transaction() as session:
        offered = await published.offered(session, wish.life_event, day)
        if offered is None:
            wanted = f"no life event or procedure `{wish.life_event}` is in force on {day}"
            raise Problem(422, "unknown-life-event", wanted)
        number = await _write(session, face, caller, _own(caller, key), wish, offered.plan)
    return number, await start(face, number)


def _allowed(face: Face, caller: Caller, wish: Wish) -> None:
    home = wish.applicant.authority
    target = Target(names=frozenset({(home, wish.applicant.reference)}), known_at=frozenset({home}))
    if caller.role == "representative" and caller.subject:
        # Their own name is all that is needed to try: what right they have is seen once the case is there.
        target = replace(target, acting=frozenset({(caller.authority or "", caller.subject)}))
    if wish.as_of is not None and not face.settings.rehearsals:
        raise Problem(403, "no-rehearsals", "this installation does not rehearse: leave out `as_of`")
    if not may(caller, "open" if wish.as_of is None else "rehearse", target):
        raise Problem(403, "not-allowed", f"a {caller.role} may not open this case")
    if wish.about is not None and not (caller.role == "operator" or wish.about.authority == caller.authority):
        raise Problem(403, "not-allowed", "an office names only subjects that it knows itself")
    own = wish.actor is not None and (wish.actor.authority, wish.actor.reference) == (caller.authority, caller.subject)
    if wish.actor is not None and not (own or caller.role in ("clerk", "operator")):
        raise Problem(403, "not-allowed", "who acts is told by their own token: leave out `actor`, or name yourself")
    if wish.actor is not None and wish.actor.authority != caller.authority and caller.role == "clerk":
        raise Problem(403, "not-allowed", "an office names only subjects that it knows itself")
    if (wish.opened_by == "representative") is not (_actor(caller, wish) is not None) and caller.role != "clerk":
        raise Problem(422, "actor-missing", "a case that a representative opens says who acts: `actor`")
    if wish.about is not None and caller.role in ("person", "representative"):
        # Nothing shows yet what ties them to that subject, and opening a case asks registries about it.
        raise Problem(403, "not-allowed", f"a {caller.role} does not name whom a case is about")
    if wish.opened_by not in OPENS[caller.role]:
        raise Problem(403, "not-allowed", f"a {caller.role} does not open cases as `{wish.opened_by}`")
    if caller.role == "clerk" and wish.channel == "online":
        raise Problem(422, "wrong-channel", "say how it reached the office: `counter`, `paper`, `post` or `phone`")
    if caller.role in ("person", "representative") and (wish.channel != "online" or wish.arrived_on):
        raise Problem(422, "wrong-channel", "who applies here applies `online`, and it arrives as it is sent")


async def _write(session: AsyncSession, face: Face, caller: Caller, key: str, wish: Wish, plan_hash: str) -> str:
    plan, now = await plans.load(session, plan_hash), face.now()
    shift = _shift(plan, wish.as_of, now)
    today = (now + timedelta(seconds=shift)).astimezone(ZoneInfo(first_calendar(plan).zone)).date()
    if wish.arrived_on and not today - LONGEST_PAPER <= wish.arrived_on <= today:
        raise Problem(422, "wrong-day", "`arrived_on` is the day the paper came in: not after today")
    applicant = await _applicant(session, face, plan, caller, wish)
    acts = _actor(caller, wish)
    actor = await _introduced(session, face, plan.roots["applicant"], acts) if acts else None
    await cases.take_turns(session, wish.life_event, applicant.id)
    about = await _about(session, face, plan, applicant, wish.about)
    if about.id in await protections.hidden_from(session, applicant.id) and about != applicant:
        # Answered as for a name that nobody has.
        raise _unknown(about.vocabulary)
    new = NewCase(
        life_event=wish.life_event,
        plan_hash=plan_hash,
        applicant=applicant,
        about=about,
        opened_by=wish.opened_by,
        channel=wish.channel,
        language=wish.language,
        idempotency_key=key,
        opened_at=now,
        opened_on=today,
        arrived_on=wish.arrived_on,
        shift=shift,
        controller=wish.applicant.authority,
        actor=actor,
    )
    opened = await cases.open_case(session, new)
    if not opened.created:
        await _same(session, opened.number, new, wish)
        return opened.number
    if actor is None:
        await _only_one(session, caller, wish, new, opened.number)
    known_at = [(applicant, wish.applicant.authority)]
    known_at += [(about, wish.about.authority)] if wish.about else []
    known_at += [(actor, acts.authority)] if actor and acts else []
    told = await tell_in(session, opened.number, now, lambda _plan, _record, _on: Change(subjects=tuple(known_at)))
    if actor is not None:
        # Nothing is left of a case that nobody has a right to open; who has none hears of no other case either.
        if problem := refused(plan, told.stored, today):
            raise problem
        if any(one.right for one in told.conclusions.procedures):
            await _only_one(session, caller, wish, new, opened.number)
    return opened.number


def _actor(caller: Caller, wish: Wish) -> Whom | None:
    """Who acts for the applicant: the representative who calls, or whom an office has before it."""
    if caller.role != "representative" or wish.actor is not None:
        return wish.actor
    return Whom(caller.subject or "", caller.authority or "")


async def _applicant(session: AsyncSession, face: Face, plan: Plan, caller: Caller, wish: Wish) -> Subject:
    """Whose case it is; a representative names nobody new in the name of an office that has not named them itself."""
    whom = wish.applicant
    strange = caller.role == "representative" and whom.authority != caller.authority and whom.letter is None
    if strange and await names.meant(session, whom.authority, whom.reference) is None:
        raise Problem(403, "no-right", "nothing shows that you may act for this person: ask them for a mandate")
    return await _introduced(session, face, plan.roots["applicant"], whom)


async def _introduced(session: AsyncSession, face: Face, vocabulary: str, whom: Whom) -> Subject:
    """The subject that an office names, made if nobody has named it before."""
    secret, linked = face.directory.linking(), None
    if whom.letter is not None:
        linked = read(secret, "from-partner", whom.authority, whom.reference, whom.letter) if secret else None
        if linked is None:
            detail = "this letter does not introduce that reference of that authority: get a new one, or leave it out"
            raise Problem(422, "wrong-letter", detail)
    one = Named(whom.authority, vocabulary, whom.reference, linked)
    found = (await names.hear(session, (one,))).subjects.get(one)
    if found is None:
        raise _unknown(vocabulary)
    return found


def _unknown(vocabulary: str) -> Problem:
    return Problem(422, "unknown-reference", f"this authority calls no {vocabulary} so")


async def _about(session: AsyncSession, face: Face, plan: Plan, applicant: Subject, about: Whom | None) -> Subject:
    """Whom or what the case is about: the applicant, something that lives in the case only, or somebody named."""
    kind = plan.roots.get(plan.about, plan.about)
    vocabulary = plan.vocabularies.get(kind)
    own = plan.about == "applicant" or (vocabulary is not None and vocabulary.lives == "case")
    if own and about is not None:
        raise Problem(422, "about-not-wanted", f"what a `{plan.life_event}` is about is not named: leave out `about`")
    if plan.about == "applicant":
        return applicant
    if own:
        return subjects.new_subject(kind)
    if about is None:
        raise Problem(422, "about-missing", f"say whom it is about: `about` with reference and authority of a {kind}")
    return await _introduced(session, face, kind, about)


async def _only_one(session: AsyncSession, caller: Caller, wish: Wish, new: NewCase, number: str) -> None:
    """The same act already open is shown before a second starts, by number to who takes part in it."""
    found = [
        other
        for subject in dict.fromkeys((new.applicant.id, new.about.id))
        for other in await cases.already_open(session, wish.life_event, subject, new.applicant.id)
        if other != number
    ]
    if found and not wish.again:
        detail = "the same act is already open for the same subject; send `again: true` to open another"
        raise Problem(409, "already-open", detail, more={"cases": await _theirs(session, caller, found)})


async def _theirs(session: AsyncSession, caller: Caller, numbers: Iterable[str]) -> list[str]:
    found = []
    for number in dict.fromkeys(numbers):
        other = await cases.outline(session, number)
        if other is not None and may(caller, "status", await target_of(session, other)):
            found.append(number)
    return found


async def _same(session: AsyncSession, number: str, new: NewCase, wish: Wish) -> None:
    """Whether a key comes again with the same wish: the same act, the same subjects, the same pretended day."""
    try:
        stored = await cases.load(session, number)
    except Forgotten:
        raise forgotten() from None
    # What lives in one case only is new with each wish.
    same = (
        stored is not None
        and (stored.life_event, stored.record.applicant) == (new.life_event, new.applicant)
        and (wish.about is None or stored.record.about == new.about)
        and (stored.record.opened_on == wish.as_of if wish.as_of else not stored.shift)
    )
    if not same:
        detail = "this idempotency key stands for another case; a new request takes a new key"
        raise Problem(422, "idempotency-key-reused", detail)


def _shift(plan: Plan, as_of: date | None, now: datetime) -> int:
    """How many seconds a rehearsal is ahead of the server: its day begins at nine in the morning."""
    if as_of is None:
        return 0
    begins = datetime.combine(as_of, time(9), ZoneInfo(first_calendar(plan).zone))
    return round((begins - now).total_seconds())


def _own(caller: Caller, key: str) -> str:
    """The key as this caller's own, so that nobody meets another's case by guessing a key."""
    written = "\0".join((caller.role, caller.authority or "", caller.subject or "", key))
    return hashlib.sha256(written.encode()).hexdigest()


async def start(face: Face, number: str) -> bool:
    try:
        async with asyncio.timeout(face.settings.open_seconds):
            return await face.cases.open(number)
    except (TimeoutError, Unreachable):
        # The row is written: whoever looks for cases that do not run yet will start it.
        _log.warning("case %s is written and does not run yet", number)
        return False
