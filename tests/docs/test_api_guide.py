"""The program in the guide to the API does what the guide says, and so does its line of curl."""

import asyncio
import json
import os
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest

from ichido.local.postgres import PostgresServer
from ichido.security.access import Role
from ichido.store.migrate import migrate
from portal.event import Told
from tests.docs.blocks import ROOT, blocks
from tests.portal.office import Office
from tests.testbed.town import ICHIKAWA

GUIDE = ROOT / "docs" / "guides" / "api.md"


@pytest.fixture(scope="session")
def portal_database(postgres_server: PostgresServer) -> Iterator[str]:
    """The name of a migrated database to copy, beside the one of the API's own tests."""
    migrate(postgres_server.create("docs_migrated"))
    yield "docs_migrated"
    postgres_server.drop("docs_migrated")


async def run(office: Office, folder: Path, *command: str) -> tuple[int, str]:
    """Run a program with what the guide expects in its environment; its exit code and all it said."""
    told = {
        "API": str(office.api.base_url).rstrip("/"),
        "CITY": ICHIKAWA,
        "SECRET": office.town.secret(ICHIKAWA),
        "PERSON": office.whom("hanako")["reference"],
        "TOKEN_KEY": str(office.settings.token_key_file),
        "PYTHONPATH": str(ROOT),
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }
    environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()} | told
    program = await asyncio.create_subprocess_exec(
        *command, cwd=folder, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await asyncio.wait_for(program.communicate(), 30)
    return program.returncode or 0, said.decode()


async def test_the_program_of_the_guide_carries_a_case_to_its_first_notice(office: Office, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text("\n".join(block.text for block in blocks(GUIDE, "python")), encoding="utf-8")
    code, said = await run(office, tmp_path, sys.executable, str(program))
    assert code == 0, said


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("openssl")), reason="needs curl and openssl")
async def test_an_event_signed_in_a_shell_is_taken(office: Office, tmp_path: Path) -> None:
    number = await office.opened()
    assert (await office.answer(number)).status_code == 200
    event = {"event": "received", "case": number, "procedure": "moving-out", "sequence": 1}
    (tmp_path / "event.json").write_text(json.dumps(event | {"at": datetime.now(UTC).isoformat()}), encoding="utf-8")
    script = next(block for block in blocks(GUIDE, "sh") if "webhook-id" in block.text)
    code, said = await run(office, tmp_path, "bash", "-c", script.text)
    assert (code, said.strip()) == (0, "202"), said


@pytest.mark.skipif(not shutil.which("curl"), reason="needs curl")
async def test_the_walk_of_the_readme_confirms_declines_and_contests(office: Office, tmp_path: Path) -> None:
    number = await office.opened()
    me = (await office.stored(number)).record.applicant.id
    token = office.bearer(office.hanako)["Authorization"].removeprefix("Bearer ")
    (script,) = blocks(ROOT / "README.md", "bash")
    said = f"CASE={number} SUBJECT={me} TOKEN={token}"
    code, answers = await run(office, tmp_path, "bash", "-c", f"export {said}\n{script.text}")
    assert code == 0, answers
    record = (await office.stored(number)).record
    assert [one.term for one in record.confirmed] == ["person.address"]
    assert [(one.term, one.result) for one in record.attempts if one.result == "declined"] == [
        ("person.birth_date", "declined")
    ]
    assert [one.state for one in record.contests.values()] == ["open"]


def test_every_role_and_event_is_in_the_guide() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    named = (*get_args(Role), *get_args(Told.model_fields["event"].annotation))
    assert [name for name in named if f"| `{name}` |" not in text] == []
