"""What other cases hold of somebody, as far as they can still be read."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from ichido.case.conclusions import Lookup
from ichido.case.reuse import Earlier, of_case
from ichido.security.keys import Forgotten
from ichido.store import cases, plans, protections
from ichido.store.cases import StoredCase
from ichido.store.tables.cases import CaseRow
from ichido.store.tables.row import table

_CASES = table(CaseRow)


async def sought(session: AsyncSession, case: str, applicant: str, lookups: Iterable[Lookup]) -> tuple[Earlier, ...]:
    """What all other cases hold of what the case of an applicant looks back for; a forgotten one holds nothing, and
    one of somebody whom the applicant must not know of is none of theirs.
    """
    wanted = {(lookup.subject, term) for lookup in lookups for term in lookup.terms}
    found: list[Earlier] = []
    for number in await _cases(session, case, applicant, wanted):
        try:
            stored = await cases.load(session, number)
        except Forgotten:
            continue
        if stored is not None:
            held = of_case(await plans.load(session, stored.plan_hash), stored.record)
            found += [_by_its_clock(one, stored) for one in held if (one.fact.subject, one.fact.term) in wanted]
    return tuple(found)


def _by_its_clock(one: Earlier, stored: StoredCase) -> Earlier:
    """When it was said for its case, whose clock may be ahead of the server's."""
    if one.fact.provenance.source == "earlier":
        return one
    return replace(one, fact=replace(one.fact, at=one.fact.at + timedelta(seconds=stored.shift)))


async def _cases(
    session: AsyncSession, case: str, applicant: str, wanted: Collection[tuple[str, str]]
) -> tuple[str, ...]:
    """The other cases in which one of the subjects takes part.

    Whose facts they hold is not known before each is loaded, and facts are shown to nobody who does not say whose.
    """
    if not wanted:
        return ()
    takes_part = (_CASES.c.subjects.contains([[subject]]) for subject in sorted({subject for subject, _ in wanted}))
    theirs = protections.away_from(applicant, _CASES.c.number)
    query = select(_CASES.c.number).where(or_(*takes_part), _CASES.c.number != case, theirs).order_by(_CASES.c.number)
    return tuple(await session.scalars(query))
