"""`ichido keys backup|restore`: data keys copied and put back, and what was forgotten stays forgotten."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from ichido.cli.key_backup import NAME
from ichido.security.keys import DataKey, Forgotten
from ichido.settings import Settings
from ichido.store import forgetting
from ichido.store.connect import connect
from ichido.store.migrate import migrate
from tests.cli.calling import Ichido
from tests.store.opening import empty_plan, opened


@pytest.fixture
def installed(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation with a migrated database."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("ICHIDO_VAR", str(tmp_path / "var"))
    settings = Settings()
    migrate(settings.sqlalchemy_url or "")
    return settings


async def two_cases(settings: Settings) -> dict[str, DataKey]:
    store = connect(settings)
    numbers = [await opened(store, empty_plan("moving"), f"key-{place}") for place in (1, 2)]
    found = {number: await store.keys.key_for(number) for number in numbers}
    await store.close()
    return found


async def forget_one_and_lose_all(settings: Settings, number: str) -> None:
    store = connect(settings)
    await store.keys.destroy(number)
    async with store.transaction() as session:
        await forgetting.forgotten(session, number, "disposed", forgetting.SWEEPER, datetime.now(UTC))
        await session.execute(text("TRUNCATE keys.data_keys"))
    await store.close()


async def destroy(settings: Settings, number: str) -> None:
    store = connect(settings)
    await store.keys.destroy(number)
    await store.close()


async def left(settings: Settings) -> list[str]:
    store = connect(settings)
    async with store.transaction() as session:
        found = list((await session.execute(text('SELECT "case" FROM keys.data_keys'))).scalars())
    await store.close()
    return found


async def key(settings: Settings, number: str) -> DataKey:
    store = connect(settings)
    try:
        return await store.keys.key_for(number)
    finally:
        await store.close()


def test_what_was_forgotten_since_a_backup_stays_forgotten(ichido: Ichido, installed: Settings, tmp_path: Path) -> None:
    made = asyncio.run(two_cases(installed))
    kept, gone = made
    folder = tmp_path / "backups"
    said = ichido("keys", "backup", str(folder))
    (file,) = folder.iterdir()
    assert (said.code, said.out) == (0, f"{file}: 2 data keys; 0 old backups removed\n")
    assert file.stat().st_mode & 0o077 == 0
    assert not any(one.secret.hex() in file.read_text() for one in made.values())
    asyncio.run(forget_one_and_lose_all(installed, gone))
    said = ichido("keys", "restore", str(file))
    assert (said.code, said.out) == (0, "1 data key put back; 1 left out, as their cases were forgotten since\n")
    assert asyncio.run(left(installed)) == [kept]
    assert asyncio.run(key(installed, kept)) == made[kept]


def test_a_destroyed_key_is_not_revived_by_a_backup(ichido: Ichido, installed: Settings, tmp_path: Path) -> None:
    first, _ = asyncio.run(two_cases(installed))
    ichido("keys", "backup", str(tmp_path / "backups"))
    asyncio.run(destroy(installed, first))
    (file,) = (tmp_path / "backups").iterdir()
    assert ichido("keys", "restore", str(file)).out.startswith("0 data keys put back")
    with pytest.raises(Forgotten):
        asyncio.run(key(installed, first))


def test_backups_live_seven_days(ichido: Ichido, installed: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    now = datetime.now(UTC)
    names = [(now - timedelta(days=days)).strftime(NAME) for days in (6, 8, 30)]
    for name in (*names, "keys-of-somebody-else.jsonl", "notes.txt"):
        (folder / name).touch()
    said = json.loads(ichido("keys", "backup", str(folder), "-o", "json").out)
    assert sorted(Path(file).name for file in said["removed"]) == sorted(names[1:])
    assert {file.name for file in folder.iterdir()} >= {names[0], "keys-of-somebody-else.jsonl", "notes.txt"}


def test_what_is_no_backup_says_where(ichido: Ichido, installed: Settings, tmp_path: Path) -> None:
    file = tmp_path / "keys.jsonl"
    assert "cannot be read: No such file" in ichido("keys", "restore", str(file)).err
    file.write_text('{"id": "k-1"}\n')
    said = ichido("keys", "restore", str(file))
    assert said.code == 2
    assert said.err == (f"ichido: `{file}`, line 1, is no data key\n  = help: take a file that `keys backup` wrote\n")
