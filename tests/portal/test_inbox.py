"""What authorities post: taken once, refused with a trace, carried into its case."""

import asyncio
import json
from datetime import UTC, date, datetime, timedelta

import pytest

from ichido.store import inbox, projections, tasks
from portal.relay import PATIENCE
from tests.portal.office import NEW_ADDRESS, Office
from tests.testbed.town import ICHIKAWA, KAWASAKI

ACCEPTED = {"outcome": "accepted", "with": {"move.transfer": "TX-4471"}}
NOT_ACCEPTED = {"outcome": "not-accepted"}


@pytest.fixture
async def number(office: Office) -> str:
    """A case whose moving-out is before Ichikawa."""
    number = await office.opened()
    assert (await office.answer(number)).status_code == 200
    await office.until(lambda case: case.record.filing("moving-out").received, number)
    return number


async def refusals(office: Office) -> list[tuple[str, str]]:
    async with office.store.transaction() as session:
        return [(one.authority, one.code) for one in await inbox.refusals(session)]


async def late(office: Office, number: str) -> list[str]:
    async with office.store.transaction() as session:
        return [one.task.what for one in await tasks.open_tasks(session, number)]


async def test_a_submission_is_acknowledged_into_its_case(office: Office, number: str) -> None:
    assert office.town.webhooks()[0]["last"] == "202"


async def test_an_outcome_is_written_with_what_it_produces_and_the_next_procedure_goes_out(
    office: Office, number: str
) -> None:
    kept = await office.tell(number, "outcome", 2, ACCEPTED)
    assert (kept.status_code, kept.json()) == (202, {"id": "evt_outcome_2"})
    stored = await office.until(lambda case: case.record.filing("moving-in").sent > 0, number)
    assert stored.record.filing("moving-out").outcome == "accepted"
    assert [fact.value for fact in stored.record.facts if fact.term == "move.transfer"] == ["TX-4471"]
    (held,) = office.town.held(KAWASAKI)
    assert held["payload"]["move.transfer"] == "TX-4471"
    assert held["payload"]["move.new_address"]["text"] == NEW_ADDRESS


async def test_the_same_event_again_is_taken_and_changes_nothing(office: Office, number: str) -> None:
    for _ in range(2):
        answer = await office.tell(number, "outcome", 2, ACCEPTED)
        assert answer.status_code == 202
        await office.until(lambda case: case.record.filing("moving-in").received, number)
    revision = (await office.stored(number)).revision
    await asyncio.sleep(0.2)
    await office.relay.round()
    assert (await office.stored(number)).revision == revision
    async with office.store.transaction() as session:
        assert len([e for e in await inbox.of_case(session, number) if e.event_id == "evt_outcome_2"]) == 1


async def test_events_out_of_order_give_the_newest_outcome(office: Office, number: str) -> None:
    await office.tell(number, "outcome", 9, ACCEPTED)
    await office.until(lambda case: case.record.filing("moving-out").outcome is not None, number)
    await office.tell(number, "outcome", 3, NOT_ACCEPTED)
    await asyncio.sleep(0.3)
    assert (await office.stored(number)).record.filing("moving-out").outcome == "accepted"


async def test_a_correction_becomes_a_question_with_the_authoritys_words(office: Office, number: str) -> None:
    await office.tell(number, "correction", 2, {"items": ["move.date"], "message": "日付を確認してください"})
    await office.until(lambda case: case.record.filing("moving-out").open_correction is not None, number)
    form = await office.form(number)
    (question,) = [one for one in form["questions"] if one["why"] == "correction"]
    assert (question["key"], question["message"]) == ("move.date", "日付を確認してください")
    later = (datetime.now(UTC) + timedelta(days=12)).date().isoformat()
    body = {"revision": form["revision"], "answers": {"move.date": later}}
    assert (await office.post(f"/cases/{number}/answers", body)).status_code == 200
    await office.until(lambda case: case.record.filing("moving-out").sent == 2, number)


async def test_an_unsigned_event_is_refused_and_leaves_a_trace(office: Office, number: str) -> None:
    answer = await office.api.post(f"/inbox/{ICHIKAWA}", content=b"{}")
    assert (answer.status_code, answer.json()["code"]) == (401, "header-missing")
    assert (ICHIKAWA, "header-missing") in await refusals(office)


