"""What a person answers is taken whole or not at all."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from ichido.case.answers import Refused, answer
from ichido.case.record import Change
from ichido.case.simulate import Simulation
from ichido.case.tell import told
from ichido.rules.values import NONE, Address, Listing, Subject
from tests.case.families import ANSWERS, AT, NEW, after, authority, opened, places, plan, submitted

DAY = date(2026, 3, 20)


def answered(case: Simulation, given: Mapping[str, Any]) -> Change | tuple[Refused, ...]:
    return answer(case.plan, case.record, AT, DAY, given, places())


def taken(case: Simulation, given: Mapping[str, Any]) -> Change:
    found = answered(case, given)
    assert isinstance(found, Change)
    return found


def refused(case: Simulation, given: Mapping[str, Any]) -> dict[str, str]:
    found = answered(case, given)
    assert not isinstance(found, Change)
    return {one.key: one.code for one in found}


def test_answers_become_facts_and_the_case_is_submitted() -> None:
    change = taken(opened(), ANSWERS)
    facts = {fact.term: fact.value for fact in change.facts}
    assert facts["move.date"] == date(2026, 4, 1)
    assert facts["move.new_address"] == Address(NEW, "神奈川県川崎市川崎区宮本町1")
    assert facts["move.movers"] == Listing((Subject("hanako", "person"), Subject("taro", "person")), complete=True)
    assert change.choices == {"school-support(taro)": "apply"}
    assert change.submitted_on == DAY
    assert {fact.provenance.source for fact in change.facts} == {"person"}


def test_answers_open_further_questions_that_the_same_answers_answer() -> None:
    change = taken(opened(), ANSWERS)
    assert change.choices, "the choice for taro is asked only once it is known that he moves"


def test_every_wrong_answer_is_told_and_nothing_is_taken() -> None:
    wrong = {"move.date": "1 April", "move.movers": ["jiro"], "move.new_address": "宮本町1", "applicant.phone": "phone"}
    assert refused(opened(), ANSWERS | wrong) == {
        "move.date": "not-readable",
        "move.movers": "not-an-option",
        "move.new_address": "not-readable",
        "applicant.phone": "not-readable",
    }


def test_what_nobody_asks_is_refused() -> None:
    assert refused(opened(), {**ANSWERS, "applicant.name": "佐藤"}) == {"applicant.name": "not-a-question"}


@pytest.mark.parametrize("raw", [[], "jiro", ["hanako", 1], {"hanako": 1}, None, True])
def test_a_choice_is_made_among_those_shown(raw: object) -> None:
    assert refused(opened(), {"move.movers": raw}) == {"move.movers": "not-an-option"}


def test_one_chosen_twice_is_chosen_once() -> None:
    (fact,) = taken(opened(), {"move.movers": ["taro", "taro"]}).facts
    assert fact.value == Listing((Subject("taro", "person"),), complete=True)


@pytest.mark.parametrize("raw", ["yes", "", None, True, ["apply"]])
def test_an_act_on_request_is_applied_for_or_declined(raw: object) -> None:
    assert refused(opened(), ANSWERS | {"school-support(taro)": raw}) == {"school-support(taro)": "not-a-choice"}


@pytest.mark.parametrize(
    "raw", ["2026-4-1", "20260401", "2026-02-30", 20260401, None, ["2026-04-01"], "令和8年13月1日"]
)
def test_a_day_is_a_day(raw: object) -> None:
    assert refused(opened(), {"move.date": raw}) == {"move.date": "not-readable"}


def test_a_day_may_be_written_in_the_era_calendar() -> None:
    (fact,) = taken(opened(), {"move.date": "令和8年4月1日"}).facts
    assert fact.value == date(2026, 4, 1)


def test_a_refusal_never_repeats_what_was_given() -> None:
    found = answered(opened(), {"move.new_address": "秘密町1", "applicant.phone": "秘密", "move.date": "秘密"})
    assert not isinstance(found, Change)
    assert "秘密" not in repr(found)


def test_answers_are_kept_and_become_the_application_with_the_last_that_is_asked() -> None:
    case = opened()
    phone = taken(case, {"applicant.phone": ANSWERS["applicant.phone"]})
    assert phone.submitted_on is None and len(phone.facts) == 1
    case.give({"applicant.phone": ANSWERS["applicant.phone"]})
    assert case.record.submitted_on is None and case.sent == {}
    case.give({key: value for key, value in ANSWERS.items() if key != "applicant.phone"})
    assert case.record.submitted_on == DAY and "moving-out" in case.sent


@pytest.mark.parametrize("day", ["2206-04-01", "9999-12-31", "0001-01-01"])
def test_a_day_that_cannot_be_counted_from_is_refused_and_says_so(day: str) -> None:
    assert refused(opened(), {**ANSWERS, "move.date": day})["move.date"] == "not-readable"


def test_an_optional_term_may_be_answered_with_none() -> None:
    without = ("registries/public-accounts.yaml", "", "")
    alone = opened(of=plan("school-support", without), life_event="school-support")
    alone.give({"school-support(taro)": "apply"})
    (fact,) = taken(alone, {"applicant.account": None}).facts
    assert fact.value is NONE
    assert refused(opened(), {"applicant.phone": None}) == {"applicant.phone": "not-readable"}


def corrected(*items: str) -> Simulation:
    case = submitted()
    case.tell(told(plan(), case.record, AT, authority("moving-out", "correction", 3, items=items), places()))
    return case


def test_a_corrected_item_is_asked_again_and_its_answer_makes_a_new_version() -> None:
    case = corrected("move.new_address")
    (question,) = case.state.conclusions.questions
    assert (question.key, question.why) == ("move.new_address", "correction")
    case.give({"move.new_address": "神奈川県川崎市川崎区宮本町2"})
    assert case.sent["moving-out"] == 2
    assert case.record.filings["moving-out"].open_correction is None


def test_an_item_of_several_people_is_asked_of_each() -> None:
    case = corrected("move.movers.name")
    keys = [question.key for question in case.state.conclusions.questions]
    assert keys == ["applicant.name", "person.name(taro)"]
    case.give({"applicant.name": "佐藤 華子", "person.name(taro)": "佐藤 太朗"})
    assert case.sent["moving-out"] == 2


def test_what_one_correction_names_is_put_right_together() -> None:
    case = corrected("move.date", "move.new_address")
    assert refused(case, {"move.date": "2026-04-02"}) == {"move.new_address": "missing"}


def test_a_correction_of_what_may_not_even_apply_demands_nothing() -> None:
    case = opened()
    event = authority("moving-out", "correction", 2, items=("move.date", "move.movers.name"))
    case.tell(told(plan(), case.record, AT, event, places()))
    answers = {key: ANSWERS[key] for key in ("move.date", "move.movers")}
    assert {fact.term for fact in taken(case, answers).facts} == set(answers)


def test_of_two_corrections_the_newer_is_answered() -> None:
    case = corrected("move.new_address")
    event = authority("moving-out", "correction", 4, items=("move.movers.birth_date",))
    case.tell(told(plan(), case.record, AT, event, places()))
    assert [q.key for q in case.state.conclusions.questions] == ["applicant.birth_date", "person.birth_date(taro)"]


@pytest.mark.parametrize("item", ["presence", "nonsense", "move.transfer", "applicant.phone", "", "a b.c", "move."])
def test_an_item_the_procedure_does_not_need_is_for_a_human_to_sort_out(item: str) -> None:
    case = corrected(item)
    assert case.state.conclusions.questions == ()
    procedure = case.state.conclusions.procedure("moving-out")
    assert procedure is not None
    assert [w.kind for w in procedure.waiting] == ["authority"]


def test_a_submitted_case_stays_submitted_on_its_day() -> None:
    case = submitted()
    again = after(case.record, Change(submitted_on=date(2026, 4, 1)))
    assert again.submitted_on == case.record.submitted_on
