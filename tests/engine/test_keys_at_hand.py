"""A process does not run on a database whose keys were wrapped by keys that it has not."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from ichido.engine.process import Process
from ichido.local.postgres import PostgresServer
from ichido.security.key_files import FileKeys
from ichido.security.keys import INSTALLATION
from ichido.settings import Settings
from ichido.store.migrate import migrate
from ichido.store.store import Store


async def test_a_key_that_is_missing_is_named(postgres_server: PostgresServer, tmp_path: Path) -> None:
    partners = tmp_path / "partners.json"
    partners.write_text("{}")
    settings = Settings(
        var=tmp_path / "var",
        temporal_address="127.0.0.1:1",
        database_url=SecretStr(postgres_server.create("keys_at_hand")),
        partners=partners,
    )
    url = settings.sqlalchemy_url
    assert url
    migrate(url)
    before = Store(url, FileKeys(tmp_path / "lost"))
    await before.keys.key_for(INSTALLATION)
    await before.close()
    with pytest.raises(SystemExit, match=r"which is not at hand: put it back in .*wrapping, or name the right folder"):
        async with Process.connected(settings):
            pass
    postgres_server.drop("keys_at_hand")
