"""A town, a store and the API over them, for each test."""

import asyncio
import itertools
import json
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx2
import pytest
import uvicorn

from ichido.channels import HttpChannel
from ichido.compiler.edition import edition
from ichido.doors.authorities import Authorities
from ichido.doors.desk import Desk
from ichido.doors.registries import Registries
from ichido.language.catalogue import Catalogue, load
from ichido.local.postgres import PostgresServer
from ichido.partners import Directory
from ichido.security.key_files import FileKeys
from ichido.services import HttpDataService
from ichido.settings import Settings
from ichido.store.migrate import migrate
from ichido.store.published import Current, publish
from ichido.store.store import Store
from ichido.testbed import Mode, build
from portal.api import create_app
from tests.portal.marking import Marking
from tests.portal.memory import InMemory
from tests.portal.office import Office
from tests.testbed.town import Town, running

PROCEDURES = Path(__file__).parents[2] / "tests" / "first"
# Nothing here speaks TLS, and to read the certificates anew takes a client longer than most requests.
TLS = ssl.create_default_context()
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The catalogue this repository comes with."""
    found, problems = load(PROCEDURES)
    assert not problems
    return found


@pytest.fixture(scope="session")
def portal_database(postgres_server: PostgresServer) -> Iterator[str]:
    """The name of a migrated database to copy."""
    migrate(postgres_server.create("portal_migrated"))
    yield "portal_migrated"
    postgres_server.drop("portal_migrated")


@pytest.fixture
def town(catalogue: Catalogue) -> Iterator[Town]:
    """A town whose authorities say only what they are told to."""
    with running(build(catalogue, seed=7, mode=Mode.SCRIPTED, moment=0.05, households=3)) as town:
        yield town


@pytest.fixture
def partners(town: Town, tmp_path: Path) -> Path:
    """The file that names the town's authorities as partners."""
    file = tmp_path / "partners.json"
    file.write_text(json.dumps(town.client.get("/control/directory").json()))
    return file


@pytest.fixture
def directory(partners: Path) -> Directory:
    """The town's authorities as partners."""
    return Directory(partners)


@pytest.fixture
async def store(postgres_server: PostgresServer, portal_database: str, tmp_path: Path) -> AsyncIterator[Store]:
    """A migrated, empty store."""
    name = f"portal_{next(_numbers)}"
    opened = Store(postgres_server.create(name, portal_database), FileKeys(tmp_path / "keys"))
    yield opened
    await opened.close()
    postgres_server.drop(name)


@pytest.fixture
async def desk(store: Store, catalogue: Catalogue, directory: Directory) -> AsyncIterator[Desk]:
    """What runs cases needs to reach partners."""

    async def no_door(authority: str) -> None:
        """Nothing stands in the way here."""

    async with httpx2.AsyncClient(trust_env=False, verify=TLS) as http:
        operation = Current(store).operation
        yield Desk(
            store=store,
            registries=Registries(HttpDataService(http), directory, operation),
            authorities=Authorities(HttpChannel(http), directory, operation),
            operation=operation,
            open_door=no_door,
            lookup_seconds=2.0,
            retry_seconds=1.0,
        )


@pytest.fixture
def open_seconds() -> float:
    """How long who opens a case waits for it at most."""
    return 3.0


@pytest.fixture
def clamd() -> str | None:
    """Where documents are scanned."""
    return None


@pytest.fixture
async def office(
    store: Store,
    desk: Desk,
    catalogue: Catalogue,
    directory: Directory,
    town: Town,
    tmp_path: Path,
    open_seconds: float,
    clamd: str | None,
) -> AsyncIterator[Office]:
    """The API on a free port, with cases that run in memory."""
    settings = Settings(var=tmp_path / "var", open_seconds=open_seconds, rehearsals=True, clamd=clamd)
    line = InMemory(desk)
    async with store.transaction() as session:
        await publish(session, edition(catalogue), "tests")
    app = create_app(store, directory, line, settings)
    app.add_middleware(Marking)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
        serving = asyncio.create_task(server._serve(sockets=[listener]))
        while not server.started:
            await asyncio.sleep(0.01)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        town.client.post("/control/answers", json={"url": url})
        async with httpx2.AsyncClient(base_url=url, trust_env=False, verify=TLS, timeout=10) as api:
            yield Office(api, store, line, app.state.relay, town, directory, settings)
        server.should_exit = True
        await serving
