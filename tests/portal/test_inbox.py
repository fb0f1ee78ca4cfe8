"""What authorities post: taken once, refused with a trace, carried into its case."""

import asyncio
import json
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import update
from sqlmodel import col

from ichido.partners import LINKS
from ichido.store import inbox, names, projections, tasks
from ichido.store.names import FOREIGN
from ichido.store.tables.partners import InboxRow
from portal import relay
from portal.relay import PATIENCE, Relay
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
    at = datetime.now(UTC).isoformat()
    for _ in range(2):
        answer = await office.tell(number, "outcome", 2, {**ACCEPTED, "at": at})
        assert answer.status_code == 202
        await office.until(lambda case: case.record.filing("moving-in").received, number)
    revision = (await office.stored(number)).revision
    await asyncio.sleep(0.2)
    await office.relay.round()
    assert (await office.stored(number)).revision == revision
    async with office.store.transaction() as session:
        assert len([e for e in await inbox.of_case(session, number) if e.event_id == "evt_outcome_2"]) == 1


async def test_another_event_under_the_same_id_is_refused_and_leaves_a_trace(office: Office, number: str) -> None:
    assert (await office.tell(number, "outcome", 2, NOT_ACCEPTED)).status_code == 202
    answer = await office.tell(number, "outcome", 2, ACCEPTED)
    assert (answer.status_code, answer.json()["code"]) == (409, "event-id-reused")
    assert (ICHIKAWA, "event-id-reused") in await refusals(office)


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


async def test_an_outcome_of_a_filing_that_was_never_sent_is_refused(office: Office) -> None:
    number = await office.opened()
    for event, more in (("outcome", NOT_ACCEPTED), ("correction", {"items": ["move.date"]}), ("received", {})):
        answer = await office.tell(number, event, 1, more)
        assert (answer.status_code, answer.json()["code"]) == (422, "not-your-filing")


async def test_an_event_names_a_submission_that_was_sent_or_none(office: Office, number: str) -> None:
    (sent,) = [one["submission"] for one in office.town.held(ICHIKAWA)]
    other = await office.tell(number, "outcome", 2, {**NOT_ACCEPTED, "submission": str(uuid4())})
    assert (other.status_code, other.json()["code"]) == (422, "not-your-filing")
    right = await office.tell(number, "outcome", 3, {**NOT_ACCEPTED, "submission": sent})
    assert right.status_code == 202


async def called(office: Office, number: str, short_name: str, authority: str) -> str:
    """What an authority is told of one of the family."""
    async with office.store.transaction() as session:
        links = await names.known(session, LINKS, (await office.stored(number)).record.subjects)
        linked = office.town.government.names.linked(office.town.reference(short_name))
        whom = next(id_ for id_, one in links.items() if one == linked)
        return (await names.call(session, authority, 1, (whom,)))[whom].name


async def test_another_partners_name_is_answered_as_nobodys_and_shown_to_operators(office: Office, number: str) -> None:
    foreign = await called(office, number, "taro", KAWASAKI)
    answers = await speaking_of(office, number, ICHIKAWA, foreign, "n-nobody")
    assert [(one.status_code, one.json()["code"]) for one in answers] == [(422, "not-your-filing")] * 2
    assert answers[0].json() == answers[1].json()
    assert (await refusals(office))[:2] == [(ICHIKAWA, "not-your-filing"), (ICHIKAWA, "foreign-name")]
    assert await foreign_at(office, number) == [ICHIKAWA]


async def test_who_has_no_part_in_a_case_learns_nothing_by_another_partners_name(office: Office) -> None:
    number = await office.opened()
    answers = await speaking_of(office, number, KAWASAKI, office.whom("hanako")["reference"], "n-nobody")
    assert [(one.status_code, one.json()["code"]) for one in answers] == [(404, "unknown-case")] * 2
    assert answers[0].json() == answers[1].json()
    assert await foreign_at(office, number) == [KAWASAKI]


async def speaking_of(office: Office, number: str, authority: str, *names: str) -> list[httpx2.Response]:
    """Let an authority say something of whom it calls so, once for each name."""
    about = [{"procedure": "school-support", "about": name} for name in names]
    return [await office.tell(number, "received", n, more, authority) for n, more in enumerate(about, 1)]


async def foreign_at(office: Office, number: str) -> list[str]:
    """The authorities of which a person is told that they speak by another's name."""
    async with office.store.transaction() as session:
        found = await tasks.open_tasks(session, number)
    return [one.task.key for one in found if one.task.kind == FOREIGN]


