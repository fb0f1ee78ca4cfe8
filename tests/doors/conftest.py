"""A desk with a store of its own and one partner whose every byte a test decides."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from ichido.channels.http import HttpChannel
from ichido.compiler.compile import compile_plan
from ichido.compiler.edition import Operation
from ichido.compiler.plan import Plan
from ichido.doors.authorities import Authorities
from ichido.doors.desk import Desk
from ichido.doors.registries import Registries
from ichido.language.catalogue import load
from ichido.language.kinds.authority import Reach
from ichido.local.postgres import PostgresServer
from ichido.partners import LINKS, Directory
from ichido.services.http import HttpDataService
from ichido.store.migrate import migrate
from ichido.store.store import Store
from tests.services.raw import SECRET, Behaviour, Raw, partner
from tests.store.conftest import store, store_url

__all__ = ["store", "store_url"]

PROCEDURES = Path(__file__).parents[2] / "tests" / "first"
CITY = "122033"
LINKING = "whsec_" + "c2VjcmV0LW9mLXRoZS1saW5raW5nLXNlcnZpY2U="


@dataclass(frozen=True)
class Office:
    """A desk, the one partner that it has, and the doors that were opened."""

    desk: Desk
    raw: Raw
    opened: list[str]


@pytest.fixture(scope="session")
def migrated(postgres_server: PostgresServer) -> Iterator[str]:
    """The name of a migrated database to copy."""
    migrate(postgres_server.create("migrated_for_doors"))
    yield "migrated_for_doors"
    postgres_server.drop("migrated_for_doors")


@pytest.fixture(scope="session")
def moving() -> Plan:
    """The family's move."""
    catalogue, problems = load(PROCEDURES)
    assert not problems
    return compile_plan(catalogue, "moving")


@asynccontextmanager
async def office_of(store: Store, folder: Path, behaviour: Behaviour, reach: Reach) -> AsyncIterator[Office]:
    """An office that behaves like this, and is reached like that."""
    opened: list[str] = []

    async def open_door(authority: str) -> None:
        opened.append(authority)

    async def operation() -> Operation:
        return Operation(registries={"resident-register": Reach(http="residents")}, authorities={"municipality": reach})

    async with partner(behaviour) as raw, httpx2.AsyncClient(trust_env=False) as http:
        file = folder / "partners.json"
        entries = {CITY: {"url": raw.partner.url, "secret": SECRET}, LINKS: {"secret": LINKING}}
        file.write_text(json.dumps(entries))
        directory = Directory(file)
        yield Office(
            desk=Desk(
                store=store,
                registries=Registries(HttpDataService(http), directory, operation),
                authorities=Authorities(HttpChannel(http, 0.5), directory, operation),
                operation=operation,
                open_door=open_door,
                lookup_seconds=0.5,
                retry_seconds=0.0,
            ),
            raw=raw,
            opened=opened,
        )