async def test_an_event_signed_by_somebody_else_is_refused(office: Office, number: str) -> None:
    answer = await office.deliver(b"{}", "evt_1", ICHIKAWA, secret=office.town.secret(KAWASAKI))
    assert (answer.status_code, answer.json()["code"]) == (401, "signature-wrong")
    assert (ICHIKAWA, "signature-wrong") in await refusals(office)


async def test_an_old_event_sent_again_is_refused(office: Office, number: str) -> None:
    answer = await office.deliver(b"{}", "evt_1", ICHIKAWA, at=datetime.now(UTC) - timedelta(minutes=6))
    assert (answer.status_code, answer.json()["code"]) == (401, "timestamp-too-old")


async def test_an_authority_nobody_knows_is_refused(office: Office, number: str) -> None:
    answer = await office.deliver(b"{}", "evt_1", "999999", secret=office.town.secret(ICHIKAWA))
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown-authority")
    assert ("999999", "unknown-authority") in await refusals(office)


async def test_a_case_nobody_knows_is_refused(office: Office) -> None:
    answer = await office.tell("AA-AAAA-AAAA", "received")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown-case")
    assert (ICHIKAWA, "unknown-case") in await refusals(office)


async def test_another_authoritys_filing_is_refused(office: Office, number: str) -> None:
    answer = await office.tell(number, "outcome", 1, ACCEPTED, authority=KAWASAKI)
    assert (answer.status_code, answer.json()["code"]) == (422, "not-your-filing")
    assert (KAWASAKI, "not-your-filing") in await refusals(office)


async def test_too_many_bytes_are_refused_unread(office: Office) -> None:
    answer = await office.deliver(b" " * 300_000, "evt_1", ICHIKAWA)
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
    assert (ICHIKAWA, "too-large") in await refusals(office)


async def test_what_is_no_event_is_refused_naming_the_place(office: Office, number: str) -> None:
    wrong: list[tuple[dict[str, object], str]] = [
        ({"event": "outcome"}, ""),
        ({"event": "received", "outcome": "accepted"}, ""),
        ({"event": "received", "sequence": 0}, "sequence"),
        ({"event": "received", "at": "2026-03-20T09:00:00"}, "at"),
        ({"event": "received", "surname": "佐藤"}, "surname"),
        ({"event": "abolished"}, "event"),
        ({"event": "received", "case": "\0"}, "case"),
    ]
    for body, where in wrong:
        told = {"case": number, "procedure": "moving-out", "sequence": 1, "at": "2026-03-20T09:00:00Z"} | body
        answer = await office.deliver(json.dumps(told).encode(), "evt_1", ICHIKAWA)
        assert (answer.status_code, answer.json()["code"]) == (422, "not-an-event")
        assert where in [fault["where"] for fault in answer.json()["faults"]]
        assert "佐藤" not in answer.text


async def test_what_a_procedure_cannot_have_is_refused(office: Office, number: str) -> None:
    wrong: list[tuple[str, dict[str, object], str]] = [
        ("outcome", {"outcome": "granted"}, "unknown-outcome"),
        ("outcome", {"outcome": "accepted", "with": {"move.new_address": "x"}}, "not-produced"),
        ("outcome", {"outcome": "accepted", "with": {"move.transfer": 7}}, "not-readable"),
        ("correction", {"items": ["household.tax_exempt"]}, "unknown-item"),
        ("act", {"act": "presence"}, "unknown-act"),
    ]
    for event, more, code in wrong:
        answer = await office.tell(number, event, 2, more)
        assert (answer.status_code, answer.json()["code"]) == (422, "does-not-fit")
        assert [fault["code"] for fault in answer.json()["faults"]] == [code]


async def test_an_event_for_a_closed_case_is_kept_and_becomes_a_task(office: Office, number: str) -> None:
    async with office.store.transaction() as session:
        await projections.close(session, number, datetime.now(UTC), "settled")
    assert (await office.tell(number, "outcome", 2, NOT_ACCEPTED)).status_code == 202
    await office.relay.round()
    async with office.store.transaction() as session:
        (task,) = await tasks.open_tasks(session, number)
        assert await inbox.unrelayed(session) == ()
    assert (task.task.kind, task.task.what) == ("late-event", "case-closed")
    assert (await office.stored(number)).record.filing("moving-out").outcome is None


