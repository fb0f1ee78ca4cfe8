"""Facts come in and conclusions follow, in one transaction."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from ichido.case.record import Change, Fact, Provenance, Record
from ichido.compiler.plan import Plan
from ichido.store import cases, tasks
from ichido.store.store import Store
from ichido.store.tasks import Task
from ichido.store.tell import Make, NoSuchCase, civil_day, tell, tell_in
from tests.store.opening import NOW, TODAY, empty_plan, new_case


def says(term: str) -> Change:
    return Change(facts=(Fact("s-1", term, "value", Provenance("person"), NOW),))


def saying(term: str) -> Make:
    return lambda plan, record, on: says(term)


async def test_what_is_told_is_concluded_and_kept(store: Store, number: str, plan: Plan) -> None:
    told = await tell(store, number, NOW, lambda plan, record, on: says("person.phone"))
    assert told.plan == plan
    assert told.conclusions.revision == told.stored.revision == 1
    async with store.transaction() as session:
        stored = await cases.load(session, number)
    assert stored == told.stored
    assert [fact.term for fact in told.record.facts] == ["person.phone"]


async def test_nothing_new_makes_no_revision(store: Store, number: str) -> None:
    first = await tell(store, number, NOW)
    again = await tell(store, number, NOW)
    assert first.conclusions.revision == 1
    assert again.conclusions == first.conclusions
    assert again.stored == first.stored


async def test_everyone_who_speaks_at_once_is_heard(store: Store, number: str) -> None:
    terms = [f"person.{letter}" for letter in "abcdef"]
    told = await asyncio.gather(*(tell(store, number, NOW, saying(term)) for term in terms))
    assert sorted(each.conclusions.revision for each in told) == [1, 2, 3, 4, 5, 6]


async def test_a_refusal_writes_nothing(store: Store, number: str) -> None:
    def refuses(plan: Plan, record: Record, on: date) -> Change:
        raise ValueError("stale")

    with pytest.raises(ValueError, match="stale"):
        await tell(store, number, NOW, refuses)
    async with store.transaction() as session:
        stored = await cases.load(session, number)
    assert stored is not None and stored.revision == 0


async def test_other_rows_go_in_the_same_transaction(store: Store, number: str) -> None:
    with pytest.raises(RuntimeError, match="power cut"):
        async with store.transaction() as session:
            await tell_in(session, number, NOW, lambda plan, record, on: says("person.phone"))
            await tasks.make(session, Task("look", number, "1", "something", NOW))
            raise RuntimeError("power cut")
    async with store.transaction() as session:
        assert await tasks.open_tasks(session) == ()
        stored = await cases.load(session, number)
    assert stored is not None and stored.record.facts == ()


async def test_nobody_is_told_of_a_case_that_is_not_there(store: Store) -> None:
    with pytest.raises(NoSuchCase):
        await tell(store, "MV-0000-0000", NOW)


async def test_the_day_of_a_case_is_the_civil_day_where_it_is_run(store: Store, plan: Plan) -> None:
    tokyo = empty_plan("moving", "Asia/Tokyo")
    new = await new_case(store, tokyo, "k")
    async with store.transaction() as session:
        number = (await cases.open_case(session, new)).number
        stored = await cases.load(session, number)
    assert stored is not None
    evening = datetime(2026, 4, 3, 15, 0, tzinfo=UTC)
    assert civil_day(tokyo, stored, evening) == date(2026, 4, 4)
    assert civil_day(tokyo, stored, evening - timedelta(seconds=1)) == TODAY
    assert civil_day(tokyo, replace(stored, shift=86400), evening) == date(2026, 4, 5)
    assert civil_day(empty_plan("moving"), stored, evening) == TODAY
