"""Lists of cases, from the store and never from running cases one by one."""

import base64
import json
from dataclasses import dataclass
from datetime import date, datetime

from ichido.case.conclusions import waited_for
from ichido.compiler.plan import Plan
from ichido.security.access import Caller
from ichido.security.numbers import is_case_number
from ichido.store import cases, plans, subjects
from ichido.store.projections import CaseLine, Place, listing
from ichido.store.subjects import Known
from portal import seen
from portal.face import Face
from portal.problem import Problem


@dataclass(frozen=True, slots=True)
class Line:
    """One case as its caller sees it: what it waits for and when it is due, as far as that is theirs to know.

    `unverified_since`: since when a register owes it something.
    """

    case: CaseLine
    plan: Plan
    waiting_for: tuple[str, ...]
    due_on: date | None
    unverified_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some cases, newest first, and the cursor of the next page, if there may be one."""

    lines: tuple[Line, ...]
    next: str | None


async def page(
    face: Face,
    caller: Caller,
    *,
    limit: int,
    after: str | None,
    stage: str | None,
    life_event: str | None,
    unverified: bool = False,
) -> Page:
    """Give a page of the cases a caller may list: an operator all, a clerk those that their office has part in."""
    if caller.role not in ("clerk", "operator"):
        raise Problem(403, "not-allowed", f"a {caller.role} does not list cases")
    async with face.store.transaction() as session:
        found = await listing(
            session,
            after=_place(after) if after else None,
            limit=limit,
            life_event=life_event,
            stage=stage,
            unverified=unverified,
            authority=caller.authority or "" if caller.role == "clerk" else None,
        )
        known = await subjects.known(session, (case.outline.applicant for case in found))
        lines = [
            _line(case, await plans.load(session, case.plan_hash), caller, known.get(case.outline.applicant))
            for case in found
        ]
        if unverified:
            # What is owed to another office's procedures is not for this one to know.
            lines = [line for line in lines if line.unverified_since is not None]
    return Page(tuple(lines), _cursor(found[-1].place) if len(found) == limit else None)


def _line(case: CaseLine, plan: Plan, caller: Caller, known: Known | None) -> Line:
    conclusions = case.outline.conclusions
    if conclusions is None or case.closed_at is not None:
        return Line(case, plan, (), None)
    theirs = seen.procedures(caller, cases.known_at(case.outline.introduced_at, known), conclusions)
    keys = {one.key for one in theirs}
    owed = (one.since for one in conclusions.unverified if not one.procedures or not keys.isdisjoint(one.procedures))
    return Line(case, plan, waited_for(theirs), seen.due_on(theirs, conclusions), min(owed, default=None))


def _cursor(place: Place) -> str:
    opened_at, number = place
    written = json.dumps([opened_at.isoformat(), number])
    return base64.urlsafe_b64encode(written.encode()).decode()


def _place(cursor: str) -> Place:
    """The place in the order that a cursor stands for."""
    try:
        at, number = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        opened_at = datetime.fromisoformat(at)
        if opened_at.tzinfo is None or not is_case_number(number):
            raise ValueError
    except (ValueError, TypeError):
        raise Problem(422, "wrong-cursor", "take `after` from the `next` of the page before") from None
    return opened_at, number
