"""The one way facts come in: under the case's row lock, with what follows from them in the same transaction."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from ichido.case.conclude import conclude
from ichido.case.conclusions import Conclusions
from ichido.case.contest import decided_on, settled
from ichido.case.deadlines import day_of
from ichido.case.granted import check_consent, check_fact
from ichido.case.holder import holder
from ichido.case.known import knowing
from ichido.case.record import Change, Record, changed
from ichido.case.unseen import admitted
from ichido.compiler.correcting import CORRECTION
from ichido.compiler.plan import Plan
from ichido.store import cases, plans, tasks
from ichido.store.cases import StoredCase
from ichido.store.store import Store
from ichido.store.tasks import Task
from ichido.store.vault import is_forgotten

DECIDED_ON = "decided-on-wrong-entry"
WHAT = "its authority decided on an entry that has been put right since: tell it"
Make = Callable[[Plan, Record, date], Change]
"""Says what an event changes on the case's own day; pure, since it is called under the lock."""


def nothing_new(_plan: Plan, _record: Record, _on: date) -> Change:
    """No more than that time has passed: conclude again."""
    return Change()


class NoSuchCase(LookupError):
    """No case has this number."""


@dataclass(frozen=True, slots=True)
class Told:
    """A case after it was told something: what is known now, and what follows; `also` were told with it."""

    conclusions: Conclusions
    record: Record
    plan: Plan
    stored: StoredCase
    also: tuple[str, ...] = ()


async def tell(store: Store, number: str, at: datetime, make: Make = nothing_new) -> Told:
    """Tell a case something in a transaction of its own; otherwise as `tell_in`."""
    async with store.transaction() as session:
        return await tell_in(session, number, at, make)


async def tell_in(session: AsyncSession, number: str, at: datetime, make: Make = nothing_new) -> Told:
    """Lock a case and tell it what `make` says; NoSuchCase or KeyUnavailable, otherwise as `tell_locked`."""
    stored = await cases.load(session, number, lock=True)
    if stored is None:
        raise NoSuchCase(number)
    return await tell_locked(session, stored, at, make)


async def tell_locked(session: AsyncSession, stored: StoredCase, at: datetime, make: Make) -> Told:
    """Tell a case, loaded and locked in this transaction, what `make` says, and conclude for its day at time `at`.

    What changes nothing makes no revision.
    Raises NotPublished, Ungranted for a fact that the plan does not open or nobody consented to, and whatever `make`
    raises; then nothing is written.
    """
    plan = await plans.load(session, stored.plan_hash)
    on = civil_day(plan, stored, at)
    change = admitted(plan, make(plan, stored.record, on), stored.hidden)
    for fact in change.facts:
        check_fact(plan, fact)
    record = changed(stored.record, change)
    for fact in change.facts:
        check_consent(plan, record, fact)
    revision = stored.revision + 1
    conclusions = conclude(plan, record, on, revision)
    # What was written may still know of those who are protected since.
    if stored.concluded is not None and record == stored.record and _same(conclusions, stored.concluded):
        return Told(stored.concluded, record, plan, stored)
    held_by = holder(plan, conclusions, stored.controller)
    holders = await cases.write(session, stored, change, conclusions, held_by)
    kept = changed(stored.kept, change) if stored.kept is not None else None
    after = replace(
        stored,
        record=record,
        kept=kept,
        revision=revision,
        conclusions=conclusions,
        concluded=conclusions,
        holders=holders,
    )
    return Told(conclusions, record, plan, after, await _tell_origin(session, after, at))


async def _tell_origin(session: AsyncSession, correction: StoredCase, at: datetime) -> tuple[str, ...]:
    """Tell the case whose person said that a register is wrong what came of it, once, in the same transaction.

    A correction is locked before its origin, and nobody locks them the other way round.
    """
    outcome = correction.record.filing(CORRECTION).final if correction.origin else None
    if outcome is None or await is_forgotten(session, correction.origin):
        return ()
    origin = await cases.load(session, correction.origin, lock=True)
    if origin is None or origin.closed_at is not None:
        return ()
    granted = outcome == "granted"

    def make(plan: Plan, record: Record, on: date) -> Change:
        return settled(knowing(plan, record, on), correction.number, granted)

    told = await tell_locked(session, origin, at, make)
    if told.stored.revision == origin.revision:
        return ()
    known = knowing(told.plan, told.record, civil_day(told.plan, origin, at))
    route = told.plan.registries[told.record.contests[correction.number].registry].correct
    if granted and route and route.then_tell:
        for standing in decided_on(known, correction.number):
            what = f"{WHAT} ({route.then_tell})"
            await tasks.make(session, Task(DECIDED_ON, origin.number, standing.key, what, at))
    return (origin.number,)


def civil_day(plan: Plan, stored: StoredCase, at: datetime) -> date:
    """The day it is for a case at server time `at`, its shift added, where it is run."""
    return day_of(plan, at + timedelta(seconds=stored.shift))


def _same(new: Conclusions, old: Conclusions) -> bool:
    return new == old.model_copy(update={"revision": new.revision})
