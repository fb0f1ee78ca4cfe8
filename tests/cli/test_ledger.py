"""`ichido ledger`: the log of a database verified from the command line, and what cannot be."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from ichido.engine.notary import Notary
from ichido.security.seal_key import seal_key
from ichido.settings import Settings
from ichido.store import disclosures
from ichido.store.connect import connect
from ichido.store.migrate import migrate
from tests.cli.calling import Ichido
from tests.store.test_letters import USE


@pytest.fixture
def sealed(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation whose log has two sealed lines."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("ICHIDO_VAR", str(tmp_path / "var"))
    settings = Settings()
    migrate(settings.sqlalchemy_url or "")
    return settings


async def write(settings: Settings) -> None:
    store = connect(settings)
    async with store.transaction() as session:
        await disclosures.asked(session, [USE, USE])
    await Notary(store, seal_key(settings.seal_key_file), settings.roots_folder).round(datetime.now(UTC))
    await store.close()


async def break_it(settings: Settings) -> None:
    store = connect(settings)
    async with store.transaction() as session:
        await session.execute(text("SET LOCAL session_replication_role = replica"))
        await session.execute(text("UPDATE disclosures SET kind = 'obtained' WHERE number = 2"))
    await store.close()


def test_a_whole_log_and_a_broken_one(ichido: Ichido, sealed: Settings) -> None:
    import asyncio

    asyncio.run(write(sealed))
    said = ichido("ledger", "verify")
    assert (said.code, said.out) == (0, "nothing is broken: 2 lines under 1 seal\n")
    assert said.err == "1 root kept outside, 0 lines not sealed yet\n"
    asyncio.run(break_it(sealed))
    said = ichido("ledger", "verify")
    assert (said.code, said.out) == (1, "broken: line 2 was altered\n")
    assert '"broken": "line 2 was altered"' in ichido("ledger", "verify", "-o", "json").out


def test_what_cannot_be_verified_says_why(ichido: Ichido, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ICHIDO_VAR", str(tmp_path))
    assert "there is no seal key" in ichido("ledger", "verify").err
    seal_key(tmp_path / "keys" / "seal.key")
    assert "no database is known here" in ichido("ledger", "verify").err
    (tmp_path / "roots").mkdir()
    (tmp_path / "roots" / "2026-04-01.root.json").write_text("{}")
    said = ichido("ledger", "verify")
    assert said.code == 2 and "this is no day's root" in said.err


def test_what_is_no_export_says_so(ichido: Ichido, tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    assert ichido("ledger", "check", str(file)).code == 2
    file.write_text("{}")
    said = ichido("ledger", "check", str(file))
    assert said.code == 2 and "is no export of a disclosure log" in said.err
    file.write_text('{"version": 1, "key": "' + "00" * 32 + '", "lines": []}')
    assert ichido("ledger", "check", str(file)).code == 0
    assert "64 hexadecimal digits" in ichido("ledger", "check", str(file), "--key", "zz").err
