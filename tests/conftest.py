"""Real servers for tests: started once a session and only if asked for, thrown away at its end."""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from ichido.local.postgres import ROLE, PostgresServer
from ichido.local.temporal import TemporalServer
from ichido.settings import Settings, variable

_numbers = itertools.count(1)


@pytest.fixture(scope="session", autouse=True)
def _no_settings_of_the_developer() -> Iterator[None]:
    """Whatever servers this shell points at are not for tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name, field in Settings.model_fields.items():
            patch.delenv(variable(name, field), raising=False)
        patch.setenv("ICHIDO_CACHE", "off")  # what is kept on this machine is not for tests either
        yield


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A PostgreSQL server of this session's own."""
    folder = tmp_path_factory.mktemp("postgres")
    server = PostgresServer(folder / "data", folder / "postgres.log", durable=False)
    server.start()
    with server.superuser() as connection:
        # What whoever breaks into a database would do: only such a one gets past the triggers.
        connection.execute(f"GRANT SET ON PARAMETER session_replication_role TO {ROLE}")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres_url(postgres_server: PostgresServer) -> str:
    """The address of a database that all tests of the session share."""
    return postgres_server.url()


@pytest.fixture
def database_url(postgres_server: PostgresServer) -> Iterator[str]:
    """The address of an empty database of this test's own, dropped afterwards."""
    name = f"test_{next(_numbers)}"
    yield postgres_server.create(name)
    postgres_server.drop(name)


@pytest.fixture(scope="session")
def temporal_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TemporalServer]:
    """A Temporal server of this session's own, in memory, with our search attributes."""
    server = TemporalServer(None, tmp_path_factory.mktemp("temporal") / "temporal.log")
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def temporal_address(temporal_server: TemporalServer) -> str:
    """Host and port of the session's Temporal server."""
    return temporal_server.address


@pytest.fixture
def settings(tmp_path: Path, temporal_address: str, database_url: str) -> Settings:
    """Settings of this test's own: the session's Temporal, an empty database, its own folder and task queue."""
    return Settings(
        var=tmp_path / "var",
        temporal_address=temporal_address,
        database_url=SecretStr(database_url),
        task_queue=f"ichido-{os.getpid()}-{next(_numbers)}",
    )
