"""What the guide to the API says of acting for somebody is what happens."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ichido.language.catalogue import Catalogue
from ichido.local.postgres import PostgresServer
from ichido.security.access import Caller
from ichido.store.migrate import migrate
from tests.case.families import catalogue as edited
from tests.docs.blocks import blocks
from tests.docs.test_api_guide import GUIDE
from tests.portal.office import MOVING_ON, Office
from tests.testbed.town import ICHIKAWA, KAWASAKI

FILE, AFTER = "moving/moving-out.yaml", "jurisdiction: move.old_address\n"
RIGHT = "may_act:\n  sent: {by: mandate, under: 住民基本台帳法 24条}\n"


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The catalogue in which moving out is open to whom the applicant has sent."""
    return replace(edited((FILE, AFTER, AFTER + RIGHT)), notices=edited().notices)


@pytest.fixture(scope="session")
def portal_database(postgres_server: PostgresServer) -> Iterator[str]:
    """The name of a migrated database to copy, beside the ones of other tests."""
    migrate(postgres_server.create("acting_migrated"))
    yield "acting_migrated"
    postgres_server.drop("acting_migrated")


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("bash")), reason="needs curl and bash")
async def test_the_walk_of_somebody_who_was_sent_prints_what_the_guide_says(office: Office, tmp_path: Path) -> None:
    script = next(block for block in blocks(GUIDE, "sh") if "/mandates" in block.text)
    sent = Caller("representative", "n-sent", KAWASAKI)
    told = {
        "API": str(office.api.base_url).rstrip("/"),
        "CITY": ICHIKAWA,
        "PERSON": office.whom("hanako")["reference"],
        "PERSON_TOKEN": office.bearer(office.hanako)["Authorization"].removeprefix("Bearer "),
        "SENT": "n-sent",
        "SENT_TOKEN": office.bearer(sent)["Authorization"].removeprefix("Bearer "),
        "UNTIL": MOVING_ON.isoformat(),
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }
    environment = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()} | told
    program = await asyncio.create_subprocess_exec(
        "bash", "-ec", script.text, cwd=tmp_path, env=environment, stdout=-1, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await asyncio.wait_for(program.communicate(), 60)
    assert said.decode().split() == ["True", "move.movers", "mandate-revoked", "mandate-revoked", "seen"], said.decode()
