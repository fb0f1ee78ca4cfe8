"""PostgreSQL itself shows the application's role no facts but those of the controllers that a transaction names."""

import json
from dataclasses import replace

import psycopg
import pytest

from ichido.case.record import Change
from ichido.store import cases
from ichido.store.store import Store
from tests.store.opening import empty_plan, opened
from tests.store.test_cases import everything, load, write

HELD = [("city-122033",), ("city-141305",)]
INSERT = """
    INSERT INTO facts
        ("case", subject, term, value, source, base_registry, authority, "grant", under, acts, filing, earlier,
         controller, retrieved_at)
    SELECT "case", subject, term, value, source, '', '', '', '', '[]', '', '', %s, now() FROM facts
"""


@pytest.fixture
async def number(store: Store) -> str:
    """A case some facts of which are Ichikawa's and one of which is Kawasaki's."""
    number = await opened(store, empty_plan("moving"), "key-1")
    await write(store, number, everything(), 1)
    return number


def raw(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")


def seen(url: str, *controllers: str) -> list[tuple[str]]:
    """Whose facts a transaction of the application's role sees that names these controllers."""
    with psycopg.connect(raw(url)) as connection:
        if controllers:
            connection.execute("SELECT set_config('ichido.controllers', %s, true)", [json.dumps(controllers)])
        return connection.execute("SELECT DISTINCT controller FROM facts ORDER BY 1").fetchall()


async def test_a_connection_that_names_nobody_sees_no_fact(store_url: str, number: str) -> None:
    assert seen(store_url) == []
    assert seen(store_url, "city-122033") == HELD[:1]
    assert seen(store_url, "city-131024") == []
    assert seen(store_url, "city-122033", "city-141305") == HELD


async def test_the_names_end_with_their_transaction(store_url: str, number: str) -> None:
    with psycopg.connect(raw(store_url)) as connection:
        connection.execute("SELECT set_config('ichido.controllers', '[\"city-122033\"]', true)")
        assert connection.execute("SELECT count(*) FROM facts").fetchone() != (0,)
        connection.commit()
        assert connection.execute("SELECT count(*) FROM facts").fetchone() == (0,)


async def test_nobody_writes_or_changes_what_is_in_another_hand(store_url: str, number: str) -> None:
    named = "SELECT set_config('ichido.controllers', '[\"city-122033\"]', true)"
    with psycopg.connect(raw(store_url)) as connection:
        connection.execute(named)
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            connection.execute(INSERT, ["city-141305"])
        connection.rollback()
        connection.execute(named)
        assert connection.execute("UPDATE facts SET under = 'x' WHERE controller = 'city-141305'").rowcount == 0
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            connection.execute("UPDATE facts SET controller = 'city-141305'")


async def test_the_store_reads_and_writes_a_case_as_before(store: Store, number: str) -> None:
    stored = await load(store, number)
    assert stored.record.facts == everything().facts
    assert stored.holders == ("city-122033", "city-141305")
    (phone,) = (fact for fact in stored.record.facts if fact.term == "person.phone")
    await write(store, number, Change(facts=(replace(phone, value="090"),)), 2)
    assert len((await load(store, number)).record.facts) == len(stored.record.facts) + 1


async def test_one_case_after_another_in_a_transaction_shows_each_its_own(store: Store, number: str) -> None:
    second = await opened(store, empty_plan("moving"), "key-2")
    async with store.transaction() as session:
        empty = await cases.load(session, second)
        full = await cases.load(session, number, lock=True)
    assert empty is not None and empty.record.facts == ()
    assert full is not None and full.record.facts == everything().facts
