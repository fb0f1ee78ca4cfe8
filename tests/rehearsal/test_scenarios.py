"""Every scenario comes out on real servers as it does on the core alone."""

from dataclasses import replace

import pytest
from temporalio.client import WorkflowExecutionStatus

from ichido.case.expect import Observed, differences
from ichido.case.simulate import before, simulation
from ichido.compiler.compile import compile_plan
from ichido.compiler.plan import Plan
from ichido.language.catalogue import Catalogue, load
from ichido.language.kinds import Scenario
from ichido.rehearsal.run import Rehearsal
from tests.rehearsal.rig import PROCEDURES, Rig

SCENARIOS = tuple(document.model for document in load(PROCEDURES)[0].scenarios)
each_scenario = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.scenario)


def simulated(catalogue: Catalogue, scenario: Scenario) -> Observed:
    """What comes out on the core alone."""
    others = {document.id: document.model for document in catalogue.scenarios}

    def plan_of(one: Scenario) -> Plan:
        return compile_plan(catalogue, one.life_event)

    earlier = before(scenario, others, plan_of, catalogue.places)
    return simulation(plan_of(scenario), scenario, catalogue.places, earlier).run()


def comparable(observed: Observed) -> Observed:
    """What came out; what comes at one moment has no order."""
    return replace(observed, asked=tuple(sorted(observed.asked)), overdue=tuple(sorted(observed.overdue)))


def test_there_are_scenarios() -> None:
    assert len(SCENARIOS) >= 4


async def held_once(rehearsal: Rehearsal, observed: Observed) -> None:
    """Each authority holds each version of what it was sent once, and was sent it once."""
    held = [one for _, one in await rehearsal.town.held() if one["case"] == rehearsal.number]
    filings = (await rehearsal.stored()).record.filings.values()
    assert len({(one["procedure"], one["about"], one["version"]) for one in held}) == len(held)
    assert len(held) == sum(filing.sent for filing in filings if not filing.noted_with)
    assert sum(filing.sent for filing in filings) == sum(observed.versions.values())
    assert all(one["times_sent"] == 1 for one in held)


@each_scenario
async def test_a_scenario_comes_out_as_on_the_core(rig: Rig, scenario: Scenario) -> None:
    assert rig.process.settings.sandbox
    rehearsal = await rig.rehearsal(scenario)
    observed = await rehearsal.run()
    assert differences(scenario.expect, observed) == ()
    assert comparable(observed) == comparable(simulated(rig.catalogue, scenario))
    assert observed.complete
    assert (await rehearsal.handle.describe()).status is WorkflowExecutionStatus.COMPLETED
    await held_once(rehearsal, observed)


@pytest.mark.parametrize("scenario", SCENARIOS[-2:], ids=lambda scenario: scenario.scenario)
async def test_a_scenario_comes_out_the_same_when_every_step_replays(idle_rig: Rig, scenario: Scenario) -> None:
    settings = idle_rig.process.settings.model_copy(update={"max_cached_workflows": 0})
    async with idle_rig.worker(settings):
        rehearsal = await idle_rig.rehearsal(scenario)
        observed = await rehearsal.run()
    assert comparable(observed) == comparable(simulated(idle_rig.catalogue, scenario))
    await held_once(rehearsal, observed)
