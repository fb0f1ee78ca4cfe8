"""Keys of cases: wrapped in the database, a minute in memory, destroyed for good."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from ichido.security.keys import INSTALLATION, FileKeys, Forgotten, KeyUnavailable, OtherMasterKey
from ichido.store.keyring import REMEMBER_SECONDS, CaseKeys
from ichido.store.store import Store


async def ensure(store: Store, case: str) -> bytes:
    async with store.transaction() as session:
        await store.keys.ensure(session, case)
    return await store.keys.key_for(case)


async def test_each_case_has_a_key_of_its_own_that_stays(store: Store) -> None:
    first, second = await ensure(store, "MV-1"), await ensure(store, "MV-2")
    assert len(first) == 32
    assert first != second
    assert await ensure(store, "MV-1") == first


async def test_keys_are_kept_wrapped_in_a_schema_of_their_own(store: Store) -> None:
    key = await ensure(store, "MV-1")
    async with store.transaction() as session:
        row = (await session.execute(text("SELECT wrapped, key_id FROM keys.case_key WHERE \"case\" = 'MV-1'"))).one()
    assert key not in bytes(row.wrapped)
    assert len(row.wrapped) == 40


async def test_a_key_that_was_never_made_is_not_made_by_asking(store: Store) -> None:
    with pytest.raises(KeyUnavailable, match="has no key"):
        await store.keys.key_for("MV-1")


async def test_the_installation_key_is_made_on_first_use_and_once(store: Store) -> None:
    keys = await asyncio.gather(*(store.keys.key_for(INSTALLATION) for _ in range(4)))
    assert len(set(keys)) == 1
    with pytest.raises(ValueError, match="no case"):
        await store.keys.destroy(INSTALLATION)


async def test_the_installation_key_outlives_the_transaction_that_first_wanted_it(store: Store) -> None:
    with pytest.raises(RuntimeError, match="power cut"):
        async with store.transaction() as session:
            key = await store.keys.key_in(session, INSTALLATION)
            raise RuntimeError("power cut")
    fresh = CaseKeys(store.engine, store.keys._keys)
    assert await fresh.key_for(INSTALLATION) == key


async def test_a_destroyed_key_is_forgotten_everywhere_within_a_minute(store: Store, tmp_path: Path) -> None:
    now = 0.0
    other_process = CaseKeys(store.engine, FileKeys(tmp_path / "master.key"), lambda: now)
    key = await ensure(store, "MV-1")
    assert await other_process.key_for("MV-1") == key
    await store.keys.destroy("MV-1")
    with pytest.raises(Forgotten, match="forgotten"):
        await store.keys.key_for("MV-1")
    assert await other_process.key_for("MV-1") == key
    now = REMEMBER_SECONDS
    with pytest.raises(Forgotten, match="forgotten"):
        await other_process.key_for("MV-1")


async def test_another_master_key_opens_nothing(store: Store, tmp_path: Path) -> None:
    await ensure(store, "MV-1")
    stranger = CaseKeys(store.engine, FileKeys(tmp_path / "other.key"))
    with pytest.raises(KeyUnavailable, match="wrapped by master key") as refused:
        await stranger.key_for("MV-1")
    assert not isinstance(refused.value, Forgotten), "what another key opens is not lost"


async def test_a_database_tells_its_own_master_key_from_another(store: Store, tmp_path: Path) -> None:
    stranger = CaseKeys(store.engine, FileKeys(tmp_path / "other.key"))
    await stranger.check()
    await ensure(store, "MV-1")
    await store.keys.check()
    with pytest.raises(OtherMasterKey, match="was sealed under master key"):
        await stranger.check()
    await store.keys.key_for(INSTALLATION)
    await store.keys.check()
    with pytest.raises(OtherMasterKey, match="was sealed under master key"):
        await stranger.check()
