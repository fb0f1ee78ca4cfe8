"""What a step of a case asks for goes in one activity, and what of it fails is done alone."""

import hashlib
from collections import Counter

from sqlalchemy import delete
from sqlmodel import col
from temporalio.api.enums.v1 import EventType

from ichido.rehearsal.run import Rehearsal
from ichido.store import notices, plans
from ichido.store.tables.plans import NoticeTextRow
from tests.rehearsal.rig import Rig
from tests.testbed.town import KAWASAKI
from tests.workflows.family import answered, opened, until

MOVED_OUT = "moving-out.accepted.ja"


async def activities(rehearsal: Rehearsal) -> Counter[str]:
    """How often each activity was asked for."""
    history = await rehearsal.handle.fetch_history()
    scheduled = (e for e in history.events if e.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)
    return Counter(e.activity_task_scheduled_event_attributes.activity_type.name for e in scheduled)


async def test_all_waves_of_lookups_at_opening_are_one_activity(rig: Rig) -> None:
    rehearsal = await opened(rig)
    assert await activities(rehearsal) == {"obtain": 1}
    line = {fact.term for fact in (await rehearsal.stored()).record.facts}
    assert {"person.household", "household.members", "person.name"} <= line, "each wave follows from the one before"


async def test_a_letter_that_cannot_be_written_holds_up_no_submission(rig: Rig) -> None:
    rehearsal = await answered(rig)
    text = rig.catalogue.notices[MOVED_OUT].text
    async with rig.process.store.transaction() as session:
        hash_ = hashlib.sha256(text.encode()).hexdigest()
        await session.execute(delete(NoticeTextRow).where(col(NoticeTextRow.hash) == hash_))
    happening = rehearsal.scenario.model_copy(update={"happens": rig.scenarios[0].happens[:1]}).happens[0]
    await rehearsal.move_to(happening.at)
    await rehearsal.happen(happening)

    async def sent_and_left() -> bool:
        pending = (await rehearsal.handle.describe()).raw_description.pending_activities
        return bool(rig.town.held(KAWASAKI)) and [one.activity_type.name for one in pending] == ["notify"]

    await until(sent_and_left)
    assert (await activities(rehearsal))["step"] == 1
    async with rig.process.store.transaction() as session:
        await plans.keep_texts(session, {hash_: text})

    async def written() -> bool:
        async with rig.process.store.transaction() as session:
            return len(await notices.for_case(session, rehearsal.number)) == 1

    await until(written)
