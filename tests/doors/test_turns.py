"""Whoever writes a case and what waits of it takes the case first: two never wait for each other."""

import asyncio

from ichido.compiler.plan import Plan
from ichido.doors.arrived import arrived
from ichido.store import cases, due
from ichido.store.store import Store
from tests.doors.test_deliver import line, queued
from tests.store.opening import NOW, opened

SOON = 5.0
"""PostgreSQL finds two that wait for each other after a second, and ends one of them."""


async def test_a_receipt_waits_for_who_moves_the_deadline_of_a_case_and_holds_nothing_meanwhile(
    store: Store, moving: Plan
) -> None:
    submission = await queued(store, await opened(store, moving, "k-1"), "moving-in")

    async def receipt() -> None:
        async with store.transaction() as session:
            await arrived(session, submission, "R-1", NOW)

    async with store.transaction() as session:
        await cases.lock(session, submission.case)
        waiting = asyncio.create_task(receipt())
        await asyncio.sleep(0.3)
        assert not waiting.done()
        async with asyncio.timeout(SOON):
            await due.move(session, submission.case, NOW.date())
    async with asyncio.timeout(SOON):
        await waiting
    assert (await line(store, submission)).state == "sent"
