"""A process does not run on a database that another master key sealed."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from ichido.engine.process import Process
from ichido.local.postgres import PostgresServer
from ichido.security.keys import INSTALLATION, FileKeys
from ichido.settings import Settings
from ichido.store.migrate import migrate
from ichido.store.store import Store


async def test_another_master_key_is_refused_with_a_sentence(postgres_server: PostgresServer, tmp_path: Path) -> None:
    partners = tmp_path / "partners.json"
    partners.write_text("{}")
    settings = Settings(
        var=tmp_path / "var",
        temporal_address="127.0.0.1:1",
        database_url=SecretStr(postgres_server.create("master_key")),
        partners=partners,
    )
    url = settings.sqlalchemy_url
    assert url
    migrate(url)
    before = Store(url, FileKeys(tmp_path / "lost.key"))
    await before.keys.key_for(INSTALLATION)
    await before.close()
    with pytest.raises(SystemExit, match=r"put the right key in .*master\.key, or name its file in ICHIDO_MASTER_KEY"):
        async with Process.connected(settings):
            pass
    postgres_server.drop("master_key")
