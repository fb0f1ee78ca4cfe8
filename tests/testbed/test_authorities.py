"""Filing once, however often it is sent, and what authorities say of it."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from ichido.security.signatures import sign
from ichido.testbed import Mode
from tests.testbed.town import ICHIKAWA, KAWASAKI, Inbox, Town, submission


def test_a_submission_is_taken_in_with_a_receipt(town: Town) -> None:
    answer = town.submit(ICHIKAWA)
    assert (answer.status_code, answer.json()) == (202, {"receipt": "122033-000001"})
    [held] = town.held(ICHIKAWA)
    assert (held["submission"], held["payload"]) == ("s-1", {"move.date": "2026-04-01"})


def test_the_same_key_and_bytes_are_one_filing_with_one_receipt(town: Town) -> None:
    receipts = [town.submit(ICHIKAWA).json() for _ in range(3)]
    assert receipts == [{"receipt": "122033-000001"}] * 3
    assert [held["times_sent"] for held in town.held(ICHIKAWA)] == [3]


def test_the_same_key_with_other_bytes_is_a_conflict(town: Town) -> None:
    town.submit(ICHIKAWA)
    assert town.submit(ICHIKAWA, case="c-2").status_code == 409
    assert len(town.held(ICHIKAWA)) == 1


def test_another_key_and_another_authority_are_other_filings(town: Town) -> None:
    town.submit(ICHIKAWA)
    assert town.submit(ICHIKAWA, key="k-2").json() == {"receipt": "122033-000002"}
    assert town.submit(KAWASAKI).json() == {"receipt": "141305-000001"}


def test_doubt_is_settled_by_asking_for_the_key(town: Town) -> None:
    assert town.reconcile(ICHIKAWA, "k/1").status_code == 404
    town.submit(ICHIKAWA, key="k/1")
    answer = town.reconcile(ICHIKAWA, "k/1")
    assert (answer.status_code, answer.json()) == (200, {"receipt": "122033-000001"})
    assert town.client.get(f"/{ICHIKAWA}/submissions/k/1").status_code == 401


@pytest.mark.parametrize("fault", ["unsigned", "other secret", "old"])
def test_a_submission_that_ichido_did_not_just_sign_is_refused(town: Town, fault: str) -> None:
    body, now = submission(), datetime.now(UTC)
    headers = {
        "unsigned": {},
        "other secret": sign(town.secret(KAWASAKI), "k-1", now, body),
        "old": sign(town.secret(ICHIKAWA), "k-1", now - timedelta(minutes=6), body),
    }[fault]
    answer = town.client.post(f"/{ICHIKAWA}/submissions", content=body, headers=headers | {"Idempotency-Key": "k-1"})
    assert answer.status_code == 401
    assert town.held(ICHIKAWA) == []


def test_a_submission_of_the_wrong_shape_is_refused_without_being_quoted(town: Town) -> None:
    answer = town.submit(ICHIKAWA, version="秘密")
    assert answer.status_code == 422
    assert answer.json() == {"detail": [{"at": "version", "type": "int_parsing"}]}


def test_an_authority_unknown_here_takes_nothing(town: Town) -> None:
    answer = town.client.post("/999999/submissions", content=b"{}", headers={"Idempotency-Key": "k-1"})
    assert answer.status_code == 404


def test_a_scripted_authority_only_acknowledges(town: Town, inbox: Inbox) -> None:
    town.submit(ICHIKAWA, about="p-move")
    [received] = inbox.wait(1)
    assert received.path == "/inbox/122033"
    assert received.is_signed_with(town.secret(ICHIKAWA))
    event = received.event
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", event.pop("at"))
    assert event == {
        "event": "received",
        "case": "c-1",
        "procedure": "moving-out",
        "about": "p-move",
        "submission": "s-1",
        "sequence": 1,
    }


def test_a_filing_sent_again_is_not_acknowledged_again(town: Town, inbox: Inbox) -> None:
    town.submit(ICHIKAWA)
    town.submit(ICHIKAWA)
    town.tell(ICHIKAWA, {"event": "outcome", "outcome": "accepted"})
    assert [one.event["event"] for one in inbox.wait(2)] == ["received", "outcome"]


def test_a_script_tells_the_rest_in_the_authoritys_own_order(town: Town, inbox: Inbox) -> None:
    town.submit(ICHIKAWA)
    at = "2026-03-23T09:00:00+09:00"
    reasons = [{"text": "番地がありません", "article": "住民基本台帳法 24条"}]
    town.tell(ICHIKAWA, {"event": "correction", "at": at, "items": ["move.new_address"], "reasons": reasons})
    town.submit(ICHIKAWA, key="k-2", version=2, submission="s-2")
    town.tell(ICHIKAWA, {"event": "outcome", "outcome": "accepted", "with": {"move.transfer": "TX-4471"}})
    events = [one.event for one in inbox.wait(4)]
    assert [(one["event"], one["sequence"], one["submission"]) for one in events] == [
        ("received", 1, "s-1"),
        ("correction", 2, "s-1"),
        ("received", 3, "s-2"),
        ("outcome", 4, "s-2"),
    ]
    assert (events[1]["at"], events[1]["reasons"], events[1]["items"]) == (at, reasons, ["move.new_address"])
    assert events[3]["with"] == {"move.transfer": "TX-4471"}


def test_each_procedure_and_subject_is_counted_apart(town: Town) -> None:
    told = [
        town.tell(KAWASAKI, {"event": "act", "act": "presence"}, procedure, about=about).json()["sequence"]
        for procedure, about in [
            ("moving-in", None),
            ("moving-in", None),
            ("moving-in", "p-a"),
            ("school-support", None),
        ]
    ]
    assert told == [1, 2, 1, 1]


def test_a_script_for_an_unknown_authority_or_event_is_refused(town: Town) -> None:
    assert town.tell("999999", {"event": "received"}).status_code == 404
    assert town.tell(ICHIKAWA, {"event": "applause"}).status_code == 422


def test_a_puller_reads_the_events_after_the_last_it_has(town: Town) -> None:
    town.submit(ICHIKAWA)
    town.tell(ICHIKAWA, {"event": "outcome", "outcome": "accepted"})
    outbox = f"/{ICHIKAWA}/outbox"
    first = town.client.get(outbox, headers=town.bearer(ICHIKAWA)).json()
    assert [(one["number"], one["event"]["event"]) for one in first["events"]] == [(1, "received"), (2, "outcome")]
    rest = town.client.get(outbox, params={"after": 1}, headers=town.bearer(ICHIKAWA)).json()
    assert (rest["events"], rest["last"]) == (first["events"][1:], 2)
    assert town.client.get(outbox, params={"after": 9}, headers=town.bearer(ICHIKAWA)).json()["last"] == 9
    assert town.client.get(outbox).status_code == 401


def test_left_to_itself_the_old_city_accepts_with_a_transfer_record(town: Town, inbox: Inbox) -> None:
    town.government.mode = Mode.AUTO
    town.submit(ICHIKAWA)
    received, outcome = (one.event for one in inbox.wait(2))
    assert (received["event"], outcome["event"], outcome["outcome"]) == ("received", "outcome", "accepted")
    assert re.fullmatch(r"TX-\d{4}", outcome["with"]["move.transfer"])


def test_left_to_itself_the_new_city_sees_the_person_then_accepts(town: Town, inbox: Inbox) -> None:
    town.government.mode = Mode.AUTO
    town.submit(KAWASAKI, procedure="moving-in")
    events = [one.event for one in inbox.wait(3)]
    assert [(one["event"], one["sequence"]) for one in events] == [("received", 1), ("act", 2), ("outcome", 3)]
    assert (events[1]["act"], events[2]["outcome"]) == ("presence", "accepted")


def test_left_to_itself_an_authority_only_acknowledges_what_is_decided_by_rule_or_unknown(
    town: Town, inbox: Inbox
) -> None:
    town.government.mode = Mode.AUTO
    town.submit(KAWASAKI, procedure="school-support")
    town.submit(KAWASAKI, key="k-2", procedure="of-nobody")
    town.submit(KAWASAKI, key="k-3", procedure="moving-out")
    events = [(one.event["procedure"], one.event["event"]) for one in inbox.wait(4)]
    assert sorted(events) == [
        ("moving-out", "outcome"),
        ("moving-out", "received"),
        ("of-nobody", "received"),
        ("school-support", "received"),
    ]
