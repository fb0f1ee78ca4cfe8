"""A case as a caller meets it: loaded, with its plan, and only if the caller may."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from ichido.case.conclusions import Conclusions
from ichido.case.record import Reason
from ichido.compiler.correcting import CORRECTION
from ichido.compiler.plan import Plan
from ichido.security.access import Action, Caller, Role, Target, may
from ichido.security.keys import Forgotten
from ichido.security.numbers import is_case_number
from ichido.store import cases, names, plans, subjects, tasks
from ichido.store.cases import OpenedBy, Outline, StoredCase
from ichido.store.forgetting import DELETED
from ichido.store.protections import UNCONFIRMED
from ichido.store.tasks import look_again
from ichido.store.tell import civil_day
from ichido.store.vault import is_forgotten
from portal.face import Face
from portal.problem import Problem, forgotten, no_such_case
from portal.rights import within

ARRIVES: frozenset[Action] = frozenset({"answer", "act", "delete"})
"""What comes in is never held: it has arrived when it came."""
_ROLE: dict[OpenedBy, Role] = {
    "person": "person",
    "representative": "representative",
    "clerk": "clerk",
    "ex-officio": "clerk",
    "campaign": "campaign",
}


@dataclass(frozen=True, slots=True)
class Met:
    """A case, its plan, what follows from it, and the day it is for it.

    `reasons` are why offices did not put registers right, by the number of the case in which they were asked to;
    `within` are the procedures, by key, that a representative has a right to act in; None where there is no limit.
    """

    stored: StoredCase
    plan: Plan
    conclusions: Conclusions
    on: date
    target: Target
    reasons: Mapping[str, tuple[Reason, ...]] = field(default_factory=dict)
    within: frozenset[str] | None = None

    def is_within(self, key: str) -> bool:
        """Whether a procedure is open to the caller."""
        return self.within is None or key in self.within


async def meet(
    session: AsyncSession, face: Face, caller: Caller, number: str, action: Action, lock: bool = False
) -> Met:
    """Give the case as its applicant may know it; Problem 404 if the caller has no part in it, 403 if not this one, 410
    if it was forgotten, 503 while nobody can say who in it is protected from whom.
    """
    if not is_case_number(number):
        raise no_such_case()
    found = await cases.outline(session, number)
    # A row is written together with its first conclusions, so one without them is no case.
    if found is None or found.conclusions is None:
        raise no_such_case()
    target = await target_of(session, found)
    if not may(caller, "status", target) and not may(caller, action, target):
        raise no_such_case()
    if not may(caller, action, target):
        raise Problem(403, "not-allowed", f"a {caller.role} may not do this with this case")
    if is_gone(found):
        raise forgotten()
    try:
        stored = await cases.load(session, number, lock)
    except Forgotten:
        raise forgotten() from None
    assert stored is not None and stored.conclusions is not None
    if stored.unconfirmed and action not in ARRIVES:
        raise await held(face, number, action)
    plan = await plans.load(session, stored.plan_hash)
    on = civil_day(plan, stored, face.now())
    limits = within(plan, stored, on, action) if caller.role == "representative" else None
    return Met(stored, plan, stored.conclusions, on, target, within=limits)


async def held(face: Face, number: str, what: str) -> Problem:
    """Leave it to a person, once, whether this may be shown; in a transaction of its own, since the other is undone."""
    async with face.store.transaction() as session:
        await tasks.make(session, look_again(number, f"{UNCONFIRMED}/{what}", face.now()))
    detail = "this is shown once an office has looked: try again later, or ask the office that knows you"
    return Problem(503, "held", detail, headers={"Retry-After": "3600"})


async def with_reasons(session: AsyncSession, met: Met) -> Met:
    """The case with why its contested entries were not put right, as far as that can still be read."""
    found: dict[str, tuple[Reason, ...]] = {}
    for contest in met.stored.record.contests.values():
        if contest.state == "refused" and not await is_forgotten(session, contest.correction):
            correction = await cases.load(session, contest.correction)
            found[contest.correction] = correction.record.filing(CORRECTION).reasons if correction else ()
    return replace(met, reasons=found)


def is_gone(found: Outline) -> bool:
    """Whether a case was forgotten, or its person deleted it and its keys are about to be destroyed."""
    return found.forgotten_at is not None or found.close_reason == DELETED


async def target_of(session: AsyncSession, found: Outline) -> Target:
    """How callers are measured against a case: who applied, and which offices take part."""
    known = (await subjects.known(session, (found.applicant,))).get(found.applicant)
    return Target(
        names=await names.of_subject(session, found.applicant),
        known_at=cases.known_at(found.introduced_at, known),
        opened_by=_ROLE[found.opened_by],
        offices=cases.offices(found.conclusions),
        acting=await names.of_subject(session, found.actor) if found.actor else frozenset(),
        asked=await _asked(session, found),
    )


async def _asked(session: AsyncSession, found: Outline) -> frozenset[tuple[str, str]]:
    """What authorities call those who have to say yes before something is sent."""
    procedures = found.conclusions.procedures if found.conclusions else ()
    asked = dict.fromkeys(who for one in procedures for who in one.agreements)
    return frozenset().union(*[await names.of_subject(session, who) for who in asked])
