"""The rig as fixtures: a database, a pretend government, an API and a worker of each test's own."""

import itertools
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from ichido.language.catalogue import Catalogue, load
from ichido.local.postgres import PostgresServer
from ichido.settings import Settings
from ichido.store.migrate import migrate
from tests.rehearsal.rig import PROCEDURES, Rig, rig_of, town_of
from tests.testbed.town import Town

TOP = Path(__file__).parents[2]
COUNTRIES = {"gr": TOP / "tests/abroad/gr", "jp": TOP / "procedures/jp"}

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The definitions of this repository."""
    found, problems = load(PROCEDURES)
    assert not problems
    return found


@pytest.fixture(scope="session")
def rigged_database(postgres_server: PostgresServer) -> Iterator[str]:
    """The name of a migrated database to copy."""
    # Rooms that import this fixture each have one of their own.
    name = f"rigged_{next(_numbers)}"
    url = Settings(database_url=SecretStr(postgres_server.create(name))).sqlalchemy_url
    assert url
    migrate(url)
    yield name
    postgres_server.drop(name)


@pytest.fixture
def installation(
    postgres_server: PostgresServer, rigged_database: str, temporal_address: str, tmp_path: Path
) -> Iterator[tuple[Town, Settings]]:
    """A pretend government, and the settings of an installation with an empty store and its own task queue."""
    name = f"rig_{next(_numbers)}"
    settings = Settings(
        var=tmp_path / "var",
        temporal_address=temporal_address,
        database_url=SecretStr(postgres_server.create(name, rigged_database)),
        task_queue=f"ichido-{os.getpid()}-{name}",
    )
    with town_of(settings) as found:
        yield found
    postgres_server.drop(name)


@pytest.fixture
async def idle_rig(installation: tuple[Town, Settings]) -> AsyncIterator[Rig]:
    """Everything but a worker."""
    town, settings = installation
    async with rig_of(settings, town) as rig:
        yield rig


@pytest.fixture
async def rig(idle_rig: Rig) -> AsyncIterator[Rig]:
    """Everything, with a worker whose sandbox is on."""
    async with idle_rig.worker():
        yield idle_rig


@pytest.fixture
async def there(
    country: str, settings: Settings, postgres_server: PostgresServer, rigged_database: str
) -> AsyncIterator[Rig]:
    """Everything, as an installation in that country would have it."""
    url = SecretStr(postgres_server.create("rigged_there", rigged_database))
    with town_of(settings.model_copy(update={"database_url": url}), COUNTRIES[country]) as (town, settled):
        async with rig_of(settled, town) as rig, rig.worker():
            yield rig
    postgres_server.drop("rigged_there")
