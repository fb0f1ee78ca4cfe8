"""Wrapping keys renewed while everything runs: nothing is lost, whenever it is stopped."""

import asyncio
import os
import time
from pathlib import Path

import pytest

from ichido.security.key_files import FileKeys
from ichido.security.keys import DataKey, Forgotten, KeyUnavailable
from ichido.store import rotation as rotating
from ichido.store.keyring import Keyring
from ichido.store.rotation import Progress, Rotation
from ichido.store.store import Store


async def make(store: Store, *cases: str, controller: str = "122033") -> dict[str, DataKey]:
    async with store.transaction() as session:
        for case in cases:
            store.keys.make(session, case, controller)
    return {case: await store.keys.key_for(case) for case in cases}


async def rotate(store: Store, controller: str = "122033") -> list[Progress]:
    return [progress async for progress in Rotation(store.keys).rotate(controller)]


def afresh(store: Store, tmp_path: Path) -> Keyring:
    return Keyring(store.engine, FileKeys(tmp_path / "keys"))


async def test_every_data_key_is_wrapped_anew_and_stays_the_same(store: Store, tmp_path: Path) -> None:
    made = await make(store, "MV-1", "MV-2", "MV-3")
    await make(store, "MV-4", controller="141305")
    assert await rotate(store) == [Progress("122033", 0, 3), Progress("122033", 3, 3)]
    ring = afresh(store, tmp_path)
    assert {case: await ring.key_for(case) for case in made} == made
    assert [(key.id.rpartition("/")[0], key.wraps, key.current) for key in await Rotation(ring).in_use()] == [
        ("122033/1", 0, False),
        ("122033/2", 3, True),
        ("141305/1", 1, True),
    ]


async def test_a_rotation_that_was_stopped_goes_on_and_makes_no_second_key(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotating, "AT_ONCE", 2)
    made = await make(store, *(f"MV-{number}" for number in range(5)))
    async for progress in Rotation(store.keys).rotate("122033"):
        if progress.done == 2:
            break
    ring = afresh(store, tmp_path)
    assert {case: await ring.key_for(case) for case in made} == made, "half of them are wrapped by either key"
    assert [progress.done for progress in await rotate(store)] == [2, 4, 5]
    assert (await Rotation(ring).in_use())[-1].id.startswith("122033/2/")


async def test_cases_opened_and_forgotten_while_keys_rotate_come_out_right(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotating, "AT_ONCE", 1)
    await make(store, *(f"MV-{number}" for number in range(20)))

    async def meanwhile() -> dict[str, DataKey]:
        await asyncio.gather(*(store.keys.destroy(f"MV-{number}") for number in range(0, 20, 3)))
        return await make(store, *(f"NEW-{number}" for number in range(10)))

    _, made = await asyncio.gather(rotate(store), meanwhile())
    ring = afresh(store, tmp_path)
    assert {case: await ring.key_for(case) for case in made} == made
    for number in range(20):
        if number % 3:
            await ring.key_for(f"MV-{number}")
        else:
            with pytest.raises(Forgotten):
                await ring.key_for(f"MV-{number}")


async def test_a_replaced_key_is_given_up_when_it_wraps_nothing_and_no_backup_needs_it(
    store: Store, tmp_path: Path
) -> None:
    await make(store, "MV-1")
    rotation = Rotation(store.keys)
    assert await rotation.prune("122033") == ()
    await store.keys.service.renew("122033")
    then = time.time() - 8 * 86_400
    os.utime(tmp_path / "keys" / "122033" / "2.key", (then, then))
    assert await rotation.prune("122033") == (), "it still wraps something"
    await rotate(store)
    (gone,) = await rotation.prune("122033")
    assert gone.startswith("122033/1/")
    await afresh(store, tmp_path).key_for("MV-1")


async def test_a_rotation_whose_old_key_is_missing_changes_nothing(store: Store, tmp_path: Path) -> None:
    await make(store, "MV-1")
    await store.keys.service.renew("122033")
    old = tmp_path / "keys" / "122033" / "1.key"
    kept = old.read_bytes()
    old.unlink()
    with pytest.raises(KeyUnavailable, match="wrapped by key 122033/1/"):
        await rotate(store)
    assert not (await Rotation(store.keys).in_use())[0].at_hand
    old.touch(0o600)
    old.write_bytes(kept)
    assert (await rotate(store))[-1] == Progress("122033", 1, 1)