async def test_what_could_not_be_told_waits_for_the_next_round(office: Office, number: str) -> None:
    office.line.cut = True
    assert (await office.tell(number, "outcome", 2, ACCEPTED)).status_code == 202
    stored = await office.until(lambda case: case.record.filing("moving-out").outcome is not None, number)
    assert stored.record.filing("moving-in").sent == 0
    async with office.store.transaction() as session:
        assert "evt_outcome_2" in [event.event_id for event in await inbox.unrelayed(session)]
    office.line.cut = False
    await office.until(lambda case: case.record.filing("moving-in").sent > 0, number)


async def test_a_case_that_does_not_run_yet_is_not_a_closed_one(office: Office, number: str) -> None:
    office.line.deaf = True
    await office.tell(number, "outcome", 2, ACCEPTED)
    await office.until(lambda case: case.record.filing("moving-out").outcome is not None, number)
    await office.relay.round()
    async with office.store.transaction() as session:
        assert await tasks.open_tasks(session, number) == ()
    office.line.deaf = False
    await office.until(lambda case: case.record.filing("moving-in").sent > 0, number)


async def test_an_event_whose_case_never_runs_becomes_a_task(office: Office, number: str) -> None:
    office.line.deaf = True
    long_ago = datetime.now(UTC) - PATIENCE - timedelta(minutes=1)
    told = {"event": "outcome", "case": number, "procedure": "moving-out", "sequence": 2, **NOT_ACCEPTED}
    body = json.dumps(told | {"at": long_ago.isoformat()}).encode()
    async with office.store.transaction() as session:
        await inbox.receive(session, ICHIKAWA, "evt_late", body, long_ago, case=number)
    stored = await office.until(lambda case: case.record.filing("moving-out").outcome is not None, number)
    async with asyncio.timeout(5):
        while not (found := await late(office, stored.number)):
            await asyncio.sleep(0.05)
    assert found == ["case-not-running"]


async def test_a_forgotten_case_holds_up_nobody(office: Office) -> None:
    numbers = await office.opened("k-1"), await office.opened("k-2", again=True)
    answers = [await office.answers(number) for number in numbers]
    office.line.cut = True
    for number, given in zip(numbers, answers, strict=True):
        assert (await office.post(f"/cases/{number}/answers", given)).status_code == 200
    forgotten, other = numbers
    await office.store.keys.destroy(forgotten)
    office.line.cut = False
    await office.relay.round()
    assert (await office.stored(other)).record.filing("moving-out").sent == 1


async def test_two_relays_at_once_apply_an_event_once(office: Office, number: str) -> None:
    office.line.cut = True
    await office.tell(number, "outcome", 2, ACCEPTED)
    await asyncio.gather(*(office.relay.round() for _ in range(4)))
    stored = await office.until(lambda case: case.record.filing("moving-out").outcome is not None, number)
    assert len([fact for fact in stored.record.facts if fact.term == "move.transfer"]) == 1


async def test_in_a_rehearsal_an_authority_speaks_on_the_pretended_day(office: Office) -> None:
    number = await office.opened(as_of="2026-03-20")
    body = await office.answers(number)
    body["answers"]["move.date"] = "2026-04-01"
    assert (await office.post(f"/cases/{number}/answers", body)).status_code == 200
    await office.until(lambda case: case.record.filing("moving-out").received, number)
    await office.tell(number, "outcome", 2, ACCEPTED)
    stored = await office.until(lambda case: case.record.filing("moving-out").outcome is not None, number)
    assert stored.record.filing("moving-out").outcome_on == date(2026, 3, 20)
    away = "2026-03-24T10:00:00+09:00"
    await office.tell(number, "outcome", 3, {"outcome": "accepted", "at": away})
    stored = await office.until(lambda case: case.record.filing("moving-out").outcome_sequence == 3, number)
    assert stored.record.filing("moving-out").outcome_on == date(2026, 3, 24)
