"""Lookups left to a door."""

from datetime import timedelta

from ichido.case.conclusions import Lookup
from ichido.store import outbox, pending_lookups
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


async def test_a_deferred_lookup_is_due_at_its_door_until_it_is_settled(store: Store, number: str) -> None:
    later = NOW + timedelta(seconds=30)
    async with store.transaction() as session:
        await pending_lookups.defer(session, number, [LOOKUP, OTHER], later)
        assert await pending_lookups.due_lookups(session, "city-131016", NOW) == ()
        assert await outbox.partners_waiting(session) == ("city-131016",)
        due = await pending_lookups.due_lookups(session, "city-131016", later)
        assert {each.lookup for each in due} == {LOOKUP, OTHER}
        assert {each.attempts for each in due} == {1}
        assert await pending_lookups.due_lookups(session, "city-131016", later) == ()
        await pending_lookups.settle(session, number, [LOOKUP])
        assert [each.lookup for each in await pending_lookups.of_case(session, number)] == [OTHER]


async def test_deferring_again_moves_the_moment_and_keeps_the_count(store: Store, number: str) -> None:
    async with store.transaction() as session:
        await pending_lookups.defer(session, number, [LOOKUP], NOW)
        await pending_lookups.due_lookups(session, "city-131016", NOW)
        await pending_lookups.defer(session, number, [LOOKUP], NOW + timedelta(days=1))
        (pending,) = await pending_lookups.of_case(session, number)
    assert (pending.attempts, pending.next_attempt_at) == (1, NOW + timedelta(days=1))
