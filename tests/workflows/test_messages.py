"""What a case is told: once, in any order, and nothing stale."""

import asyncio

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from tests.rehearsal.rig import Rig
from tests.workflows.family import answered, concluded, events, opened, until

COMMANDS = (
    "ACTIVITY_TASK_SCHEDULED",
    "TIMER_STARTED",
    "TIMER_CANCELED",
    "MARKER_RECORDED",
    "UPSERT_WORKFLOW_SEARCH_ATTRIBUTES",
)


async def test_stale_answers_are_refused_and_leave_no_event(rig: Rig) -> None:
    rehearsal = await answered(rig)
    before = await events(rehearsal)
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await rehearsal.handle.execute_update("answered", await concluded(rehearsal))
    assert isinstance(refused.value.cause, ApplicationError)
    assert refused.value.cause.type == "stale-revision"
    assert await events(rehearsal) == before


async def test_a_case_that_has_something_newer_counts_as_told(rig: Rig) -> None:
    rehearsal = await answered(rig)
    assert await rig.process.line.answered(rehearsal.number, await concluded(rehearsal))


async def test_what_is_told_late_or_twice_changes_nothing(rig: Rig) -> None:
    rehearsal = await opened(rig)
    old = await concluded(rehearsal)
    rehearsal.scenario = rig.scenarios[0].model_copy(update={"happens": ()})
    rehearsal.answers = dict(rehearsal.scenario.answers)
    await rehearsal.answer_all()
    before, newest = await events(rehearsal), await concluded(rehearsal)
    for conclusions in (old, newest, old, newest):
        assert await rig.process.line.told(rehearsal.number, conclusions)

    async def heard() -> bool:
        after = await events(rehearsal)
        started, completed = after["WORKFLOW_TASK_SCHEDULED"], after["WORKFLOW_TASK_COMPLETED"]
        return after["WORKFLOW_EXECUTION_SIGNALED"] == before["WORKFLOW_EXECUTION_SIGNALED"] + 4 and (
            started == completed > before["WORKFLOW_TASK_COMPLETED"]
        )

    await until(heard)
    after = await events(rehearsal)
    assert {name: after[name] for name in COMMANDS} == {name: before[name] for name in COMMANDS}


async def test_a_case_opened_twice_runs_once(rig: Rig) -> None:
    rehearsal = await opened(rig)
    first = await rehearsal.handle.describe()
    assert await asyncio.gather(rig.process.line.open(rehearsal.number), rig.process.line.open(rehearsal.number))
    second = await rehearsal.handle.describe()
    assert (first.id, first.run_id) == (second.id, second.run_id)


async def test_a_key_sent_twice_gives_the_case_that_it_stands_for(rig: Rig) -> None:
    rehearsal = await rig.rehearsal(rig.scenarios[0])
    wish = {
        "life_event": "moving",
        "applicant": rehearsal.settled.whom("hanako"),
    }
    numbers = {(await rehearsal.person.open("the same key", wish))["number"] for _ in range(2)}
    assert len(numbers) == 1
    running = [number async for number in rig.process.line.cases.running()]
    assert len(running) <= 1, "the lists of Temporal may be a moment late"


async def test_a_closed_case_does_not_start_again(rig: Rig) -> None:
    rehearsal = await rig.rehearsal(rig.scenarios[0])
    assert (await rehearsal.run()).complete
    before = await rehearsal.handle.describe()
    assert await rig.process.line.open(rehearsal.number), "its form was ready once"
    assert (await rehearsal.handle.describe()).run_id == before.run_id
    assert not await rig.process.line.told(rehearsal.number, await concluded(rehearsal))
    assert not await rig.process.line.answered(rehearsal.number, await concluded(rehearsal))
