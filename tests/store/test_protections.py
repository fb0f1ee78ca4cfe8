"""Who must not become known to whom, as the store keeps it and reads it with every case."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ichido.case.record import Change, Filing
from ichido.compiler.plan import Plan
from ichido.security.key_files import FileKeys
from ichido.security.keys import PROTECTIONS
from ichido.store import cases, names, protections, releases
from ichido.store.names import Named
from ichido.store.protections import Entry, Keeping
from ichido.store.releases import Person
from ichido.store.store import Store
from ichido.store.tell import tell
from tests.store.opening import NOW, opened

CITY = "city-131016"
REASON = "保護命令 令8(配)第3号"


def now() -> datetime:
    return datetime.now(UTC)


async def somebody(store: Store, name: str) -> str:
    async with store.transaction() as session:
        one = Named(CITY, "person", name)
        return (await names.hear(session, (one,))).subjects[one].id


async def entry(store: Store, **changes: object) -> Entry:
    """Mother is not to become known to A-1, who applies."""
    return Entry(
        **{
            "authority": CITY,
            "reference": "支-1",
            "protected": (await somebody(store, "mother"),),
            "hidden_from": (await somebody(store, "A-1"),),
            "starts_at": now() - timedelta(days=1),
            "ends_at": now() + timedelta(days=365),
            "article": "要領 第5-10",
            "reason": REASON,
            **changes,
        }  # type: ignore[arg-type]  # each is of its field's type
    )


async def entered(store: Store, **changes: object) -> Entry:
    wanted = await entry(store, **changes)
    async with store.transaction() as session:
        await protections.enter(session, wanted, now())
    return wanted


async def hidden(store: Store, number: str) -> frozenset[str]:
    async with store.transaction() as session:
        stored = await cases.load(session, number)
    assert stored is not None
    return stored.hidden


async def test_who_is_protected_is_hidden_from_the_moment_on_and_until_the_moment(store: Store, number: str) -> None:
    assert await hidden(store, number) == frozenset()
    one = await entered(store)
    assert await hidden(store, number) == set(one.protected)
    await entered(
        store, reference="支-2", protected=(await somebody(store, "later"),), starts_at=now() + timedelta(days=1)
    )
    await entered(store, reference="支-3", protected=(await somebody(store, "past"),), ends_at=now())
    assert await hidden(store, number) == set(one.protected)


async def test_a_case_that_is_ahead_of_the_server_sees_by_its_own_time(store: Store, number: str) -> None:
    one = await entered(store, starts_at=now() + timedelta(days=2))
    assert await hidden(store, number) == frozenset()
    async with store.transaction() as session:
        await cases.move_on(session, number, 3 * 86400)
    assert await hidden(store, number) == set(one.protected)


async def test_the_newest_line_counts_and_only_two_people_end_one_early(store: Store, number: str) -> None:
    await entered(store)
    async with store.transaction() as session:
        with pytest.raises(ValueError, match="two people"):
            await protections.extend(session, CITY, "支-1", now(), "要領", "", now())
        assert not await protections.extend(session, CITY, "支-0", now(), "要領", "", now())
        later = now() + timedelta(days=800)
        assert await protections.extend(session, CITY, "支-1", later, "要領", "", now())
        found = await protections.of_reference(session, CITY, "支-1")
        assert found is not None and found.ends_at == later
        await protections.end(session, found.id, "要領", "解除", now())
    assert await hidden(store, number) == frozenset()


async def test_a_release_for_one_case_takes_two_and_is_of_that_case(store: Store, plan: Plan, number: str) -> None:
    one, other = await entered(store), await opened(store, plan, "key-2")
    asks, agrees = Person("naoko", "clerk", CITY), Person("kenji", "clerk", CITY)
    async with store.transaction() as session:
        found = await protections.of_reference(session, CITY, "支-1")
        assert found is not None
        id_ = await releases.ask(session, found.id, number, "命令", asks, now())
        asked = await releases.load(session, found.id, id_)
        assert asked is not None and asked.agreed is None
        with pytest.raises(ValueError, match="whoever asked"):
            await releases.agree(session, asked, "命令", asks, now())
    assert await hidden(store, number) == set(one.protected)
    async with store.transaction() as session:
        await releases.agree(session, asked, "命令", agrees, now())
        done = await releases.load(session, found.id, id_)
        assert done is not None and done.agreed == agrees
    assert await hidden(store, number) == frozenset()
    assert await hidden(store, other) == set(one.protected)


async def test_why_somebody_is_protected_is_opened_by_the_key_of_the_authority_alone(
    store: Store, store_url: str, tmp_path: Path
) -> None:
    await entered(store)
    async with store.transaction() as session:
        found = await protections.of_reference(session, CITY, "支-1")
        rows = (await session.execute(text("SELECT protections::text FROM protections"))).scalars().all()
    assert found is not None and found.reason == REASON
    assert not any(REASON in row for row in rows)
    async with store.keys.engine.connect() as connection:
        query = text('SELECT controller FROM keys.data_keys WHERE "case" = :name AND NOT opening')
        assert (await connection.execute(query, {"name": PROTECTIONS})).scalars().all() == [CITY]


async def test_what_is_kept_of_the_protected_outlives_the_time_in_which_nobody_sees_it(
    store: Store, number: str
) -> None:
    mother = await somebody(store, "mother")
    key = f"school-support({mother})"
    await tell(store, number, NOW, lambda _plan, _record, _on: Change(filings=(Filing(key, sent=1),)))
    await entered(store)
    async with store.transaction() as session:
        stored = await cases.load(session, number)
    assert stored is not None and key not in stored.record.filings and key in stored.whole.filings
    await tell(store, number, NOW, lambda _plan, _record, _on: Change(choices={"other": "apply"}))
    async with store.transaction() as session:
        found = await protections.of_reference(session, CITY, "支-1")
        assert found is not None
        await protections.end(session, found.id, "要領", "解除", now())
    async with store.transaction() as session:
        stored = await cases.load(session, number)
    assert stored is not None and stored.record.filings[key].sent == 1
    assert stored.record.choices == {"other": "apply"}


@pytest.mark.parametrize("table", ["protections", "protection_releases"])
async def test_the_database_refuses_to_change_what_was_decided(store: Store, table: str) -> None:
    async with store.transaction() as session:
        with pytest.raises(DBAPIError, match="only ever added"):
            await session.execute(text(f"DELETE FROM {table}"))


@pytest.fixture
async def keeper(store_url: str, tmp_path: Path) -> AsyncIterator[Store]:
    """A store that waits for the list of the city."""
    found = Store(store_url, FileKeys(tmp_path / "keys"), keeping=Keeping(frozenset({CITY}), hours=1))
    yield found
    await found.close()


async def test_a_list_that_was_never_heard_or_not_for_too_long_is_unconfirmed(keeper: Store, plan: Plan) -> None:
    number = await opened(keeper, plan, "key-1")
    await tell(keeper, number, NOW)

    async def unconfirmed() -> tuple[str, ...]:
        async with keeper.transaction() as session:
            stored = await cases.load(session, number)
            assert stored is not None
            assert await protections.all_confirmed(session, {CITY}) == (not stored.unconfirmed)
        return stored.unconfirmed

    assert await unconfirmed() == (CITY,)
    for age, expected in ((2.0, (CITY,)), (0.5, ()), (2.0, ())):
        async with keeper.transaction() as session:
            await protections.confirm(session, CITY, now() - timedelta(hours=age))
        assert await unconfirmed() == expected


async def test_who_never_sent_a_list_and_is_not_waited_for_holds_nobody(store: Store, number: str) -> None:
    async with store.transaction() as session:
        stored = await cases.load(session, number)
    assert stored is not None and stored.unconfirmed == ()