async def test_an_authority_without_part_in_a_case_does_not_learn_that_it_is_there(office: Office) -> None:
    number = await office.opened()
    mine = await office.tell(number, "outcome", 1, NOT_ACCEPTED, authority=KAWASAKI)
    nobodys = await office.tell("AA-AAAA-AAAA", "outcome", 2, NOT_ACCEPTED, authority=KAWASAKI)
    assert (mine.status_code, mine.json()) == (nobodys.status_code, nobodys.json())
    assert mine.status_code == 404


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
        ("outcome", {"outcome": "accepted"}, "missing"),
        ("outcome", {"outcome": "accepted", "with": {"move.transfer": "x", "move.date": "x"}}, "not-produced"),
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
    office.line.cut = True
    for number in numbers:
        assert (await office.answer(number)).status_code == 200
    forgotten, other = numbers
    await office.store.keys.destroy(forgotten)
    office.line.cut = False
    await office.relay.round()
    assert (await office.stored(other)).record.filing("moving-out").sent == 1


async def told_earlier(office: Office, number: str, id_: str, at: str) -> None:
    """An outcome that is in the inbox already, whatever the inbox takes now."""
    told = {"event": "outcome", "case": number, "procedure": "moving-out", "sequence": 2, "at": at, **NOT_ACCEPTED}
    async with office.store.transaction() as session:
        await inbox.receive(session, ICHIKAWA, id_, json.dumps(told).encode(), datetime.now(UTC), case=number)


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59-01:00", "0001-01-01T00:00:00+14:00", "1999-12-31T00:00:00Z"])
async def test_an_instant_that_cannot_be_meant_is_refused(office: Office, number: str, at: str) -> None:
    answer = await office.tell(number, "outcome", 2, {**NOT_ACCEPTED, "at": at})
    assert (answer.status_code, answer.json()["faults"][0]["code"]) == (422, "not-in-time")
    in_two_days = (datetime.now(UTC) + timedelta(days=2)).isoformat()
    assert (await office.tell(number, "outcome", 3, {**NOT_ACCEPTED, "at": in_two_days})).status_code == 422


async def test_an_event_that_can_never_be_used_becomes_a_task(office: Office, number: str) -> None:
    await told_earlier(office, number, "evt_never", "9999-12-31T23:59:59-01:00")
    await office.relay.round()
    assert await late(office, number) == ["unusable"]


async def test_an_event_that_fails_again_and_again_becomes_a_task(
    office: Office, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise TypeError

    monkeypatch.setattr(relay, "heard", broken)
    await told_earlier(office, number, "evt_broken", datetime.now(UTC).isoformat())
    for _ in range(relay.FAILURES):
        await office.relay.round()
    assert await late(office, number) == ["unusable"]


async def test_an_altered_event_becomes_a_task_and_holds_up_nobody(office: Office, number: str) -> None:
    office.line.cut = True
    await told_earlier(office, number, "evt_altered", datetime.now(UTC).isoformat())
    async with office.store.transaction() as session:
        await session.execute(update(InboxRow).where(col(InboxRow.event_id) == "evt_altered").values(body=b"\x01" * 40))
    await office.tell(number, "outcome", 3, ACCEPTED)
    await office.until(lambda case: case.record.filing("moving-out").outcome == "accepted", number)
    assert "unreadable" in await late(office, number)


async def test_what_waits_long_does_not_keep_the_rest_from_being_heard(
    office: Office, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "PAGE", 1)
    office.line.deaf = True
    at = datetime.now(UTC).isoformat()
    await told_earlier(office, number, "evt_first", at)
    await told_earlier(office, number, "evt_second", at)
    own = Relay(office.relay._face)
    for _ in range(2):
        await own.round()
    async with office.store.transaction() as session:
        found = {event.event_id: event.applied_at for event in await inbox.of_case(session, number)}
    assert found["evt_first"] and found["evt_second"]


async def test_two_relays_at_once_apply_an_event_once(office: Office, number: str) -> None:
    office.line.cut = True
    await office.tell(number, "outcome", 2, ACCEPTED)
    await asyncio.gather(*(office.relay.round() for _ in range(4)))
    stored = await office.until(lambda case: case.record.filing("moving-out").outcome is not None, number)
    assert len([fact for fact in stored.record.facts if fact.term == "move.transfer"]) == 1


async def test_in_a_rehearsal_an_authority_speaks_on_the_pretended_day(office: Office) -> None:
    number = await office.opened(as_of="2026-03-20")
    assert (await office.answer(number)).status_code == 200
    await office.until(lambda case: case.record.filing("moving-out").received, number)
    await office.tell(number, "outcome", 2, ACCEPTED)
    stored = await office.until(lambda case: case.record.filing("moving-out").outcome is not None, number)
    assert stored.record.filing("moving-out").outcome_on == date(2026, 3, 20)
    away = "2026-03-24T10:00:00+09:00"
    await office.tell(number, "outcome", 3, {**ACCEPTED, "at": away})
    stored = await office.until(lambda case: case.record.filing("moving-out").outcome_sequence == 3, number)
    assert stored.record.filing("moving-out").outcome_on == date(2026, 3, 24)
