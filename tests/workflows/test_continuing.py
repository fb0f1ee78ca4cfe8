"""A case whose history grows long goes on in a new run: its periods run on, and nothing is asked for twice."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowExecutionStatus, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from ichido.case.expect import differences
from ichido.local.temporal import TemporalServer
from ichido.rehearsal.run import Rehearsal
from ichido.settings import Settings
from tests.rehearsal.rig import Rig, rig_of
from tests.testbed.town import ICHIKAWA, Town
from tests.workflows.family import answered, concluded, events, opened, until

SOON = 8
"""Events after which the server suggests that a run continues as a new one: every quiet moment does."""


class HastyServer(TemporalServer):
    """A server that finds histories long very soon."""

    def _command(self) -> tuple[str, ...]:
        return (*super()._command(), "--dynamic-config-value", f"limit.historyCount.suggestContinueAsNew={SOON}")


@pytest.fixture(scope="module")
def hasty_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TemporalServer]:
    """Such a server, for this module."""
    server = HastyServer(None, tmp_path_factory.mktemp("hasty") / "temporal.log")
    server.start()
    yield server
    server.stop()


@pytest.fixture
async def hasty_rig(installation: tuple[Town, Settings], hasty_server: TemporalServer) -> AsyncIterator[Rig]:
    """An installation on it, with a worker."""
    town, settings = installation
    there = settings.model_copy(update={"temporal_address": hasty_server.address})
    async with rig_of(there, town) as rig, rig.worker():
        yield rig


async def runs(rig: Rig, number: str) -> list[WorkflowExecutionStatus | None]:
    """How each run of a case ended, the oldest first."""
    found = [one async for one in rig.process.client.list_workflows(f"WorkflowId = '{number}'")]
    return [one.status for one in sorted(found, key=lambda one: one.start_time)]


async def is_continued(rehearsal: Rehearsal) -> bool:
    """Whether the newest run of a case goes on where another ended."""
    first = (await rehearsal.handle.fetch_history()).events[0].workflow_execution_started_event_attributes
    return bool(first.continued_execution_run_id)


async def test_a_scenario_comes_out_the_same_over_several_runs(hasty_rig: Rig) -> None:
    scenario = hasty_rig.scenarios[0]
    rehearsal = await hasty_rig.rehearsal(scenario)
    observed = await rehearsal.run()
    assert differences(scenario.expect, observed) == ()
    assert observed.complete
    assert (await rehearsal.handle.describe()).status is WorkflowExecutionStatus.COMPLETED
    held = [one for _, one in await rehearsal.town.held() if one["case"] == rehearsal.number]
    assert sorted(one["procedure"] for one in held) == ["moving-in", "moving-out", "school-support"]
    assert {one["times_sent"] for one in held} == {1}

    async def listed() -> bool:
        ended = await runs(hasty_rig, rehearsal.number)
        return len(ended) > 1 and ended[-1] is WorkflowExecutionStatus.COMPLETED

    await until(listed)
    *earlier, _ = await runs(hasty_rig, rehearsal.number)
    assert set(earlier) == {WorkflowExecutionStatus.CONTINUED_AS_NEW}


async def test_a_period_runs_on_in_the_new_run(hasty_rig: Rig) -> None:
    rehearsal = await opened(hasty_rig)

    async def continued() -> bool:
        return await is_continued(rehearsal) and (await events(rehearsal))["TIMER_STARTED"] > 0

    await until(continued)
    history = await rehearsal.handle.fetch_history()
    timers = [one for one in history.events if one.event_type == EventType.EVENT_TYPE_TIMER_STARTED]
    assert [timer.user_metadata.summary.data.decode() for timer in timers] == ['"unsubmitted by 2026-04-19"']
    assert (await events(rehearsal))["ACTIVITY_TASK_SCHEDULED"] == 0, "what was asked is not asked again"
    await rehearsal.move_to(rehearsal.scenario.today + timedelta(days=31))
    assert (await rehearsal.stored()).close_reason == "abandoned"


async def test_answers_sent_again_to_the_new_run_are_stale(hasty_rig: Rig) -> None:
    rehearsal = await answered(hasty_rig)

    async def continued() -> bool:
        return await is_continued(rehearsal) and (await events(rehearsal))["WORKFLOW_TASK_COMPLETED"] > 0

    await until(continued)
    conclusions = await concluded(rehearsal)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await rehearsal.handle.execute_update("answered", conclusions, id=f"answered-{conclusions.revision}")
    assert isinstance(refused.value.cause, ApplicationError)
    assert refused.value.cause.type == "stale-revision"
    assert [one["times_sent"] for one in hasty_rig.town.held(ICHIKAWA)] == [1]
