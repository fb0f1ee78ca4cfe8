"""A migrated, empty store for each test."""

import itertools
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from ichido.compiler.plan import Plan
from ichido.local.postgres import PostgresServer
from ichido.security.key_files import FileKeys
from ichido.store.migrate import migrate
from ichido.store.store import Store
from tests.store.opening import empty_plan, opened

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def migrated(postgres_server: PostgresServer) -> Iterator[str]:
    """The name of a migrated database to copy."""
    migrate(postgres_server.create("migrated"))
    yield "migrated"
    postgres_server.drop("migrated")


@pytest.fixture
def store_url(postgres_server: PostgresServer, migrated: str) -> Iterator[str]:
    """The address of a migrated database of this test's own."""
    name = f"store_{next(_numbers)}"
    yield postgres_server.create(name, migrated)
    postgres_server.drop(name)


@pytest.fixture
async def store(store_url: str, tmp_path: Path) -> AsyncIterator[Store]:
    """A store with a wrapping keys of its own."""
    opened = Store(store_url, FileKeys(tmp_path / "keys"))
    yield opened
    await opened.close()


@pytest.fixture
def plan() -> Plan:
    """The smallest plan: a life event of nothing."""
    return empty_plan("moving")


@pytest.fixture
async def number(store: Store, plan: Plan) -> str:
    """An open case."""
    return await opened(store, plan, "key-1")
