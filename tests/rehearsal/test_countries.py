"""The scenarios of whole countries, each with nothing but its catalogue, come out as on the core."""

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

TOP = Path(__file__).parents[2]
COUNTRIES = {"gr": TOP / "tests/abroad/gr", "jp": TOP / "procedures/jp"}
SCENARIOS = [(country, d.model) for country, folder in COUNTRIES.items() for d in catalogue(folder).scenarios]


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


@pytest.mark.parametrize(("country", "scenario"), SCENARIOS, ids=lambda one: getattr(one, "scenario", one))
async def test_a_scenario_of_a_country_comes_out_as_on_the_core(there: Rig, scenario: Scenario) -> None:
    rehearsal = await there.rehearsal(scenario)
    observed = await rehearsal.run()
    assert differences(scenario.expect, observed) == ()
    assert comparable(observed) == comparable(simulated(there.catalogue, scenario))
    await held_once(rehearsal, observed)
