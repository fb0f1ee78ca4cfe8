"""Keys of cases: wrapped in the database, a minute in memory, destroyed for good."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from ichido.local.postgres import PostgresServer
from ichido.security.key_files import FileKeys
from ichido.security.keys import INSTALLATION, DataKey, Forgotten, KeyUnavailable
from ichido.security.wrapping import KeyNotAtHand
from ichido.store.keyring import REMEMBER_SECONDS, Keyring
from ichido.store.migrate import migrate
from ichido.store.store import Store
from tests.store.opening import empty_plan, opened


async def make(store: Store, case: str, controller: str = "") -> DataKey:
    async with store.transaction() as session:
        store.keys.make(session, case, controller)
    return await store.keys.key_for(case)


async def test_each_case_has_a_key_of_its_own_that_stays(store: Store) -> None:
    first, second = await make(store, "MV-1"), await make(store, "MV-2")
    assert len(first.secret) == 32
    assert first.secret != second.secret and first.id != second.id
    assert await make(store, "MV-1") == first


async def test_keys_are_kept_wrapped_in_a_schema_of_their_own(store: Store) -> None:
    key = await make(store, "MV-1", "122033")
    async with store.transaction() as session:
        row = (await session.execute(text("SELECT * FROM keys.data_keys WHERE \"case\" = 'MV-1'"))).one()
    assert key.secret not in bytes(row.wrapped)
    assert len(row.wrapped) == 40
    assert row.wrapped_by.startswith("122033/1/")


async def test_keys_may_be_in_a_database_of_their_own(
    store_url: str, postgres_server: PostgresServer, tmp_path: Path
) -> None:
    keys_url = postgres_server.create("apart")
    migrate(store_url, keys_url=keys_url)
    store = Store(store_url, FileKeys(tmp_path / "keys"), keys_url=keys_url)
    number = await opened(store, empty_plan("moving"), "key-1")
    assert (await store.keys.key_for(number)).secret
    async with store.transaction() as session:
        assert (await session.execute(text("SELECT count(*) FROM keys.data_keys"))).scalar_one() == 0
    await store.close()
    postgres_server.drop("apart")


async def test_a_key_that_was_never_made_is_not_made_by_asking(store: Store) -> None:
    with pytest.raises(KeyUnavailable, match="has no key"):
        await store.keys.key_for("MV-1")
    async with store.transaction() as session:
        with pytest.raises(KeyUnavailable, match="has no key"):
            await store.keys.add(session, "MV-1", "122033")


async def test_the_installation_key_is_made_on_first_use_and_once(store: Store) -> None:
    keys = await asyncio.gather(*(store.keys.key_for(INSTALLATION) for _ in range(4)))
    assert len({key.id for key in keys}) == 1
    with pytest.raises(ValueError, match="no case"):
        await store.keys.destroy(INSTALLATION)


async def test_the_installation_key_outlives_the_transaction_that_first_wanted_it(store: Store) -> None:
    with pytest.raises(RuntimeError, match="power cut"):
        async with store.transaction() as session:
            key = await store.keys.opening_in(session, INSTALLATION)
            raise RuntimeError("power cut")
    fresh = Keyring(store.engine, store.keys.service)
    assert await fresh.key_for(INSTALLATION) == key


async def test_two_processes_that_add_the_same_controller_at_once_have_one_key(store: Store, tmp_path: Path) -> None:
    await make(store, "MV-1", "122033")
    rings = [Keyring(store.engine, FileKeys(tmp_path / "keys")) for _ in range(3)]

    async def add(ring: Keyring) -> DataKey:
        async with store.transaction() as session:
            return await ring.add(session, "MV-1", "141305")

    assert len({key.id for key in await asyncio.gather(*(add(ring) for ring in rings))}) == 1


async def test_a_key_that_another_process_added_is_found_at_once(store: Store, tmp_path: Path) -> None:
    await make(store, "MV-1", "122033")
    other_process = Keyring(store.engine, FileKeys(tmp_path / "keys"))
    await other_process.key_for("MV-1")
    async with store.transaction() as session:
        added = await store.keys.add(session, "MV-1", "141305")
        assert await other_process.key_of(session, "MV-1", "141305") == added
        with pytest.raises(KeyUnavailable, match="131024 has no key"):
            await other_process.key_of(session, "MV-1", "131024")
    assert await other_process.key_by_id("MV-1", added.id) == added


async def test_a_destroyed_key_is_forgotten_everywhere_within_a_minute(store: Store, tmp_path: Path) -> None:
    now = 0.0
    other_process = Keyring(store.engine, FileKeys(tmp_path / "keys"), lambda: now)
    key = await make(store, "MV-1")
    assert await other_process.key_for("MV-1") == key
    assert await store.keys.destroy("MV-1")
    assert not await store.keys.destroy("MV-1")
    with pytest.raises(Forgotten, match="forgotten"):
        await store.keys.key_for("MV-1")
    assert await other_process.key_for("MV-1") == key
    now = REMEMBER_SECONDS
    with pytest.raises(Forgotten, match="forgotten"):
        await other_process.key_for("MV-1")


async def test_wrapping_keys_that_are_not_at_hand_open_nothing(store: Store, tmp_path: Path) -> None:
    await make(store, "MV-1")
    stranger = Keyring(store.engine, FileKeys(tmp_path / "other"))
    with pytest.raises(KeyUnavailable, match="wrapped by key @installation/1/") as refused:
        await stranger.key_for("MV-1")
    assert not isinstance(refused.value, Forgotten), "what another key opens is not lost"


async def test_a_database_says_which_wrapping_key_is_missing(store: Store, tmp_path: Path) -> None:
    stranger = Keyring(store.engine, FileKeys(tmp_path / "other"))
    await stranger.check()
    await make(store, "MV-1", "122033")
    await store.keys.check()
    with pytest.raises(KeyNotAtHand, match=r"wrapped by key 122033/1/[0-9a-f]{12}, which is not at hand"):
        await stranger.check()
    await store.keys.destroy("MV-1")
    await stranger.check()
