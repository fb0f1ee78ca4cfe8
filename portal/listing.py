"""Lists of cases, from the store and never from running cases one by one."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime

from ichido.compiler.plan import Plan
from ichido.security.access import Caller
from ichido.security.numbers import is_case_number
from ichido.store import plans
from ichido.store.projections import CaseLine, listing
from portal.face import Face
from portal.problem import Problem


@dataclass(frozen=True, slots=True)
class Page:
    """Some cases with their plans, newest first, and the cursor of the next page, if there may be one."""

    lines: tuple[tuple[CaseLine, Plan], ...]
    next: str | None


async def page(
    face: Face, caller: Caller, *, limit: int, after: str | None, stage: str | None, life_event: str | None
) -> Page:
    """Give a page of the cases a caller may list: an operator all, a clerk those that their office has part in."""
    if caller.role not in ("clerk", "operator"):
        raise Problem(403, "not-allowed", f"a {caller.role} does not list cases")
    async with face.store.transaction() as session:
        found = await listing(
            session,
            after=_line(after) if after else None,
            limit=limit,
            life_event=life_event,
            stage=stage,
            authority=caller.authority or "" if caller.role == "clerk" else None,
        )
        lines = tuple([(line, await plans.load(session, line.plan_hash)) for line in found])
    return Page(lines, _cursor(found[-1]) if len(found) == limit else None)


def _cursor(line: CaseLine) -> str:
    written = json.dumps([line.opened_at.isoformat(), line.number])
    return base64.urlsafe_b64encode(written.encode()).decode()


def _line(cursor: str) -> CaseLine:
    """The line a cursor stands for: only its place in the order counts."""
    try:
        at, number = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        opened_at = datetime.fromisoformat(at)
        if opened_at.tzinfo is None or not is_case_number(number):
            raise ValueError
    except (ValueError, TypeError):
        raise Problem(422, "wrong-cursor", "take `after` from the `next` of the page before") from None
    return CaseLine(number, "", "", "", "", "", opened_at, None, "", (), None, None, "")
