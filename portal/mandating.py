"""Mandates given, shown on paper, accepted, confirmed and revoked: each by who may, and nothing is overwritten."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ichido.case.mandate import Scope
from ichido.security.access import Action, Caller, Target, may
from ichido.store import mandates, names, plans, protections, published
from ichido.store.mandates import Kept, NewMandate, Told, What
from ichido.store.names import Named
from portal.face import Face
from portal.opening import Whom, today
from portal.problem import Fault, Problem


@dataclass(frozen=True, slots=True)
class Wanted:
    """A mandate as it is asked for; `grantor` and `shown` are told by an office that has the paper before it."""

    to: Whom
    scope: Scope
    since: date | None
    until: date
    grantor: Whom | None
    shown: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A mandate as its grantor or holder sees it on a day; `refused` is why it does not stand then."""

    kept: Kept
    on: date

    @property
    def refused(self) -> str | None:
        """Why it does not stand today, whatever it is for."""
        return self.kept.mandate.refused(self.on)


async def give(face: Face, caller: Caller, wanted: Wanted) -> Seen:
    """Keep a mandate of the caller, or of whoever came to the caller's desk with it on paper."""
    at, day = face.now(), await today(face)
    grantor = _grantor(caller, wanted)
    if (wanted.to.authority, wanted.to.reference) == (grantor.authority, grantor.reference):
        raise Problem(422, "wrong-mandate", "nobody needs a mandate of their own: name somebody else in `to`")
    async with face.store.transaction() as session:
        vocabulary = await _in_order(session, wanted, day)
        one = Named(grantor.authority, vocabulary, grantor.reference)
        found = (await names.hear(session, (one,))).subjects.get(one)
        if found is None:
            raise Problem(422, "unknown-reference", f"this authority calls no {vocabulary} so")
        new = NewMandate(
            grantor=found.id,
            named=(grantor.authority, grantor.reference),
            to=(wanted.to.authority, wanted.to.reference),
            scope=wanted.scope,
            since=wanted.since or day,
            until=wanted.until,
            office=(caller.authority or "") if caller.role == "clerk" else "",
            note=wanted.shown,
        )
        id_ = await mandates.give(session, new, at)
        if caller.role == "clerk":
            # Whoever brings the paper has it in hand: nothing is left to accept.
            await mandates.add(session, id_, Told("accepted", caller.role, caller.authority or "", day, at))
        kept = await mandates.one(session, id_)
        assert kept is not None
        return Seen(kept, day)


async def listed(face: Face, caller: Caller) -> tuple[Seen, ...]:
    """The mandates that a person has given, or a representative was given."""
    own = _own(caller)
    day = await today(face)
    async with face.store.transaction() as session:
        caller_id = await names.meant(session, *own)
        if caller.role == "representative":
            away = await protections.hidden_from(session, caller_id or "")
            given = await mandates.given_to(session, (own,))
            return tuple(Seen(kept, day) for kept in given if kept.given.grantor not in away)
        return tuple(Seen(kept, day) for kept in (await mandates.given_by(session, caller_id) if caller_id else ()))


async def accept(face: Face, caller: Caller, id_: UUID) -> Seen:
    """Whoever was sent says that they will act; again is harmless."""
    if caller.role != "representative":
        raise Problem(403, "not-allowed", "a mandate is accepted by whom it was given to, as a representative")
    return await _tell(face, caller, id_, "accepted", "take-mandate")


async def revoke(face: Face, caller: Caller, id_: UUID) -> Seen:
    """The grantor takes a mandate back, or its holder lays it down; from this moment it is none. Again is harmless."""
    return await _tell(face, caller, id_, "revoked", "give-mandate" if caller.role == "person" else "take-mandate")


async def confirm(face: Face, caller: Caller, id_: UUID, profession: str, registration: str) -> Seen:
    """An office has seen by which registration the holder of a mandate has a profession."""
    return await _tell(face, caller, id_, "confirmed", "record-mandate", profession, registration)


