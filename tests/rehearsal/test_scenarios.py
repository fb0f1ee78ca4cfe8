"""Every scenario comes out on real servers as it does on the core alone."""


import pytest

from ichido.case.expect import Observed, differences
from ichido.case.simulate import simulate
from ichido.compiler.compile import compile_plan
from ichido.doors.desk import places_of
from ichido.language.catalogue import Catalogue, load
from ichido.language.kinds import Scenario
from tests.rehearsal.rig import PROCEDURES, Rig

SCENARIOS = tuple(document.model for document in load(PROCEDURES)[0].scenarios)
each_scenario = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.scenario)


def simulated(catalogue: Catalogue, scenario: Scenario) -> Observed:
    """What comes out on the core alone."""
    return simulate(compile_plan(catalogue, scenario.life_event), scenario, places_of(catalogue))


def test_there_are_scenarios() -> None:
    assert len(SCENARIOS) >= 4


@each_scenario
async def test_a_scenario_comes_out_as_on_the_core(rig: Rig, scenario: Scenario) -> None:
    rehearsal = await rig.rehearsal(scenario)
    observed = await rehearsal.run()
    assert differences(scenario.expect, observed) == ()
    assert observed == simulated(rig.catalogue, scenario)
    assert observed.complete


@each_scenario
async def test_a_scenario_comes_out_the_same_when_every_step_replays(idle_rig: Rig, scenario: Scenario) -> None:
    settings = idle_rig.process.settings.model_copy(update={"max_cached_workflows": 0})
    async with idle_rig.worker(settings):
        rehearsal = await idle_rig.rehearsal(scenario)
        observed = await rehearsal.run()
    assert observed == simulated(idle_rig.catalogue, scenario)
