"""What the README does by curl works as it stands there."""

import asyncio
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ichido.local.postgres import PostgresServer
from ichido.store.migrate import migrate
from tests.docs.blocks import ROOT, blocks
from tests.documents.samples import PNG
from tests.portal.office import Office
from tests.portal.papers import PHOTO, catalogue

__all__ = ["catalogue"]


@pytest.fixture(scope="session")
def portal_database(postgres_server: PostgresServer) -> Iterator[str]:
    """The name of a migrated database to copy, beside the one of the API's own tests."""
    migrate(postgres_server.create("curl_migrated"))
    yield "curl_migrated"
    postgres_server.drop("curl_migrated")


@pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")
async def test_a_document_is_uploaded_answered_with_and_read_back(office: Office, tmp_path: Path) -> None:
    (script,) = (block for block in blocks(ROOT / "README.md", "sh") if "/documents" in block.text)
    (tmp_path / "lease.png").write_bytes(PNG)
    number = await office.opened()
    told = {
        "API": str(office.api.base_url).rstrip("/"),
        "CASE": number,
        "TOKEN": office.bearer(office.hanako)["Authorization"].removeprefix("Bearer "),
        "NO_PROXY": "127.0.0.1",
    }
    program = await asyncio.create_subprocess_exec("bash", "-ec", script.text, cwd=tmp_path, env=os.environ | told)
    assert await asyncio.wait_for(program.wait(), 30) == 0
    assert (tmp_path / "back.png").read_bytes() == PNG
    assert PHOTO not in json.loads((tmp_path / "taken.json").read_text())["left"]
    facts = json.loads((tmp_path / "facts.json").read_text())["facts"]
    assert [fact["documents"][0]["scan"] for fact in facts if fact["term"] == PHOTO] == ["not-scanned"]
