"""What a crash leaves half done is found and mended by the sweeper."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

from temporalio.client import WorkflowExecutionStatus

from ichido.case.conclusions import Conclusions
from ichido.partners import Directory
from ichido.settings import Settings
from ichido.store import tasks
from portal.api import create_app
from portal.case_line import Unreachable
from tests.rehearsal.rig import Rig, rig_of, serving
from tests.testbed.town import ICHIKAWA, Town
from tests.workflows.family import answered, concluded, opened, until

NOW = timedelta(0)


class Cut:
    """A line on which nobody ever answers: what the API looks like to a case when it dies after its commit."""

    async def open(self, number: str) -> bool:
        """Reach nobody."""
        raise Unreachable(number)

    async def answered(self, number: str, conclusions: Conclusions) -> bool:
        """Reach nobody."""
        raise Unreachable(number)

    async def told(self, number: str, conclusions: Conclusions) -> bool:
        """Reach nobody."""
        raise Unreachable(number)

    async def is_running(self, number: str) -> bool:
        """Reach nobody."""
        raise Unreachable(number)

    async def end(self, number: str) -> None:
        """Reach nobody."""
        raise Unreachable(number)


@asynccontextmanager
async def cut_off(rig: Rig) -> AsyncIterator[Rig]:
    """The same installation, with an API that reaches no case."""
    process, partners = rig.process, rig.process.settings.partners
    assert partners is not None
    app = create_app(process.store, Directory(partners), Cut(), process.settings)
    async with serving(app) as api:
        yield replace(rig, app=app, stage=replace(rig.stage, api=api))


async def wish(rig: Rig) -> str:
    """Open the family's case and give its number; its form cannot be ready."""
    rehearsal = await rig.rehearsal(rig.scenarios[0])
    applicant = rehearsal.settled.whom("hanako")
    given = await rehearsal.person.open("key", {"life_event": "moving", "applicant": applicant})
    assert not given["ready"]
    number: str = given["number"]
    return number


async def ready(rig: Rig, number: str) -> None:
    """Wait until a case has said that its form is ready."""

    async def said() -> bool:
        rehearsal = await rig.rehearsal(rig.scenarios[0])
        rehearsal.number = number
        return (await rehearsal.stored()).stage == "answering"

    await until(said)


async def test_a_case_without_a_worker_is_late_and_starts_when_there_is_one(
    installation: tuple[Town, Settings],
) -> None:
    town, settings = installation
    async with rig_of(settings.model_copy(update={"open_seconds": 0.5}), town) as rig:
        number = await wish(rig)
        async with rig.worker():
            assert number in await rig.process.line.sweep(NOW)
            await ready(rig, number)


async def test_a_row_without_a_workflow_is_started(rig: Rig) -> None:
    async with cut_off(rig) as cut:
        number = await wish(cut)
    assert await rig.process.line.sweep(timedelta(minutes=1)) == (), "whoever opens it has a while to start it"
    assert await rig.process.line.sweep(NOW) == (number,)
    await ready(rig, number)
    assert await rig.process.line.sweep(NOW) == ()


async def test_answers_that_never_reached_the_workflow_are_told_again(rig: Rig) -> None:
    rehearsal = await opened(rig)
    async with cut_off(rig) as cut:
        person = replace(rehearsal.person, url=cut.stage.api)
        names = await rehearsal.names()
        answers = {names.id(key): names.ids(value) for key, value in rig.scenarios[0].answers.items()}
        form = await person.read(rehearsal.number, "form")
        await person.answer(rehearsal.number, form["revision"], answers)
    assert (await concluded(rehearsal)).submitted
    assert rig.town.held(ICHIKAWA) == []
    assert await rig.process.line.sweep(timedelta(minutes=1)) == (), "it may be on its way"
    assert await rig.process.line.sweep(NOW) == (rehearsal.number,)

    async def sent() -> bool:
        return len(rig.town.held(ICHIKAWA)) == 1

    await until(sent)


async def test_a_case_that_has_heard_everything_is_left_alone(rig: Rig) -> None:
    rehearsal = await answered(rig)

    async def at_rest() -> bool:
        return await rig.process.line.sweep(NOW) == ()

    await until(at_rest)
    before = (await rehearsal.handle.describe()).history_length
    assert await rig.process.line.sweep(NOW) == ()
    assert (await rehearsal.handle.describe()).history_length == before


async def test_a_workflow_without_a_row_is_found(idle_rig: Rig) -> None:
    client, settings = idle_rig.process.client, idle_rig.process.settings
    handle = await client.start_workflow("moving", {}, id="nobodys", task_queue=settings.task_queue)

    async def found() -> bool:
        return await idle_rig.process.line.orphans() == ("nobodys",)

    await until(found)
    assert (await handle.describe()).status is WorkflowExecutionStatus.RUNNING, "it is told, not ended"


async def test_one_case_that_cannot_be_mended_holds_up_no_other(rig: Rig) -> None:
    async with cut_off(rig) as cut:
        forgotten = await wish(cut)
    await rig.process.store.keys.destroy(forgotten)
    rehearsal = await rig.rehearsal(rig.scenarios[0])
    async with cut_off(rig) as cut:
        person = replace(rehearsal.person, url=cut.stage.api)
        applicant = rehearsal.settled.whom("hanako")
        wished = {"life_event": "moving", "applicant": applicant, "again": True}
        number = (await person.open("another key", wished))["number"]
    assert await rig.process.line.sweep(NOW) == (number,)


async def left_to_person(rig: Rig, number: str) -> list[str]:
    async with rig.process.store.transaction() as session:
        return [one.task.kind for one in await tasks.open_tasks(session, number)]


async def test_a_case_whose_workflow_was_ended_is_left_to_a_person_once(rig: Rig) -> None:
    rehearsal = await opened(rig)
    assert await rig.process.line.lost() == ()
    await rehearsal.handle.terminate("somebody's mistake")
    for _ in range(2):
        assert await rig.process.line.lost() == (rehearsal.number,)
    assert await left_to_person(rig, rehearsal.number) == ["workflow-lost"]


async def test_a_case_ended_before_it_ever_spoke_is_not_mended_again_and_again(idle_rig: Rig) -> None:
    async with cut_off(idle_rig) as cut:
        number = await wish(cut)
    line = idle_rig.process.line
    await line.cases.client.start_workflow("moving", {}, id=number, task_queue=line.settings.task_queue)
    await line.cases.client.get_workflow_handle(number).terminate("somebody's mistake")
    assert await line.sweep(NOW) == ()
    assert await left_to_person(idle_rig, number) == ["workflow-lost"]
