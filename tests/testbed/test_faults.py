"""Every way of failing, as the other side meets it."""

import time

import httpx2
import pytest

from tests.testbed.town import ICHIKAWA, KAWASAKI, Inbox, Town, wait_until

RESIDENTS = f"{ICHIKAWA}/residents"
SUBMISSIONS = f"{ICHIKAWA}/submissions"


def ask(town: Town) -> httpx2.Response:
    """Ask the register for the sample mother's name."""
    return town.ask(
        RESIDENTS, [town.government.names.own(ICHIKAWA, town.government.sample.hanako)], ["name", "children"]
    )


def test_a_slow_registry_answers_late_and_right(town: Town) -> None:
    town.fail(RESIDENTS, "slow", seconds=0.3, times=1)
    before = time.monotonic()
    assert ask(town).status_code == 200
    assert time.monotonic() - before >= 0.3


def test_a_registry_that_is_down_says_so_until_the_fault_is_taken_away(town: Town) -> None:
    town.fail(RESIDENTS, "down")
    assert [ask(town).status_code for _ in range(3)] == [503, 503, 503]
    assert town.client.get("/control/reads").json() == []
    town.client.delete("/control/faults")
    assert ask(town).status_code == 200


def test_an_error_comes_as_often_as_was_said(town: Town) -> None:
    town.fail(RESIDENTS, "error", times=2)
    assert [ask(town).status_code for _ in range(3)] == [500, 500, 200]


def test_faults_of_one_target_come_one_after_the_other_and_leave_others_alone(town: Town) -> None:
    town.fail(RESIDENTS, "error", times=1)
    town.fail(RESIDENTS, "down", times=1)
    assert town.ask(f"{KAWASAKI}/residents", [], ["name"]).status_code == 200
    assert town.ask(f"{ICHIKAWA}/tax", [], ["tax_exempt"]).status_code == 200
    assert [ask(town).status_code for _ in range(3)] == [500, 503, 200]


def test_a_wrong_registry_answers_with_values_of_other_types(town: Town) -> None:
    town.fail(RESIDENTS, "wrong")
    (record,) = ask(town).json()["records"].values()
    assert record == {"name": {"text": 4471, "kana": 4471}, "children": "a list, once"}


@pytest.mark.parametrize("place", [RESIDENTS, SUBMISSIONS])
def test_garbage_is_not_json(town: Town, place: str) -> None:
    town.fail(place, "garbage", times=1)
    answer = ask(town) if place == RESIDENTS else town.submit(ICHIKAWA)
    assert answer.status_code == 200
    with pytest.raises(ValueError, match="Expecting value"):
        answer.json()


def test_a_registry_that_babbles_says_all_it_knows_and_no_json(town: Town) -> None:
    (known,) = ask(town).json()["records"].values()
    town.fail(RESIDENTS, "babble", times=1)
    answer = ask(town)
    assert known["name"]["text"] in answer.text
    with pytest.raises(ValueError, match="Expecting value"):
        answer.json()


def test_a_registry_may_put_right_values_where_no_value_of_their_type_stands(town: Town) -> None:
    (known,) = ask(town).json()["records"].values()
    town.fail(RESIDENTS, "nested", times=1)
    (record,) = ask(town).json()["records"].values()
    assert record == {"name": {"text": {"": known["name"]["text"]}, "kana": {"": known["name"]["kana"]}}} | {
        "children": {"": known["children"]}
    }


def test_a_registry_may_answer_ten_million_bytes_or_about_somebody_else(town: Town) -> None:
    (name,) = ask(town).json()["records"]
    town.fail(RESIDENTS, "huge", times=1)
    town.fail(RESIDENTS, "stranger", times=1)
    assert len(ask(town).content) > 10_000_000
    (other,) = ask(town).json()["records"]
    assert other != name


@pytest.mark.parametrize("kind", ["garbage", "wrong"])
def test_a_filing_behind_a_useless_answer_is_found_by_its_key(town: Town, kind: str) -> None:
    town.fail(SUBMISSIONS, kind, times=1)
    town.submit(ICHIKAWA)
    assert town.reconcile(ICHIKAWA, "k-1").json() == {"receipt": "122033-000001"}
    assert town.submit(ICHIKAWA).json() == {"receipt": "122033-000001"}
    assert len(town.held(ICHIKAWA)) == 1


def test_an_authority_that_fails_nine_times_holds_one_submission_after_the_tenth(town: Town) -> None:
    town.fail(SUBMISSIONS, "error", times=9)
    assert [town.submit(ICHIKAWA).status_code for _ in range(10)] == [500] * 9 + [202]
    assert [held["times_sent"] for held in town.held(ICHIKAWA)] == [1]


def test_an_authority_that_is_down_can_not_be_asked_for_a_key_either(town: Town) -> None:
    town.submit(ICHIKAWA)
    town.fail(SUBMISSIONS, "down")
    assert (town.submit(ICHIKAWA).status_code, town.reconcile(ICHIKAWA, "k-1").status_code) == (503, 503)


def test_an_authority_that_times_out_has_accepted_all_the_same(town: Town, inbox: Inbox) -> None:
    town.fail(SUBMISSIONS, "timeout-after-accepting", seconds=1, times=1)
    with pytest.raises(httpx2.ReadTimeout):
        town.submit(ICHIKAWA, timeout=0.2)
    assert inbox.wait(1)[0].event["event"] == "received"
    assert town.reconcile(ICHIKAWA, "k-1").status_code == 200
    assert town.submit(ICHIKAWA).json() == {"receipt": "122033-000001"}
    assert [held["times_sent"] for held in town.held(ICHIKAWA)] == [2]


def test_an_authority_that_says_everything_twice_uses_the_same_id(town: Town, inbox: Inbox) -> None:
    town.fail(SUBMISSIONS, "twice", times=1)
    town.submit(ICHIKAWA)
    first, second = inbox.wait(2)
    assert (first.id, first.body) == (second.id, second.body)
    wait_until(lambda: town.webhooks()[0]["taken"] == 2)
    town.tell(ICHIKAWA, {"event": "outcome", "outcome": "accepted"})
    assert inbox.wait(3)[2].event["event"] == "outcome"


def test_saying_twice_does_not_use_up_a_fault_of_the_answer(town: Town, inbox: Inbox) -> None:
    town.fail(SUBMISSIONS, "twice")
    town.fail(SUBMISSIONS, "error", times=1)
    assert [town.submit(ICHIKAWA).status_code for _ in range(2)] == [500, 202]
    assert len(inbox.wait(2)) == 2


@pytest.mark.parametrize(
    "fault",
    [
        {"target": RESIDENTS, "kind": "twice"},
        {"target": RESIDENTS, "kind": "timeout-after-accepting"},
        {"target": RESIDENTS, "kind": "flood"},
        {"target": SUBMISSIONS, "kind": "babble"},
        {"target": "residents", "kind": "slow"},
        {"target": "999999/residents", "kind": "slow"},
        {"target": f"{ICHIKAWA}/dogs", "kind": "slow"},
        {"target": RESIDENTS, "kind": "slow", "times": 0},
    ],
)
def test_a_fault_that_cannot_be_is_refused(town: Town, fault: dict[str, object]) -> None:
    assert town.client.post("/control/faults", json=fault).status_code == 422


def test_what_is_still_to_fail_is_shown(town: Town) -> None:
    town.fail(RESIDENTS, "error", times=2)
    ask(town)
    assert town.client.get("/control/faults").json() == [
        {"target": RESIDENTS, "kind": "error", "seconds": 1.0, "times": 1}
    ]
    ask(town)
    assert town.client.get("/control/faults").json() == []
