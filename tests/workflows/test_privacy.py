"""A marked person goes through a whole case, and nothing that Temporal or a log keeps knows of them."""

import base64
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest
from pydantic import SecretStr
from sqlalchemy import text
from temporalio.api.enums.v1 import EventType

from ichido.engine.process import Process, definitions
from ichido.language.kinds import Scenario
from ichido.local import Local
from ichido.local.postgres import PostgresServer
from ichido.rehearsal.installation import Installation
from ichido.rehearsal.prepare import Stage, prepare
from ichido.rehearsal.run import Rehearsal
from ichido.settings import Settings
from tests.rehearsal.rig import QUICK

NAME = "鰐淵 蓮華丸"
BORN = "1987-02-23"
OLD_ADDRESS = "千葉県市川市八幡7-61-13"
NEW_ADDRESS = "神奈川県川崎市川崎区宮本町88-31"
PHONE = "090-8317-4692"
ACCOUNT = "7316942"
MARKS = (*NAME.split(), NAME, BORN, OLD_ADDRESS, "八幡7-61-13", NEW_ADDRESS, "宮本町88-31", PHONE, ACCOUNT)


def marked(scenario: Scenario) -> Scenario:
    """The family's move, made by somebody who would be recognised anywhere."""
    person = dict(scenario.registered["person"])
    account = f"みずほ-001-{ACCOUNT}"
    person["hanako"] |= {"name": NAME, "birth_date": BORN, "address": OLD_ADDRESS, "account": account}
    registered = scenario.registered | {"person": person}
    answers = scenario.answers | {"move.new_address": NEW_ADDRESS, "applicant.phone": PHONE}
    return scenario.model_copy(update={"registered": registered, "answers": answers})


@pytest.fixture(scope="module")
def installation(postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Temporal with its data in a file, a worker and an API, each with its log."""
    name = f"privacy_{os.getpid()}"
    folder = tmp_path_factory.mktemp("privacy")
    settings = Settings(var=folder / "var", database_url=SecretStr(postgres_server.create(name)))
    with Local(settings.model_copy(update=QUICK)) as local:
        installation = Installation(local)
        installation.begin()
        installation.finish()
        yield installation
    postgres_server.drop(name)


@asynccontextmanager
async def moved(running: Installation) -> AsyncIterator[Rehearsal]:
    """The marked person's case, at its end."""
    catalogue = definitions(running.local.settings)
    scenario = marked(next(document.model for document in catalogue.scenarios))
    async with Process.connected(running.local.settings) as process, httpx2.AsyncClient(trust_env=False) as http:
        rehearsal = await prepare(Stage(process, http, catalogue, running.testbed, running.api), scenario)
        observed = await rehearsal.run()
        assert observed.complete
        assert observed.facts["taro.address"] == NEW_ADDRESS, "the marks went all the way"
        yield rehearsal


def written(text: str) -> Iterator[bytes]:
    """The bytes that a text leaves: as it is, escaped in JSON, and in base64 at each of its three offsets."""
    yield text.encode()
    yield text.encode("unicode_escape")
    yield text.encode("utf-16-le")
    for offset in range(3):
        code = base64.b64encode(b"\0" * offset + text.encode())
        # What is before and after shares its characters with the first and last of ours.
        yield code[4 if offset else 0 : -4]


def found(file: Path, marks: tuple[str, ...]) -> list[str]:
    """The marks that a file holds in some form."""
    held = file.read_bytes()
    return [mark for mark in marks if any(form in held for form in written(mark) if len(form) >= 5)]


async def names_of(rehearsal: Rehearsal) -> set[str]:
    """What any partner calls anybody."""
    async with rehearsal.process.store.transaction() as session:
        return set((await session.execute(text("SELECT name FROM names"))).scalars())


async def test_nothing_that_temporal_or_a_log_keeps_knows_the_person(installation: Installation) -> None:
    async with moved(installation) as rehearsal:
        references = (*rehearsal.settled.references.values(), *await names_of(rehearsal))
        listed = [one async for one in rehearsal.process.client.list_workflows(f"WorkflowId = '{rehearsal.number}'")]
        shown = [str(one.search_attributes) + str(one.typed_search_attributes) for one in listed]
    var = installation.local.settings.var
    kept = [*var.glob("temporal.db*"), *(var / "log").glob("*.log")]
    names = {file.name for file in kept}
    assert {"temporal.db", "temporal.db-wal", "worker.log", "api.log", "temporal.log"} <= names
    for file in kept:
        if file.name != "testbed.log":
            assert found(file, (*MARKS, *references)) == [], file.name
    assert shown
    assert not any(mark in text for mark in (*MARKS, *references) for text in shown)


async def test_operators_read_what_describes_nobody(installation: Installation) -> None:
    async with moved(installation) as rehearsal:
        history = await rehearsal.handle.fetch_history()
    summaries = [
        event.user_metadata.summary.data.decode()
        for event in history.events
        if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED
    ]
    assert any("ask resident-register" in summary for summary in summaries)
    kept = b"".join(file.read_bytes() for file in sorted(installation.local.settings.var.glob("temporal.db*")))
    assert b"ask resident-register" in kept, "and so the search above would have found what stands in clear"


def test_the_search_finds_a_mark_in_every_form(tmp_path: Path) -> None:
    for prefix in (b"", b"a", b"ab"):
        for held in (NAME.encode(), base64.b64encode(prefix + NAME.encode() + b"rest")):
            file = tmp_path / "held"
            file.write_bytes(b"before" + held + b"after")
            assert NAME in found(file, (NAME,))
