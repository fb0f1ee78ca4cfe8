"""How a case ends when nobody acts."""

from datetime import timedelta

import pytest
from temporalio.client import WorkflowExecutionStatus

from ichido.case.messages import CaseResult
from ichido.rehearsal.person import Problem
from ichido.security.keys import KeyUnavailable
from tests.rehearsal.rig import Rig
from tests.workflows.family import opened, until


async def test_a_case_nobody_answers_closes_after_thirty_days(rig: Rig) -> None:
    rehearsal = await opened(rig)
    await rehearsal.move_to(rehearsal.scenario.today + timedelta(days=30))
    assert (await rehearsal.stored()).closed_at is None
    await rehearsal.move_to(rehearsal.scenario.today + timedelta(days=31))

    async def closed() -> bool:
        return (await rehearsal.handle.describe()).status is WorkflowExecutionStatus.COMPLETED

    await until(closed)
    stored = await rehearsal.stored()
    assert (stored.stage, stored.close_reason) == ("closed", "abandoned")
    assert stored.closed_at is not None
    handle = rig.process.client.get_workflow_handle(rehearsal.number, result_type=CaseResult)
    assert await handle.result() == CaseResult(closed="abandoned", outcomes={})
    with pytest.raises(Problem) as refused:
        await rehearsal.person.answer(rehearsal.number, stored.revision, dict(rig.scenarios[0].answers))
    assert refused.value.code == "case-closed"


async def test_what_nobody_submitted_is_forgotten_once_its_workflow_has_ended(rig: Rig) -> None:
    rehearsal = await opened(rig)
    assert rehearsal.number not in await rig.process.line.sweep(timedelta(0))
    await rehearsal.move_to(rehearsal.scenario.today + timedelta(days=31))

    async def forgotten() -> bool:
        await rig.process.line.sweep(timedelta(0))
        try:
            await rehearsal.stored()
        except KeyUnavailable:
            return True
        return False

    await until(forgotten)
    with pytest.raises(KeyUnavailable):
        await rig.process.store.keys.key_for(rehearsal.number)
