"""The walk through consents in the README goes as it is shown."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ichido.language.catalogue import Catalogue
from ichido.local.postgres import PostgresServer
from ichido.security.token_key import token_key
from ichido.security.tokens import issue
from ichido.store.migrate import migrate
from tests.docs.test_api_guide import run
from tests.docs.test_readme import section
from tests.portal.office import Office
from tests.portal.test_consents import READING, by_consent


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """A move in which the new city has the register only by consent."""
    return by_consent(tmp_path_factory.mktemp("walk"))


@pytest.fixture(scope="session")
def portal_database(postgres_server: PostgresServer) -> Iterator[str]:
    """The name of a migrated database to copy, beside the one of the API's own tests."""
    migrate(postgres_server.create("walk_migrated"))
    yield "walk_migrated"
    postgres_server.drop("walk_migrated")


@pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")
async def test_a_consent_is_given_and_taken_back_by_curl(office: Office, tmp_path: Path) -> None:
    number = await office.opened()
    await office.answer(number)
    (block,) = section("Consent, and taking it back")
    key = token_key(office.settings.token_key_file)
    told = {
        "TOKEN": issue(key, office.hanako, datetime.now(UTC)),
        "CASE": number,
        "REVISION": str((await office.form(number))["revision"]),
        "CONSENT": READING,
    }
    before = "\n".join(f"{name}={value}" for name, value in told.items())
    code, said = await run(office, tmp_path, "bash", "-e", "-c", f"{before}\n{block.text}")
    assert code == 0, said
    _, taken, receipts, withdrawn, log, burden = map(json.loads, said.strip().splitlines())
    assert taken["left"] == []
    assert [one["stands"] for one in receipts] == [True]
    assert withdrawn["consent"]["stands"] is False
    assert {"consented", "withdrawn"} <= {line["kind"] for line in log}
    assert burden["asked"] > 0
