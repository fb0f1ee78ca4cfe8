"""Lookups left to a door."""

from datetime import date, timedelta

from ichido.case.conclusions import Lookup
from ichido.store import due, outbox, pending_lookups
from ichido.store.store import Store
from tests.store.opening import NOW

LOOKUP = Lookup(
    registry="tax-roll",
    authority="city-131016",
    subject="s-1",
    terms=("person.income", "person.tax"),
    grant="own",
    under="地方税法 1条",
    procedure="school-support",
    act="学校教育法 19条",
)
OTHER = LOOKUP.model_copy(update={"registry": "residents"})


CITY = "city-131016"


async def test_a_deferred_lookup_is_due_at_its_door_until_it_is_settled(store: Store, number: str) -> None:
    later = NOW + timedelta(seconds=30)
    async with store.transaction() as session:
        await pending_lookups.defer(session, number, [LOOKUP, OTHER], NOW, later)
        assert await pending_lookups.registries_due(session, CITY, NOW) == ()
        assert await pending_lookups.due_lookups(session, CITY, "tax-roll", NOW) == ()
        assert await outbox.partners_waiting(session) == (CITY,)
        assert await pending_lookups.registries_due(session, CITY, later) == ("residents", "tax-roll")
        (one,) = await pending_lookups.due_lookups(session, CITY, "tax-roll", later, 9)
        assert (one.lookup, one.attempts, one.since) == (LOOKUP, 1, NOW)
        assert await pending_lookups.due_lookups(session, CITY, "tax-roll", later) == ()
        assert await pending_lookups.registries_due(session, CITY, later) == ("residents",)
        await pending_lookups.settle(session, number, [LOOKUP])
        assert [each.lookup for each in await pending_lookups.of_case(session, number)] == [OTHER]


async def test_deferring_again_moves_the_moment_and_keeps_the_count_and_since_when(store: Store, number: str) -> None:
    tomorrow = NOW + timedelta(days=1)
    async with store.transaction() as session:
        await pending_lookups.defer(session, number, [LOOKUP], NOW, NOW)
        await pending_lookups.due_lookups(session, CITY, "tax-roll", NOW)
        await pending_lookups.defer(session, number, [LOOKUP], tomorrow, tomorrow)
        (pending,) = await pending_lookups.of_case(session, number)
    assert (pending.attempts, pending.next_attempt_at, pending.since) == (1, tomorrow, NOW)


def of(subject: str) -> Lookup:
    return LOOKUP.model_copy(update={"subject": subject})


async def taken(store: Store, limit: int) -> list[str]:
    async with store.transaction() as session:
        found = await pending_lookups.due_lookups(session, CITY, "tax-roll", NOW + timedelta(days=1), limit)
    return [one.lookup.subject for one in found]


async def test_lookups_are_taken_by_legal_deadline_and_then_by_age(store: Store, number: str) -> None:
    hour, day = timedelta(hours=1), timedelta(days=1)
    async with store.transaction() as session:
        await pending_lookups.defer(session, number, [of("s-none")], NOW - 2 * day, NOW)
        await pending_lookups.defer(session, number, [of("s-late")], NOW - day, NOW, date(2026, 5, 1))
        await pending_lookups.defer(session, number, [of("s-soon-young")], NOW, NOW, date(2026, 4, 1))
        await pending_lookups.defer(session, number, [of("s-soon-old")], NOW - hour, NOW, date(2026, 4, 1))
    assert await taken(store, 9) == ["s-soon-old", "s-soon-young", "s-late", "s-none"]


async def test_when_the_deadline_of_a_case_moves_what_waits_for_it_moves(store: Store, number: str) -> None:
    async with store.transaction() as session:
        await pending_lookups.defer(session, number, [of("s-1")], NOW, NOW, date(2026, 5, 1))
        await due.move(session, number, date(2026, 3, 1))
        (pending,) = await pending_lookups.of_case(session, number)
    assert pending.due_on == date(2026, 3, 1)


async def test_one_that_never_succeeds_is_not_tried_first_for_ever(store: Store, number: str) -> None:
    async with store.transaction() as session:
        await pending_lookups.defer(session, number, [of("s-1")], NOW, NOW, date(2026, 4, 1))
        await pending_lookups.defer(session, number, [of("s-2")], NOW, NOW, date(2026, 4, 2))
    assert await taken(store, 1) == ["s-1"]
    async with store.transaction() as session:
        await pending_lookups.defer(session, number, [of("s-1")], NOW, NOW, date(2026, 4, 1))
    assert await taken(store, 1) == ["s-2"]
