"""What other cases hold of somebody, as far as they can still be read."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ichido.case.conclusions import Lookup
from ichido.case.reuse import Earlier, of_case
from ichido.security.keys import Forgotten
from ichido.store import cases, plans
from ichido.store.cases import StoredCase
from ichido.store.tables.cases import FactRow
from ichido.store.tables.row import table

_FACTS = table(FactRow)


async def sought(session: AsyncSession, case: str, lookups: Iterable[Lookup]) -> tuple[Earlier, ...]:
    """What all other cases hold of what a case looks back for; a forgotten case holds nothing."""
    wanted = {(lookup.subject, term) for lookup in lookups for term in lookup.terms}
    found: list[Earlier] = []
    for number in await _cases(session, case, wanted):
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


async def _cases(session: AsyncSession, case: str, wanted: Collection[tuple[str, str]]) -> tuple[str, ...]:
    """The other cases in which something of one of the subjects and terms is held."""
    if not wanted:
        return ()
    subjects, terms = {subject for subject, _ in wanted}, {term for _, term in wanted}
    held = _FACTS.c.subject.in_(subjects) & _FACTS.c.term.in_(terms) & (_FACTS.c.case != case)
    return tuple(await session.scalars(select(_FACTS.c.case).where(held).distinct().order_by(_FACTS.c.case)))
