"""Notices, tasks and the disclosure log."""

from dataclasses import replace

from sqlalchemy import text

from ichido.notices.letter import Letter
from ichido.store import disclosures, notices, tasks
from ichido.store.disclosures import Use
from ichido.store.notices import Delivery
from ichido.store.store import Store
from ichido.store.tasks import Task
from tests.store.opening import NOW

LETTER = Letter("転入届の受理", "山田様", "<p>山田様</p>")
USE = Use(
    at=NOW,
    case="MV-1",
    procedure="moving-in",
    act="住民基本台帳法 22条",
    under="住民基本台帳法 12条の2",
    purpose="to record the move",
    partner="residents",
    partner_kind="registry",
    subject="s-1",
    terms=("person.name", "person.address"),
)


async def test_a_notice_is_delivered_once_and_its_reading_is_noted_once(store: Store, number: str) -> None:
    delivery = Delivery(number, "moving-in.accepted", "s-1", "moving-in", "ja", LETTER, NOW)
    async with store.transaction() as session:
        assert await notices.deliver(session, delivery)
        assert not await notices.deliver(session, replace(delivery, letter=Letter("x", "y", "z")))
        (notice,) = await notices.for_subject(session, "s-1")
        assert (notice.delivery, notice.read_at) == (delivery, None)
        assert await notices.read(session, notice.receipt, NOW)
        assert not await notices.read(session, notice.receipt, NOW)
        assert (await notices.for_case(session, number))[0].read_at == NOW
        raw = bytes((await session.execute(text("SELECT letter FROM notices"))).scalar_one())
    assert "山田".encode() not in raw


async def test_the_mailbox_opens_without_the_notices_of_a_forgotten_case(store: Store, number: str) -> None:
    async with store.transaction() as session:
        await notices.deliver(session, Delivery(number, "k", "s-1", "moving-in", "ja", LETTER, NOW))
    await store.keys.destroy(number)
    async with store.transaction() as session:
        assert await notices.for_subject(session, "s-1") == ()


async def test_a_task_is_made_once_and_done_once(store: Store) -> None:
    task = Task("doubtful", "MV-1", "moving-in", "find out whether city-122033 has it", NOW)
    async with store.transaction() as session:
        assert await tasks.make(session, task)
        assert not await tasks.make(session, task)
        (open_task,) = await tasks.open_tasks(session, "MV-1")
        assert open_task.task == task
        assert await tasks.open_tasks(session, "MV-2") == ()
        assert await tasks.done(session, open_task.id, NOW, "clerk-1")
        assert not await tasks.done(session, open_task.id, NOW, "clerk-2")
        assert await tasks.open_tasks(session) == ()
        assert not await tasks.make(session, task)


async def test_the_log_says_who_used_what_in_order(store: Store) -> None:
    async with store.transaction() as session:
        await disclosures.asked(session, [USE, replace(USE, subject="s-2")])
        await disclosures.obtained(session, [USE])
        await disclosures.submitted(session, [replace(USE, case="MV-2", partner_kind="authority")])
        lines = await disclosures.for_case(session, "MV-1")
        assert [line.kind for line in lines] == ["asked", "asked", "obtained"]
        assert [line.number for line in lines] == sorted(line.number for line in lines)
        assert lines[0].use == USE
        assert [line.use.case for line in await disclosures.for_subject(session, "s-1")] == ["MV-1", "MV-1", "MV-2"]
