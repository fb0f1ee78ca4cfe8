"""The scenarios of whole countries, each with nothing but its catalogue, come out as on the core."""

import pytest

from ichido.case.expect import differences
from ichido.language.kinds import Scenario
from tests.rehearsal.rig import Rig
from tests.rehearsal.rigged import COUNTRIES
from tests.rehearsal.test_scenarios import comparable, held_once, simulated
from tests.testbed.town import catalogue

SCENARIOS = [(country, d.model) for country, folder in COUNTRIES.items() for d in catalogue(folder).scenarios]


@pytest.mark.parametrize(("country", "scenario"), SCENARIOS, ids=lambda one: getattr(one, "scenario", one))
async def test_a_scenario_of_a_country_comes_out_as_on_the_core(there: Rig, scenario: Scenario) -> None:
    rehearsal = await there.rehearsal(scenario)
    observed = await rehearsal.run()
    assert differences(scenario.expect, observed) == ()
    if not rehearsal.number:
        # Nobody had a right to open it: there is no case at all, where the core alone has one that stands still.
        alone = simulated(there.catalogue, scenario)
        assert observed.refused and observed.refused.items() <= alone.refused.items()
        assert (alone.asked, alone.sequence, alone.outcomes) == ((), (), {})
        return
    assert comparable(observed) == comparable(simulated(there.catalogue, scenario))
    await held_once(rehearsal, observed)
