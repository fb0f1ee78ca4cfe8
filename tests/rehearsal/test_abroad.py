"""A scenario of another country, whose registers and offices are in its catalogue alone, comes out as on the core."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from ichido.case.expect import differences
from ichido.language.kinds import Scenario
from ichido.local.postgres import PostgresServer
from ichido.settings import Settings
from tests.rehearsal.rig import Rig, rig_of, town_of
from tests.rehearsal.test_scenarios import comparable, held_once, simulated
from tests.testbed.town import catalogue

GREECE = Path(__file__).parents[1] / "abroad" / "gr"
SCENARIOS = tuple(document.model for document in catalogue(GREECE).scenarios)


@pytest.fixture
async def greek(settings: Settings, postgres_server: PostgresServer, rigged_database: str) -> AsyncIterator[Rig]:
    """Everything, as an installation in Greece would have it."""
    url = SecretStr(postgres_server.create("rigged_abroad", rigged_database))
    with town_of(settings.model_copy(update={"database_url": url}), GREECE) as (town, abroad):
        async with rig_of(abroad, town) as rig, rig.worker():
            yield rig
    postgres_server.drop("rigged_abroad")


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.scenario)
async def test_a_scenario_of_greece_comes_out_as_on_the_core(greek: Rig, scenario: Scenario) -> None:
    rehearsal = await greek.rehearsal(scenario)
    observed = await rehearsal.run()
    assert differences(scenario.expect, observed) == ()
    assert comparable(observed) == comparable(simulated(greek.catalogue, scenario))
    assert observed.complete
    await held_once(rehearsal, observed)
