"""`ichido keys`: what wraps, renewed and given up, from the command line."""

import asyncio
import json
import os
import re
import time
from pathlib import Path

import pytest

from ichido.settings import Settings
from ichido.store.connect import connect
from ichido.store.migrate import migrate
from tests.cli.calling import Ichido


@pytest.fixture
def installed(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation with two cases of one city, and one of another."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("ICHIDO_VAR", str(tmp_path / "var"))
    settings = Settings()
    migrate(settings.sqlalchemy_url or "")
    asyncio.run(make(settings, ("MV-1", "122033"), ("MV-2", "122033"), ("MV-3", "141305")))
    return settings


async def make(settings: Settings, *cases: tuple[str, str]) -> None:
    store = connect(settings)
    async with store.transaction() as session:
        for case, controller in cases:
            store.keys.make(session, case, controller)
    await store.close()


def without_prints(text: str) -> str:
    return re.sub(r"/[0-9a-f]{12}\b", "/…", text)


def test_keys_are_listed_rotated_and_given_up(ichido: Ichido, installed: Settings) -> None:
    said = ichido("keys", "list")
    assert said.code == 0
    assert without_prints(said.out).splitlines() == [
        "122033  122033/1/…  wraps now  2 data keys",
        "141305  141305/1/…  wraps now  1 data key",
    ]
    said = ichido("keys", "rotate", "--controller", "122033")
    assert (said.code, said.out) == (0, "122033: 2 data keys wrapped by a new key\n")
    assert said.err == "122033: 100 % (2 of 2)\n"
    assert ichido("keys", "prune").out == "nothing to give up\n"
    folder = installed.wrapping_keys_folder / "122033"
    then = time.time() - 8 * 86_400
    os.utime(folder / "2.key", (then, then))
    assert without_prints(ichido("keys", "prune").out) == "122033/1/… is gone\n"
    assert [file.name for file in folder.iterdir()] == ["2.key"]
    rotated = json.loads(ichido("keys", "rotate", "-o", "json").out)["rotated"]
    assert rotated == [{"controller": "122033", "wraps": 2}, {"controller": "141305", "wraps": 1}]


def test_a_key_that_is_missing_is_a_problem_that_says_which(ichido: Ichido, installed: Settings) -> None:
    (installed.wrapping_keys_folder / "141305" / "1.key").unlink()
    said = ichido("keys", "list")
    assert said.code == 1
    assert "141305/1/…  NOT AT HAND" in without_prints(said.out)
    said = ichido("keys", "rotate")
    assert said.code == 2
    assert "ichido: a data key cannot be opened: wrapped by key 141305/1/" in said.err
    assert "= help: put that key back; nothing is lost" in said.err


def test_whoever_has_no_key_is_named(ichido: Ichido, installed: Settings) -> None:
    said = ichido("keys", "rotate", "--controller", "131024")
    assert said.code == 2
    assert said.err == "ichido: 131024 has no key here\n  = help: `ichido keys list` shows who has\n"


def test_keys_in_the_environment_are_renewed_by_whoever_sets_them(
    ichido: Ichido, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("ICHIDO_VAR", str(tmp_path))
    monkeypatch.setenv("ICHIDO_WRAPPING_KEYS", json.dumps({"122033": ["0a" * 32]}))
    migrate(Settings().sqlalchemy_url or "")
    asyncio.run(make(Settings(), ("MV-1", "122033")))
    said = ichido("keys", "rotate")
    assert said.code == 2
    assert "= help: put a new key before the present one of 122033 in ICHIDO_WRAPPING_KEYS" in said.err
    monkeypatch.setenv("ICHIDO_WRAPPING_KEYS", json.dumps({"122033": ["0b" * 32, "0a" * 32]}))
    assert ichido("keys", "rotate").out == "122033: 1 data key wrapped by a new key\n"
    monkeypatch.setenv("ICHIDO_WRAPPING_KEYS", "secret")
    said = ichido("keys", "list")
    assert said.code == 2 and "it is no such JSON" in said.err and "secret" not in said.err
