"""One installation of real processes for all faults; connections of each test's own."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from ichido.language.catalogue import Catalogue, load
from ichido.local import Local
from ichido.rehearsal.installation import Installation
from ichido.settings import Settings
from tests.faults.town import FaultyTown, connected

PROCEDURES = Path(__file__).parents[2] / "tests" / "first"
QUICK = {"door_retry_seconds": 0.5, "lease_seconds": 2.0, "sweep_seconds": 1.0, "lookup_seconds": 1.0}
"""Everything that waits for a while waits for a short one; the rest is as in an installation."""


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The definitions of this repository."""
    found, problems = load(PROCEDURES)
    assert not problems
    return found


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Servers that keep what they promise to keep, and the processes beside them."""
    var = tmp_path_factory.mktemp("faults") / "var"
    settings = Settings(var=var, catalogue=PROCEDURES, rehearsals=True).model_copy(update=QUICK)
    with Local(settings) as local:
        installation = Installation(local)
        installation.begin()
        installation.finish()
        yield installation


@pytest.fixture
async def town(installation: Installation, catalogue: Catalogue) -> AsyncIterator[FaultyTown]:
    """Everything up and in order."""
    async with connected(installation, catalogue) as found:
        yield found
