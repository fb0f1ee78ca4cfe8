"""An authority that cannot be asked what it has gets nothing twice."""

from pathlib import Path
from typing import Literal

import pytest

from ichido.compiler.plan import Plan
from ichido.doors.deliver import deliver
from ichido.language.kinds.authority import Reach
from ichido.store import outbox, tasks
from ichido.store.store import Store
from tests.doors.conftest import CITY, office_of
from tests.doors.test_deliver import line, queued
from tests.services.raw import Behaviour, hang_up, reply, silence
from tests.store.opening import NOW, opened

Reconcile = Literal["by-key", "idempotent", "none"]


async def rounds(
    store: Store, plan: Plan, folder: Path, behaviour: Behaviour, reconcile: Reconcile, died: bool = False
) -> tuple[str, int, list[str]]:
    """How far a submission comes in two rounds of a door, how often it was sent, and what is left to a person."""
    submission = await queued(store, await opened(store, plan, "k-1"), "moving-in")
    if died:
        async with store.transaction() as session:
            await outbox.take(session, [submission.id], NOW)
    async with office_of(store, folder, behaviour, Reach(reconcile=reconcile)) as office:
        for _ in range(2):
            await deliver(office.desk, CITY)
    async with store.transaction() as session:
        left = [one.task.kind for one in await tasks.open_tasks(session)]
    posted = [one for one in office.raw.arrived if one.line.startswith("POST")]
    return (await line(store, submission)).state, len(posted), left


@pytest.mark.parametrize("behaviour", [reply(500), reply(504), silence, hang_up])
async def test_nobody_can_tell_so_a_person_is_asked(
    store: Store, moving: Plan, tmp_path: Path, behaviour: Behaviour
) -> None:
    found = await rounds(store, moving, tmp_path, behaviour, "none")
    assert found == ("doubtful", 1, ["submission-in-doubt"])


async def test_an_attempt_whose_sender_died_is_not_made_again(store: Store, moving: Plan, tmp_path: Path) -> None:
    found = await rounds(store, moving, tmp_path, reply(202, {"receipt": "R-1"}), "none", died=True)
    assert found == ("doubtful", 0, ["submission-in-doubt"])


async def test_what_was_turned_away_for_now_is_sent_again(store: Store, moving: Plan, tmp_path: Path) -> None:
    assert await rounds(store, moving, tmp_path, reply(429), "none") == ("queued", 2, [])


async def test_an_authority_that_takes_a_key_once_is_sent_it_again(store: Store, moving: Plan, tmp_path: Path) -> None:
    assert await rounds(store, moving, tmp_path, reply(500), "idempotent") == ("queued", 2, [])


async def test_a_sender_that_died_matters_not_to_an_authority_that_takes_a_key_once(
    store: Store, moving: Plan, tmp_path: Path
) -> None:
    found = await rounds(store, moving, tmp_path, reply(202, {"receipt": "R-1"}), "idempotent", died=True)
    assert found == ("sent", 1, [])
