"""The command as the tests of its verbs call it, and the API as its own tests run it."""

from collections.abc import Iterator

import pytest

from ichido.local.postgres import PostgresServer
from ichido.store.migrate import migrate
from tests.cli.conftest import ichido
from tests.portal.conftest import *  # noqa: F403  # an office takes fixtures that take fixtures

__all__ = ["ichido"]


@pytest.fixture(scope="session")
def portal_database(postgres_server: PostgresServer) -> Iterator[str]:
    """The name of a migrated database to copy, beside the one of the API's own tests."""
    migrate(postgres_server.create("docs_migrated"))
    yield "docs_migrated"
    postgres_server.drop("docs_migrated")
