"""What an authority is sent: exactly what it is entitled to, and the conclusion of its rule."""

import json
from datetime import date
from typing import Any

import pytest

from ichido.case.payload import NotReady, payload, standing_of, terms_sent
from ichido.case.record import Change, Record
from ichido.case.simulate import Simulation
from tests.case.families import ANSWERS, NEW, after, opened, plan, simulation, submitted
from tests.case.receiving import received

DAY = date(2026, 4, 2)
SUPPORT = "school-support(taro)"


@pytest.fixture(scope="module")
def finished() -> Simulation:
    case = simulation()
    case.run()
    return case


def sent(record: Record, key: str) -> dict[str, Any]:
    return received(plan(), record, key, DAY)


@pytest.mark.parametrize("key", ["moving-out", "moving-in", SUPPORT])
def test_a_payload_has_exactly_the_terms_its_procedure_needs(finished: Simulation, key: str) -> None:
    definition = standing_of(plan(), finished.record, key, DAY).planned.definition
    assert set(sent(finished.record, key)["payload"]) == {need for need in definition.needs if "." in need}


def test_what_is_of_each_person_is_sent_by_person(finished: Simulation) -> None:
    fields = sent(finished.record, "moving-out")["payload"]
    assert fields["move.movers.name"] == {"hanako": {"text": "佐藤 花子"}, "taro": {"text": "佐藤 太郎"}}
    assert fields["move.movers.birth_date"] == {"hanako": "1990-05-03", "taro": "2017-09-09"}
    assert fields["move.new_address"] == {"municipality": NEW, "text": "神奈川県川崎市川崎区宮本町1"}


def test_the_new_city_is_told_the_address_before_the_move(finished: Simulation) -> None:
    fields = sent(finished.record, "moving-in")["payload"]
    assert fields["move.old_address"]["text"] == "千葉県市川市八幡1-1-1"
    assert fields["move.transfer"] == "TX-4471"


def test_a_rule_is_sent_as_its_conclusion_and_never_as_the_facts_it_read(finished: Simulation) -> None:
    whole = sent(finished.record, SUPPORT)
    assert whole["conclusion"]["eligible"] is True
    assert whole["conclusion"]["amount"] == 11630
    assert "tax_exempt" not in json.dumps(whole)
    assert "household" not in json.dumps(whole)


def test_one_who_is_not_eligible_has_no_account_sent() -> None:
    registered = {**opened().scenario.registered}
    registered["household"] = {"sato": {**registered["household"]["sato"], "tax_exempt": False}}
    case = simulation(registered=registered, expect=opened().scenario.expect)
    case.run()
    assert case.record.filings[SUPPORT].outcome == "refused"
    assert sent(case.record, SUPPORT)["conclusion"] == {"eligible": False}
    assert ("hanako", "person.account") not in terms_sent(plan(), case.record, SUPPORT, DAY)


@pytest.mark.parametrize("key", ["moving-out", "moving-in", SUPPORT])
def test_built_twice_the_bytes_are_the_same(finished: Simulation, key: str) -> None:
    turned = Record(**{name: getattr(finished.record, name) for name in Record.__dataclass_fields__})
    assert payload(plan(), finished.record, key, DAY) == payload(plan(), turned, key, DAY)


def test_a_submission_says_which_case_whom_it_is_about_and_which_version_it_is(finished: Simulation) -> None:
    whole = sent(finished.record, "moving-in")
    assert (whole["case"], whole["version"], whole["about"]) == ("case", 1, None)
    assert sent(finished.record, SUPPORT)["about"] == "taro"


@pytest.mark.parametrize("key", ["moving-out", "moving-in", SUPPORT])
def test_an_authority_reads_its_own_names_and_no_id_of_the_case(finished: Simulation, key: str) -> None:
    found = payload(plan(), finished.record, key, DAY)
    written = found.written({"hanako": "n-1", "taro": "n-2"}, "7").decode()
    assert "hanako" not in written
    assert "taro" not in written
    assert '"submission":"7"' in written
    assert "n-2" in written


def test_whoever_has_no_name_at_an_authority_is_not_written_of(finished: Simulation) -> None:
    with pytest.raises(KeyError):
        payload(plan(), finished.record, SUPPORT, DAY).written({"hanako": "n-1"}, "7")


def test_the_disclosure_log_says_whose_which_terms_were_sent(finished: Simulation) -> None:
    assert set(terms_sent(plan(), finished.record, "moving-out", DAY)) == {
        ("hanako", "person.name"),
        ("taro", "person.name"),
        ("hanako", "person.birth_date"),
        ("taro", "person.birth_date"),
        ("move", "move.date"),
        ("move", "move.new_address"),
    }
    assert ("hanako", "person.account") in terms_sent(plan(), finished.record, SUPPORT, DAY)


def test_what_is_not_ready_is_not_built() -> None:
    with pytest.raises(NotReady, match=r"move\.transfer"):
        payload(plan(), submitted().record, "moving-in", DAY)


def test_what_is_no_part_of_the_case_is_not_built() -> None:
    with pytest.raises(KeyError):
        payload(plan(), opened().record, SUPPORT, DAY)


def test_a_fact_nobody_needs_does_not_change_a_payload(finished: Simulation) -> None:
    more = after(finished.record, Change(choices={"school-support(hanako)": "decline"}))
    assert payload(plan(), more, "moving-out", DAY) == payload(plan(), finished.record, "moving-out", DAY)
    assert set(ANSWERS) > set(sent(finished.record, "moving-out")["payload"]) & set(ANSWERS)
