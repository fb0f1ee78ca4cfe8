"""One round of a door: what is wrong with one case holds up no other."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from ichido.case.conclusions import Lookup
from ichido.case.record import Attempt, Change
from ichido.compiler.plan import Plan
from ichido.doors.deliver import SUBMISSIONS, deliver
from ichido.language.kinds.authority import Reach
from ichido.store import cases, outbox, pending_lookups, projections
from ichido.store.outbox import OutboxLine, Submission
from ichido.store.store import Store
from ichido.store.tell import tell_in
from tests.doors.conftest import CITY, office_of
from tests.services.raw import reply
from tests.store.opening import NOW, empty_plan, opened

SENT = reply(202, {"receipt": "R-1"})
REACH = Reach(http="submissions", reconcile="idempotent")
LOOKUP = Lookup(
    registry="tax-roll",
    authority=CITY,
    subject="s-1",
    terms=("person.income",),
    grant="own",
    under="地方税法 1条",
    procedure="school-support",
    act="学校教育法 19条",
)


async def queued(store: Store, number: str, key: str, due_on: date | None = None) -> Submission:
    id_ = uuid4()
    submission = Submission(id_, number, key, 1, CITY, str(id_), b"{}", NOW, due_on=due_on)
    async with store.transaction() as session:
        assert await outbox.put(session, submission)
    return submission


async def line(store: Store, submission: Submission) -> OutboxLine:
    async with store.transaction() as session:
        found = await outbox.line(session, submission.id)
    assert found
    return found


async def deferred(store: Store, number: str) -> None:
    async with store.transaction() as session:
        await pending_lookups.defer(session, number, [LOOKUP], NOW, NOW)


async def left(store: Store, number: str) -> int:
    async with store.transaction() as session:
        return len(await pending_lookups.of_case(session, number))


async def test_a_case_in_trouble_of_its_own_holds_up_no_other(
    store: Store, moving: Plan, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bad = await queued(store, await opened(store, moving, "k-1"), "no-such-procedure")
    good = await queued(store, await opened(store, moving, "k-2"), "moving-in")
    async with office_of(store, tmp_path, SENT, REACH) as office:
        done = await deliver(office.desk, CITY, {SUBMISSIONS: 2})
    assert [case for case, _ in done.concluded] == [good.case]
    assert (await line(store, good)).state == "sent"
    assert (await line(store, bad)).state == "queued"
    assert done.waiting
    assert f"case {bad.case}" in caplog.text


async def test_a_submission_that_was_altered_holds_up_no_other(store: Store, moving: Plan, tmp_path: Path) -> None:
    bad = await queued(store, await opened(store, moving, "k-1"), "moving-in")
    good = await queued(store, await opened(store, moving, "k-2"), "moving-in")
    async with store.transaction() as session:
        await session.execute(text("UPDATE outbox SET payload = '\\x00' WHERE id = :id"), {"id": bad.id})
    async with office_of(store, tmp_path, SENT, REACH) as office:
        await deliver(office.desk, CITY, {SUBMISSIONS: 2})
    assert (await line(store, good)).state == "sent"
    assert ((await line(store, bad)).state, (await line(store, bad)).last_error) == ("queued", "unreadable")


async def test_nothing_is_asked_for_a_case_that_is_forgotten_or_closed(store: Store, tmp_path: Path) -> None:
    plan = empty_plan("moving")
    forgotten, closed = await opened(store, plan, "k-1"), await opened(store, plan, "k-2")
    for number in (forgotten, closed):
        await deferred(store, number)
    await store.keys.destroy(forgotten)
    async with store.transaction() as session:
        await projections.close(session, closed, NOW, "complete")
    async with office_of(store, tmp_path, SENT, REACH) as office:
        assert not (await deliver(office.desk, CITY, {"tax-roll": 2})).waiting
    assert office.raw.arrived == []
    assert await left(store, forgotten) == await left(store, closed) == 0


async def test_what_no_act_wants_any_more_is_not_asked_and_may_be_wanted_again(store: Store, tmp_path: Path) -> None:
    number = await opened(store, empty_plan("moving"), "k-1")
    attempt = Attempt("tax-roll", CITY, "s-1", "person.income", "pending", NOW)
    async with store.transaction() as session:
        await tell_in(session, number, NOW, lambda _plan, _record, _on: Change(attempts=(attempt,)))
    await deferred(store, number)
    async with office_of(store, tmp_path, SENT, REACH) as office:
        assert not (await deliver(office.desk, CITY)).waiting
    assert await left(store, number) == 0
    async with store.transaction() as session:
        stored = await cases.load(session, number)
    assert stored
    assert stored.record.attempts == ()


async def test_a_partner_that_is_back_is_sent_one_then_two_by_deadline_and_then_by_age(
    store: Store, moving: Plan, tmp_path: Path
) -> None:
    due = {"k-1": None, "k-2": date(2026, 5, 1), "k-3": date(2026, 4, 1), "k-4": date(2026, 4, 2)}
    sent = [await queued(store, await opened(store, moving, key), "moving-in", day) for key, day in due.items()]
    arrived: list[int] = []
    async with office_of(store, tmp_path, SENT, REACH) as office:
        cohorts: Mapping[str, int] = {}
        while True:
            done = await deliver(office.desk, CITY, cohorts)
            arrived.append(len(office.raw.arrived))
            cohorts = done.cohorts
            if not done.waiting:
                break
        bodies = [one.headers["idempotency-key"] for one in office.raw.arrived]
    assert arrived == [1, 3, 4]
    assert bodies[0] == sent[2].idempotency_key
    assert set(bodies[1:3]) == {sent[3].idempotency_key, sent[1].idempotency_key}
    assert bodies[3] == sent[0].idempotency_key


async def test_a_partner_that_is_still_away_is_tried_with_one_and_the_rest_waits(
    store: Store, moving: Plan, tmp_path: Path
) -> None:
    for key in ("k-1", "k-2", "k-3"):
        await queued(store, await opened(store, moving, key), "moving-in")
    async with office_of(store, tmp_path, reply(503), REACH) as office:
        done = await deliver(office.desk, CITY, {SUBMISSIONS: 1})
        assert len(office.raw.arrived) == 1
        assert (done.failed, done.pause, done.waiting) == ((SUBMISSIONS,), None, True)
        assert (await deliver(office.desk, CITY, done.cohorts, done.failed)).cohorts == {SUBMISSIONS: 1}
        assert len(office.raw.arrived) == 1, "what is held is not tried"


async def test_a_registry_that_is_not_back_holds_up_nothing_else_of_its_office(
    store: Store, moving: Plan, tmp_path: Path
) -> None:
    submission = await queued(store, await opened(store, moving, "k-1"), "moving-in")
    number = await opened(store, empty_plan("moving"), "k-2")
    await deferred(store, number)
    async with office_of(store, tmp_path, SENT, REACH) as office:
        done = await deliver(office.desk, CITY, {"tax-roll": 1, SUBMISSIONS: 4}, held=("tax-roll",))
    assert (await line(store, submission)).state == "sent"
    assert done.cohorts == {"tax-roll": 1, SUBMISSIONS: 8}
    assert done.pause == 0.0, "what is back goes on at once"
    async with store.transaction() as session:
        (waiting,) = await pending_lookups.of_case(session, number)
    assert waiting.attempts == 0
