"""A case as a caller meets it: loaded, with its plan, and only if the caller may."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from ichido.case.conclusions import Conclusions
from ichido.compiler.plan import Plan
from ichido.security.access import Action, Caller, Role, Target, may
from ichido.security.keys import Forgotten
from ichido.security.numbers import is_case_number
from ichido.store import cases, names, plans, subjects
from ichido.store.cases import OpenedBy, Outline, StoredCase
from ichido.store.forgetting import DELETED
from ichido.store.tell import civil_day
from portal.face import Face
from portal.problem import Problem, forgotten, no_such_case
from portal.rights import within

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

    `within` are the procedures, by key, that a representative has a right to act in; None where there is no limit.
    """

    stored: StoredCase
    plan: Plan
    conclusions: Conclusions
    on: date
    target: Target
    within: frozenset[str] | None = None

    def is_within(self, key: str) -> bool:
        """Whether a procedure is open to the caller."""
        return self.within is None or key in self.within


async def meet(
    session: AsyncSession, face: Face, caller: Caller, number: str, action: Action, lock: bool = False
) -> Met:
    """Give the case; Problem 404 if the caller has no part in it, 403 if not this one, 410 if it was forgotten."""
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
    plan = await plans.load(session, stored.plan_hash)
    on = civil_day(plan, stored, face.now())
    limits = within(plan, stored, on, action) if caller.role == "representative" else None
    return Met(stored, plan, stored.conclusions, on, target, limits)


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
