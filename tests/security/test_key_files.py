"""Wrapping keys in files: one a controller, made once, for its owner only."""

import asyncio
import os
import stat
import threading
import time
from pathlib import Path

import pytest

from ichido.security.key_files import FileKeys
from ichido.security.keys import KeyUnavailable, new_data_key

SECRET = new_data_key().secret


async def test_a_key_that_was_wrapped_is_unwrapped_by_the_same_file(tmp_path: Path) -> None:
    keys = FileKeys(tmp_path / "keys")
    id_ = await keys.current("122033")
    wrapped = await keys.wrap(id_, SECRET)
    assert SECRET not in wrapped
    assert await FileKeys(tmp_path / "keys").unwrap(id_, wrapped) == SECRET


async def test_each_controller_has_a_key_of_its_own(tmp_path: Path) -> None:
    keys = FileKeys(tmp_path)
    ids = [await keys.current(controller) for controller in ("", "122033", "..", "a/b", "@installation")]
    assert len(set(ids)) == 5
    assert sorted(file.parent.parent for file in tmp_path.rglob("*.key")) == [tmp_path] * 5
    assert {key.controller for key in await keys.held()} == {"", "122033", "..", "a/b", "@installation"}


async def test_only_its_owner_can_read_a_file(tmp_path: Path) -> None:
    await FileKeys(tmp_path).current("122033")
    file = tmp_path / "122033" / "1.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in file.parent.iterdir()] == ["1.key"]
    file.chmod(0o640)
    with pytest.raises(ValueError, match="others can read the wrapping key: run `chmod 600"):
        await FileKeys(tmp_path).current("122033")


@pytest.mark.parametrize("content", ["", "not hexadecimal", "00" * 16])
async def test_a_file_without_a_key_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "122033" / "1.key"
    file.parent.mkdir()
    file.touch(0o600)
    file.write_text(content)
    with pytest.raises(ValueError, match="holds no wrapping key"):
        await FileKeys(tmp_path).current("122033")


def test_processes_that_start_together_have_the_same_key(tmp_path: Path) -> None:
    ids: list[str] = []
    threads = [
        threading.Thread(target=lambda: ids.append(asyncio.run(FileKeys(tmp_path / "k").current("122033"))))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 8
    assert len(set(ids)) == 1


async def test_another_key_or_altered_bytes_open_nothing(tmp_path: Path) -> None:
    keys, other = FileKeys(tmp_path / "a"), FileKeys(tmp_path / "b")
    id_ = await keys.current("122033")
    wrapped = await keys.wrap(id_, SECRET)
    with pytest.raises(KeyUnavailable, match=f"wrapped by key {id_}, which is not in"):
        await other.unwrap(id_, wrapped)
    another = await other.current("122033")
    with pytest.raises(KeyUnavailable, match=f"wrapped by key {id_}, and another is in its place"):
        await other.unwrap(id_, wrapped)
    with pytest.raises(KeyUnavailable, match="altered"):
        await other.unwrap(another, wrapped)
    with pytest.raises(KeyUnavailable, match="altered"):
        await keys.unwrap(id_, wrapped[:-1] + bytes([wrapped[-1] ^ 1]))
    with pytest.raises(KeyUnavailable, match="none of a file"):
        await keys.unwrap("arn:aws:kms", wrapped)


async def test_a_renewed_key_wraps_for_every_process_at_once_and_the_old_one_still_opens(tmp_path: Path) -> None:
    keys, other_process = FileKeys(tmp_path), FileKeys(tmp_path)
    before = await other_process.current("122033")
    wrapped = await other_process.wrap(before, SECRET)
    after = await keys.renew("122033")
    assert await other_process.current("122033") == after != before
    assert await keys.unwrap(before, wrapped) == SECRET
    assert [(key.id, key.current) for key in await keys.held()] == [(before, False), (after, True)]


async def test_a_key_is_given_up_only_after_another_has_long_replaced_it(tmp_path: Path) -> None:
    keys = FileKeys(tmp_path)
    first = await keys.current("122033")
    with pytest.raises(ValueError, match="wraps now"):
        await keys.drop(first, 7)
    await keys.renew("122033")
    assert not await keys.drop(first, 7)
    then = time.time() - 8 * 86_400
    os.utime(tmp_path / "122033" / "2.key", (then, then))
    assert await keys.drop(first, 7)
    assert [key.current for key in await keys.held()] == [True]
