"""The master key: made once, for its owner only."""

import stat
import threading
from pathlib import Path

import pytest

from ichido.security.keys import FileKeys, KeyUnavailable, new_key


async def test_a_key_that_was_wrapped_is_unwrapped_by_the_same_file(tmp_path: Path) -> None:
    key = new_key()
    keys = FileKeys(tmp_path / "keys" / "master.key")
    wrapped = await keys.wrap(key)
    assert key not in wrapped
    again = FileKeys(tmp_path / "keys" / "master.key")
    assert await again.unwrap(keys.id, wrapped) == key


def test_only_its_owner_can_read_the_file(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "master.key"
    FileKeys(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in file.parent.iterdir()] == ["master.key"]


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "master.key"
    FileKeys(file)
    file.chmod(0o640)
    with pytest.raises(ValueError, match="chmod 600"):
        FileKeys(file)


@pytest.mark.parametrize("content", ["", "not hexadecimal", "00" * 16])
def test_a_file_without_a_key_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "master.key"
    file.touch(0o600)
    file.write_text(content)
    with pytest.raises(ValueError, match="holds no master key"):
        FileKeys(file)


def test_processes_that_start_together_have_the_same_key(tmp_path: Path) -> None:
    ids: list[str] = []
    threads = [
        threading.Thread(target=lambda: ids.append(FileKeys(tmp_path / "k" / "master.key").id)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 8
    assert len(set(ids)) == 1


async def test_another_master_key_or_altered_bytes_open_nothing(tmp_path: Path) -> None:
    keys, other = FileKeys(tmp_path / "a"), FileKeys(tmp_path / "b")
    wrapped = await keys.wrap(new_key())
    with pytest.raises(KeyUnavailable, match="wrapped by master key"):
        await other.unwrap(keys.id, wrapped)
    with pytest.raises(KeyUnavailable, match="altered"):
        await other.unwrap(other.id, wrapped)
    with pytest.raises(KeyUnavailable, match="altered"):
        await keys.unwrap(keys.id, wrapped[:-1] + bytes([wrapped[-1] ^ 1]))
