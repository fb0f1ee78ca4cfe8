"""Whatever dies between the outcome of a correction and its telling, the first case hears of it, and once."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.client import WorkflowExecutionStatus

from ichido.compiler.correcting import CORRECTION
from ichido.language.kinds.scenario import Objection
from ichido.rehearsal.run import Rehearsal
from ichido.store import inbox
from tests.faults.town import ICHIKAWA, FaultyTown, Move, logged, until

pytestmark = pytest.mark.faults

NAME = Objection(fact="hanako.name", should_be="佐藤 華子", why="戸籍の字は華です")


async def in_question(town: FaultyTown) -> tuple[Move, str]:
    """A move that was sent with a name that is being put right."""
    move = await town.move(before="leaving")
    await move.rehearsal.contest(NAME)
    return move, move.rehearsal.corrections[NAME.fact]


async def granted(rehearsal: Rehearsal, correction: str) -> None:
    """The office that keeps the register puts it right."""
    at = datetime.now(UTC) + timedelta(seconds=(await rehearsal.outline()).shift)
    await rehearsal.town.say(ICHIKAWA, correction, CORRECTION, None, at, {"event": "outcome", "outcome": "granted"})


async def heard_once(town: FaultyTown, move: Move, correction: str) -> None:
    """The register was asked again once, what was sent of it was sent again once, and the correction is over."""
    rehearsal = move.rehearsal

    async def sent_again() -> bool:
        return (await rehearsal.stored()).record.filing("moving-out").sent == 2

    await until(sent_again, "the old city has the name as it is right")
    stored = await rehearsal.stored()
    assert [(one.correction, one.state) for one in stored.record.contests.values()] == [(correction, "granted")]
    me = stored.record.applicant.id
    names = [f for f in stored.record.facts if (f.subject, f.term) == (me, "person.name")]
    assert [f.provenance.again for f in names] == ["", correction]
    handle = town.process.client.get_workflow_handle(correction)

    async def over() -> bool:
        return (await handle.describe()).status is WorkflowExecutionStatus.COMPLETED

    await until(over, "the correction ends")
    held = [one for _, one in await rehearsal.town.held() if one["case"] == rehearsal.number]
    assert Counter((one["procedure"], one["version"]) for one in held)["moving-out", 2] == 1
    await logged(rehearsal)


@pytest.mark.parametrize("applied", [False, True], ids=["it was received", "it was written"])
async def test_the_api_dies_as_an_office_has_put_a_register_right(town: FaultyTown, applied: bool) -> None:
    move, correction = await in_question(town)

    async def there() -> bool:
        async with town.process.store.transaction() as session:
            found = await inbox.of_case(session, correction)
        # It received the application before it answers it.
        return len(found) > 1 and (not applied or all(event.applied_at for event in found))

    await granted(move.rehearsal, correction)
    await until(there, "the inbox has the outcome")
    town.kill_api()
    await town.api_again()
    await heard_once(town, move, correction)


async def test_the_worker_dies_as_an_office_has_put_a_register_right(town: FaultyTown) -> None:
    move, correction = await in_question(town)
    town.kill_worker()
    await granted(move.rehearsal, correction)
    await town.worker_again()
    await heard_once(town, move, correction)
