"""How long a filed case is kept, what holds it longer, and the decision that it is kept no more."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ichido.case.deadlines import day_of
from ichido.case.retention import Kept, kept
from ichido.security.access import Action, Caller, may
from ichido.security.numbers import is_case_number
from ichido.store import cases, holds, plans
from ichido.store.cases import Outline
from ichido.store.holds import Actor, Disposal, Hold, Kind
from portal.face import Face
from portal.problem import Fault, Problem, forgotten, no_such_case
from portal.standing import is_gone, target_of


@dataclass(frozen=True, slots=True)
class Keeping:
    """How a case is kept: until which day, what holds it, what was decided, and why it may not be disposed of yet."""

    found: Outline
    kept: Kept | None
    holds: tuple[Hold, ...]
    disposal: Disposal | None
    today: date
    obstacles: tuple[Fault, ...]


async def keeping(face: Face, caller: Caller, number: str) -> Keeping:
    """Give how a case is kept; for a forgotten one too, since what was decided stays written."""
    async with face.store.transaction() as session:
        return await _keeping(session, face, await case_of(session, caller, number, "retention"))


async def place_hold(face: Face, caller: Caller, number: str, kind: Kind, reason: str, by: str) -> Hold:
    """Keep a case for an appeal, a suit, an audit or a disclosure request, however long that takes."""
    async with face.store.transaction() as session:
        found = await case_of(session, caller, number, "hold", lock=True)
        if is_gone(found):
            raise forgotten()
        return await holds.place(session, number, kind, reason, actor(caller, by), face.now())


async def lift_hold(face: Face, caller: Caller, number: str, hold: UUID, reason: str, by: str) -> None:
    """Say that what a case was held for is over; Problem 404 if no such hold stands."""
    async with face.store.transaction() as session:
        await case_of(session, caller, number, "hold", lock=True)
        if not await holds.lift(session, number, hold, reason, actor(caller, by), face.now()):
            raise Problem(404, "no-such-hold", "no hold with this id stands on this case")


async def dispose(face: Face, caller: Caller, number: str, under: str, by: str) -> Disposal:
    """Decide that a filed case is to be forgotten, under a rule; Problem 409 says everything that is in the way."""
    async with face.store.transaction() as session:
        found = await case_of(session, caller, number, "dispose", lock=True)
        if is_gone(found):
            raise forgotten()
        state = await _keeping(session, face, found)
        if state.obstacles:
            raise Problem(409, "may-not-be-disposed", "this case has to be kept: see why", state.obstacles)
        return await holds.decide(session, number, under, actor(caller, by), face.now())


async def obstacles(session: AsyncSession, face: Face, found: Outline) -> tuple[Fault, ...]:
    """Everything that is in the way of forgetting a filed case now."""
    state = await _keeping(session, face, found)
    undecided = Fault("disposal", "not-decided", "an authority that has part in the case decides first, under its rule")
    return state.obstacles if state.disposal else (*state.obstacles, undecided)


async def case_of(session: AsyncSession, caller: Caller, number: str, action: Action, lock: bool = False) -> Outline:
    """What stands in clear of a case, forgotten or not; Problem 404 or 403 as for `meet`."""
    found = await cases.outline(session, number, lock) if is_case_number(number) else None
    if found is None or found.conclusions is None:
        raise no_such_case()
    target = await target_of(session, found)
    if not may(caller, "status", target):
        raise no_such_case()
    if not may(caller, action, target):
        raise Problem(403, "not-allowed", f"a {caller.role} may not do this with this case")
    return found


def actor(caller: Caller, by: str) -> Actor:
    """Who did it, as they call themselves and as their token says."""
    return Actor(by, caller.role, caller.authority or "")


async def _keeping(session: AsyncSession, face: Face, found: Outline) -> Keeping:
    plan = await plans.load(session, found.plan_hash)
    shift = timedelta(seconds=found.shift)
    today = day_of(plan, face.now() + shift)
    term = None
    if found.closed_at is not None and found.submitted_on is not None and found.conclusions is not None:
        term = kept(plan, found.conclusions, day_of(plan, found.closed_at + shift), face.settings.retention_years)
    standing = await holds.standing(session, found.number)
    faults = (*_unfinished(found), *_term(term, today), *(_held(hold) for hold in standing))
    return Keeping(found, term, standing, await holds.decided(session, found.number), today, faults)


def _unfinished(found: Outline) -> tuple[Fault, ...]:
    if found.submitted_on is None:
        advice = "nobody submitted it: its person deletes it, or it is forgotten by itself"
        return (Fault("case", "never-filed", advice),)
    if found.closed_at is None:
        return (Fault("case", "still-open", "what is kept after closing is reckoned from the day it closes"),)
    return ()


def _term(term: Kept | None, today: date) -> tuple[Fault, ...]:
    if term is None:
        return ()
    if term.until is None:
        advice = "its definition says no `retention`, and ICHIDO_RETENTION_YEARS is not set"
        return tuple(Fault(procedure, "retention-undeclared", advice) for procedure in term.undeclared)
    if today <= term.until:
        under = f" ({', '.join(term.under)})" if term.under else ""
        return (Fault("retention", "still-kept", f"it is kept until {term.until}{under}"),)
    return ()


def _held(hold: Hold) -> Fault:
    since = f"held since {hold.at:%Y-%m-%d} for: {hold.kind}"
    return Fault(f"hold {hold.id}", "held", f"{since}; lift it when that is over")