async def _tell(
    face: Face, caller: Caller, id_: UUID, what: What, action: Action, profession: str = "", note: str = ""
) -> Seen:
    at, day = face.now(), await today(face)
    async with face.store.transaction() as session:
        kept = await mandates.one(session, id_)
        if kept is None or not may(caller, action, _target(caller, kept)) or await _is_away(session, caller, kept):
            raise Problem(404, "no-such-mandate", "there is no mandate under this id that you take part in")
        if not any((one.what, one.profession) == (what, profession) for one in kept.told):
            told = Told(what, caller.role, caller.authority or "", day, at, profession, note)
            await mandates.add(session, id_, told)
            kept = await mandates.one(session, id_)
            assert kept is not None
        return Seen(kept, day)


async def _is_away(session: AsyncSession, caller: Caller, kept: Kept) -> bool:
    """Whether whoever gave it must not become known any more to whom it was given."""
    if caller.role != "representative":
        return False
    holder = await names.meant(session, *kept.given.to)
    return kept.given.grantor in await protections.hidden_from(session, holder or "")


def _target(caller: Caller, kept: Kept) -> Target:
    """A mandate as a caller meets it: a person as its grantor, a representative as its holder."""
    given = kept.given
    whose = given.to if caller.role == "representative" else given.named
    return Target(names=frozenset({whose}), known_at=frozenset({given.named[0], given.to[0]}))


def _grantor(caller: Caller, wanted: Wanted) -> Whom:
    if caller.role == "clerk":
        if wanted.grantor is None or not wanted.shown:
            detail = "a mandate on paper says whose it is and what was shown: `grantor` and `shown`"
            raise Problem(422, "wrong-mandate", detail)
        if not may(caller, "record-mandate", Target(known_at=frozenset({wanted.grantor.authority}))):
            raise Problem(403, "not-allowed", "an office records mandates of people that it knows itself")
        return wanted.grantor
    authority, name = _own(caller)
    if not may(caller, "give-mandate", Target(names=frozenset({(authority, name)}))):
        raise Problem(403, "not-allowed", f"a {caller.role} gives no mandates")
    if wanted.grantor is not None or wanted.shown:
        raise Problem(422, "wrong-mandate", "a person gives their own mandate: leave out `grantor` and `shown`")
    return Whom(name, authority)


def _own(caller: Caller) -> tuple[str, str]:
    if caller.role not in ("person", "representative") or not caller.subject or not caller.authority:
        raise Problem(403, "not-allowed", f"a {caller.role} has no mandates of their own")
    return caller.authority, caller.subject


async def _in_order(session: AsyncSession, wanted: Wanted, day: date) -> str:
    """Check what a mandate is for and how long; give the vocabulary of who can give it."""
    scope = wanted.scope
    ids = {one.id for one in await published.on_offer(session, day)}
    faults = [*_unknown("life_events", scope.life_events, ids), *_unknown("procedures", scope.procedures, ids)]
    if not (scope.life_events or scope.procedures or scope.authorities):
        what = "a mandate is for something: name life events, procedures or authorities"
        faults.append(Fault("scope", "empty-scope", what))
    if wanted.until < (wanted.since or day):
        faults.append(Fault("until", "wrong-day", "the last day of a mandate is not before its first"))
    if faults:
        raise Problem(422, "wrong-mandate", "nothing was written: put these right", faults)
    first = next(iter((*scope.life_events, *scope.procedures, *sorted(ids))), None)
    offered = await published.offered(session, first, day) if first else None
    if offered is None:
        raise Problem(422, "wrong-mandate", "nothing is offered here today, so there is nothing to be sent for")
    return (await plans.load(session, offered.plan)).roots["applicant"]


def _unknown(where: str, written: Iterable[str], known: Iterable[str]) -> Iterable[Fault]:
    what = "no life event or procedure of this id is in force today: see GET /offers"
    return [Fault(f"scope.{where}", "unknown-scope", what) for id_ in written if id_ not in set(known)]
