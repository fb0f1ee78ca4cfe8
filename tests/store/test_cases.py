"""Cases opened, written and read back."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from ichido.case.conclusions import Conclusions
from ichido.case.record import Attempt, Change, Correction, Fact, Filing, Provenance, Reason, changed
from ichido.compiler.plan import Plan
from ichido.rules.values import NONE, Address, Subject
from ichido.security.keys import KeyUnavailable
from ichido.security.numbers import is_case_number
from ichido.security.sealing import SealBroken
from ichido.store import cases, names, subjects
from ichido.store.cases import NewCase, StoredCase
from ichido.store.store import Store
from tests.store.opening import NOW, TODAY, new_case, opened

MARK = "市川市八幡九丁目"


def conclusions(revision: int) -> Conclusions:
    return Conclusions(
        revision=revision, submitted=False, procedures=(), lookups=(), questions=(), clocks=(), complete=False
    )


def everything() -> Change:
    source = Provenance("registry", "residents", "city-131016", "own", "住民基本台帳法 22条", ("moving-in",), TODAY)
    child = subjects.new_subject("person")
    return Change(
        facts=(
            Fact("s-1", "person.address", Address("122033", MARK), source, NOW),
            Fact("s-1", "person.phone", NONE, Provenance("person"), NOW + timedelta(microseconds=1)),
        ),
        attempts=(Attempt("tax-roll", "city-122033", "s-1", "person.income", "pending", NOW),),
        subjects=((child, "city-122033"),),
        choices={"school-support": "apply"},
        filings=(
            Filing(
                "moving-in",
                version=2,
                sent=1,
                received=True,
                arrived_on=TODAY,
                corrections=(Correction(1, ("person.address",), MARK),),
                reasons=(Reason("because", "法 1条"),),
                amount=12000,
                decided_by="rule",
                acts=(("presence", TODAY),),
            ),
        ),
        submitted_on=TODAY,
    )


async def load(store: Store, number: str) -> StoredCase:
    async with store.transaction() as session:
        stored = await cases.load(session, number)
    assert stored is not None
    return stored


BOTH = text("SELECT set_config('ichido.controllers', '[\"city-122033\", \"city-141305\"]', true)")


def held_by(fact: Fact) -> str:
    """Phones are Kawasaki's, everything else Ichikawa's."""
    return "city-141305" if fact.term == "person.phone" else "city-122033"


async def write(store: Store, number: str, change: Change, revision: int) -> None:
    async with store.transaction() as session:
        stored = await cases.load(session, number, lock=True)
        assert stored is not None
        await cases.write(session, stored, change, conclusions(revision), held_by)


async def test_an_opened_case_is_read_back_with_its_people(store: Store, plan: Plan) -> None:
    new = replace(await new_case(store, plan, "k"), arrived_on=date(2026, 4, 1), shift=86400)
    async with store.transaction() as session:
        case = await cases.open_case(session, new)
    assert case.created
    assert is_case_number(case.number)
    stored = await load(store, case.number)
    assert stored.record.applicant == new.applicant
    assert stored.record.about == new.about
    assert stored.record.opened_on == TODAY
    assert stored.record.known_at == {new.applicant.id: "city-131016"}
    assert (stored.arrived_on, stored.shift, stored.revision) == (date(2026, 4, 1), 86400, 0)
    assert stored.conclusions is None


async def test_the_same_idempotency_key_opens_the_same_case(store: Store, plan: Plan) -> None:
    first, second = await opened(store, plan, "k"), await opened(store, plan, "k")
    assert first == second
    assert await opened(store, plan, "other") != first


async def test_two_callers_at_once_open_one_case(store: Store, plan: Plan) -> None:
    new: NewCase = await new_case(store, plan, "k")

    async def once() -> cases.Opened:
        async with store.transaction() as session:
            return await cases.open_case(session, new)

    results = await asyncio.gather(*(once() for _ in range(5)))
    assert len({result.number for result in results}) == 1
    assert sum(result.created for result in results) == 1
    async with store.transaction() as session:
        assert (await session.execute(text("SELECT count(*) FROM keys.data_keys"))).scalar_one() == 1


async def test_the_same_act_already_open_is_found(store: Store, plan: Plan, number: str) -> None:
    applicant = (await load(store, number)).record.applicant
    async with store.transaction() as session:
        assert await cases.already_open(session, plan.life_event, applicant.id) == (number,)
        assert await cases.already_open(session, "birth", applicant.id) == ()
        assert await cases.already_open(session, plan.life_event, "s-nobody") == ()


async def test_what_is_written_is_what_the_core_would_fold(store: Store, number: str) -> None:
    before = (await load(store, number)).record
    change = everything()
    await write(store, number, change, 1)
    stored = await load(store, number)
    assert stored.record == changed(before, change)
    assert stored.revision == 1
    assert stored.conclusions == conclusions(1)
    assert stored.record.filings["moving-in"].open_correction is not None


async def test_a_later_change_adds_facts_and_replaces_attempts_and_filings(store: Store, number: str) -> None:
    await write(store, number, everything(), 1)
    before = (await load(store, number)).record
    later = Change(
        facts=(Fact("s-1", "person.address", Address("131016", "elsewhere"), Provenance("person"), NOW),),
        attempts=(Attempt("tax-roll", "city-122033", "s-1", "person.income", "not-found", NOW),),
        filings=(Filing("moving-in", version=2, sent=2),),
        submitted_on=date(2027, 1, 1),
    )
    await write(store, number, later, 2)
    record = (await load(store, number)).record
    assert record == changed(before, later)
    assert len(record.facts) == 3
    assert record.submitted_on == TODAY


async def test_a_revision_that_skips_or_repeats_is_refused(store: Store, number: str) -> None:
    await write(store, number, Change(), 1)
    for revision in (1, 3):
        with pytest.raises(ValueError, match="does not follow"):
            await write(store, number, Change(), revision)


async def test_writers_of_one_case_take_turns(store: Store, number: str) -> None:
    async def add(name: str) -> None:
        async with store.transaction() as session:
            stored = await cases.load(session, number, lock=True)
            assert stored is not None
            fact = Fact("s-1", name, name, Provenance("person"), NOW)
            await cases.write(session, stored, Change(facts=(fact,)), conclusions(stored.revision + 1), held_by)

    await asyncio.gather(*(add(f"person.{letter}") for letter in "abcdef"))
    stored = await load(store, number)
    assert stored.revision == 6
    assert {fact.term for fact in stored.record.facts} == {f"person.{letter}" for letter in "abcdef"}


async def test_values_are_not_in_the_database_in_clear(store: Store, number: str) -> None:
    await write(store, number, everything(), 1)
    async with store.transaction() as session:
        await session.execute(BOTH)
        for table, column in (("facts", "value"), ("cases", "filings")):
            rows = (await session.execute(text(f"SELECT {column} FROM {table}"))).scalars().all()
            assert rows
            assert not any(MARK.encode() in bytes(row) for row in rows)


async def test_values_swapped_between_rows_are_found_out(store: Store, number: str) -> None:
    await write(store, number, everything(), 1)
    async with store.transaction() as session:
        await session.execute(BOTH)
        await session.execute(text("UPDATE facts SET value = (SELECT value FROM facts WHERE term = 'person.phone')"))
    with pytest.raises(SealBroken):
        await load(store, number)


async def test_a_forgotten_case_can_never_be_read_again(store: Store, number: str) -> None:
    await write(store, number, everything(), 1)
    await store.keys.destroy(number)
    with pytest.raises(KeyUnavailable, match="forgotten"):
        await load(store, number)
    async with store.transaction() as session:
        with pytest.raises(KeyUnavailable, match="forgotten"):
            await store.keys.add(session, number, "city-131024")
    with pytest.raises(KeyUnavailable, match="forgotten"):
        await store.keys.key_for(number)


async def test_what_each_controller_holds_is_sealed_with_its_own_key(store: Store, number: str) -> None:
    await write(store, number, everything(), 1)
    async with store.transaction() as session:
        rows = (await session.execute(text("SELECT controller, wrapped_by, opening FROM keys.data_keys"))).all()
        held = {row.controller: row for row in rows}
        assert set(held) >= {"city-122033", "city-141305"}
        assert held["city-141305"].wrapped_by.startswith("city-141305/1/")
        assert [row.opening for row in rows].count(True) == 1
        await session.execute(BOTH)
        found = await session.execute(text("SELECT DISTINCT controller FROM facts ORDER BY 1"))
        assert found.scalars().all() == ["city-122033", "city-141305"]
        await session.execute(text("UPDATE facts SET controller = 'city-122033'"))
    with pytest.raises(SealBroken):
        await load(store, number)


async def test_a_fact_that_another_case_took_over_outlives_the_case_it_came_from(store: Store, plan: Plan) -> None:
    first, second = await opened(store, plan, "1"), await opened(store, plan, "2")
    await write(store, first, everything(), 1)
    (phone,) = (fact for fact in (await load(store, first)).record.facts if fact.term == "person.phone")
    await write(store, second, Change(facts=(replace(phone, provenance=Provenance("earlier", acts=("x",))),)), 1)
    await store.keys.destroy(first)
    (taken,) = (await load(store, second)).record.facts
    assert taken.value == phone.value
    with pytest.raises(KeyUnavailable, match="forgotten"):
        await load(store, first)


async def test_a_case_that_is_not_opened_after_all_leaves_no_key(store: Store, plan: Plan) -> None:
    new = await new_case(store, plan, "k")
    with pytest.raises(RuntimeError, match="power cut"):
        async with store.transaction() as session:
            await cases.open_case(session, new)
            raise RuntimeError("power cut")
    async with store.transaction() as session:
        assert (await session.execute(text("SELECT count(*) FROM keys.data_keys"))).scalar_one() == 0


async def test_there_is_no_case_without_a_number(store: Store) -> None:
    async with store.transaction() as session:
        assert await cases.load(session, "MV-0000-0000") is None


async def test_a_subject_of_the_case_only_was_named_by_nobody(store: Store, number: str) -> None:
    household = Subject("s-household", "household")
    await write(store, number, Change(subjects=((household, "city-131016"),)), 1)
    assert (await load(store, number)).record.subjects["s-household"] == household
    async with store.transaction() as session:
        assert (await subjects.known(session, ["s-household"]))["s-household"].known_at == ""
        assert await names.of_subject(session, "s-household") == frozenset()
