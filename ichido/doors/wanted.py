"""What a door is still to ask for: nothing for a case that is over, and nothing that no act wants any more."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from ichido.case.conclude import conclude
from ichido.case.conclusions import Lookup, Unverified
from ichido.doors.desk import Desk
from ichido.security.keys import Forgotten
from ichido.store import cases, pending_lookups, plans
from ichido.store.cases import StoredCase
from ichido.store.tell import civil_day


async def still_wanted(desk: Desk, case: str, lookups: tuple[Lookup, ...]) -> tuple[Lookup, ...]:
    """Those of a case's pending lookups that are to be asked; the others are settled, as are all of a case over."""
    async with desk.store.transaction() as session:
        try:
            stored = await cases.load(session, case, lock=True)
        except Forgotten:
            stored = None
        if stored is None or stored.closed_at is not None:
            await pending_lookups.settle_all(session, case)
            return ()
        unwanted = await _unwanted(session, stored, lookups)
        if unwanted:
            await pending_lookups.settle(session, case, unwanted)
            await cases.unask(session, stored, unwanted)
        return tuple(lookup for lookup in lookups if lookup not in unwanted)


def _asked(one: Unverified) -> tuple[str, str, str, str]:
    return one.registry, one.authority, one.subject, one.term


async def _unwanted(session: AsyncSession, stored: StoredCase, lookups: Iterable[Lookup]) -> tuple[Lookup, ...]:
    """Lookups that would not be made now, had they not been made: what was asked may be moot by an answer since.

    One that is to confirm what the person declared meanwhile is still wanted.
    """
    plan = await plans.load(session, stored.plan_hash)
    on = civil_day(plan, stored, datetime.now(UTC))
    declared = {_asked(one) for one in conclude(plan, stored.record, on, 0).unverified if one.how == "declared"}
    found = []
    for lookup in lookups:
        if any((lookup.registry, lookup.authority, lookup.subject, term) in declared for term in lookup.terms):
            continue
        unasked = cases.without_pending(stored.record, (lookup,))
        wanted = conclude(plan, unasked, on, stored.revision).lookups
        asked = {one.asks(term) for one in wanted for term in one.terms}
        if not any(lookup.asks(term) in asked for term in lookup.terms):
            found.append(lookup)
    return tuple(found)
