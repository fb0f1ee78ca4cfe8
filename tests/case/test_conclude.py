"""What follows from the facts of a case."""

from datetime import date

import pytest

from ichido.case.conclude import conclude
from ichido.case.conclusions import Clock, Conclusions, ProcedureConclusion
from ichido.case.deadlines import day_of
from ichido.case.hear import AuthorityEvent
from ichido.case.record import Change
from ichido.case.simulate import Simulation
from ichido.case.tell import confirmed, told
from ichido.language.kinds import Scenario
from tests.case.families import (
    AT,
    HOME,
    NEW,
    PRIVATE,
    authority,
    opened,
    places,
    plan,
    scenarios,
    simulation,
    submitted,
)


def of(case: Simulation | Conclusions, key: str) -> ProcedureConclusion:
    found = (case if isinstance(case, Conclusions) else case.state.conclusions).procedure(key)
    assert found is not None
    return found


def say(case: Simulation, event: AuthorityEvent) -> None:
    case.tell(told(case.plan, case.record, AT, event, places()))


def out_accepted() -> Simulation:
    case = submitted()
    case.move_to(date(2026, 3, 24))
    say(case, authority("moving-out", "outcome", 2, outcome="accepted", produced=(("move.transfer", "TX-4471"),)))
    return case


def clocks(case: Simulation) -> dict[str, date]:
    return {clock.id: clock.due for clock in case.state.conclusions.clocks}


def test_conclusions_are_a_function_of_plan_facts_and_day() -> None:
    case = out_accepted()
    assert conclude(plan(), case.record, case.today, 7) == conclude(plan(), case.record, case.today, 7)


def test_nothing_is_ready_before_the_person_has_submitted() -> None:
    found = opened().state.conclusions
    assert not found.submitted
    assert not any(p.ready for p in found.procedures)


def test_what_is_complete_goes_out_and_what_waits_for_it_says_so() -> None:
    case = submitted()
    assert case.sent == {"moving-out": 1}
    assert [(w.kind, w.what) for w in of(case, "moving-in").waiting] == [("procedure", "moving-out")]
    assert [(w.kind, w.what) for w in of(case, "school-support(taro)").waiting] == [("procedure", "moving-in")]
    assert [(w.kind, w.what) for w in of(case, "moving-out").waiting] == [("authority", HOME)]


def test_a_product_lets_the_next_procedure_go() -> None:
    case = out_accepted()
    assert case.sent == {"moving-out": 1, "moving-in": 1}
    assert of(case, "moving-in").authority == NEW
    assert [(w.kind, w.what) for w in of(case, "moving-in").waiting] == [("act", "presence")]


def test_an_act_that_was_seen_is_not_waited_for_any_more() -> None:
    case = out_accepted()
    case.tell(confirmed(case.record, "moving-in", "presence", date(2026, 4, 2)))
    assert of(case, "moving-in").acts == ()
    assert [(w.kind, w.what) for w in of(case, "moving-in").waiting] == [("authority", NEW)]


def test_what_does_not_apply_is_settled_and_waits_for_nothing() -> None:
    none = of(submitted(), "school-support(hanako)")
    assert (none.applies, none.settled, none.waiting) == ("no", True, ())


def test_a_filing_opened_again_by_a_later_correction_is_not_settled() -> None:
    case = out_accepted()
    say(case, authority("moving-out", "correction", 5, items=("move.date",)))
    assert of(case, "moving-out").outcome is None
    assert not of(case, "moving-out").settled
    case.give({"move.date": "2026-04-02"})
    assert case.sent["moving-out"] == 2
    say(case, authority("moving-out", "outcome", 6, outcome="accepted"))
    assert of(case, "moving-out").settled


def test_a_duty_is_due_as_its_article_counts_and_a_choice_has_no_clock_while_it_is_open() -> None:
    due = clocks(submitted())
    assert due["moving-in/apply"] == date(2026, 4, 15)
    assert not any(id_.startswith("school-support") for id_ in due)


def test_the_day_before_the_move_is_the_last_to_move_out() -> None:
    case = opened(happens=())
    case.give({"move.date": "2026-04-01", "move.new_address": "神奈川県川崎市川崎区宮本町1"})
    assert clocks(case)["moving-out/apply"] == date(2026, 3, 31)


def test_what_was_sent_is_no_longer_due_unless_an_act_is_still_missing() -> None:
    case = out_accepted()
    assert "moving-out/apply" not in clocks(case)
    assert "moving-in/apply" in clocks(case)
    case.tell(confirmed(case.record, "moving-in", "presence", date(2026, 4, 2)))
    assert "moving-in/apply" not in clocks(case)


def test_the_authority_has_its_periods_from_the_day_a_filing_arrived() -> None:
    case = submitted()
    assert clocks(case)["moving-out/accept"] == date(2026, 3, 25), "three business days from Friday 20 March"
    assert "moving-out/acknowledge" not in clocks(case), "the simulated authority acknowledges at once"


def test_a_correction_stops_the_period_to_accept_until_it_is_answered() -> None:
    case = submitted()
    say(case, authority("moving-out", "correction", 3, items=("move.date",)))
    assert "moving-out/accept" not in clocks(case)
    case.give({"move.date": "2026-04-02"})
    assert "moving-out/accept" in clocks(case)


def test_a_case_nobody_submits_ends_after_thirty_days() -> None:
    assert clocks(opened()) == {"unsubmitted": date(2026, 4, 19)}
    assert "unsubmitted" not in clocks(submitted())


def test_every_clock_of_a_procedure_names_its_article() -> None:
    named: list[Clock] = [c for c in out_accepted().state.conclusions.clocks if c.key]
    assert named and all(c.under.startswith(("住民基本台帳法", "就学援助要綱")) for c in named)


def test_the_day_is_the_day_where_the_case_is() -> None:
    assert day_of(plan(), AT.replace(hour=14)) == date(2026, 3, 20)
    assert day_of(plan(), AT.replace(hour=15)) == date(2026, 3, 21)


@pytest.mark.parametrize("scenario", scenarios(), ids=lambda s: s.scenario)
def test_conclusions_and_state_hold_nothing_about_a_person(scenario: Scenario) -> None:
    case = simulation(scenario)
    case.run()
    for written in (case.state.model_dump_json(), case.state.conclusions.model_dump_json()):
        assert not [text for text in PRIVATE if text in written]


def test_an_empty_change_changes_nothing() -> None:
    case = submitted()
    before = case.revision
    case.tell(Change())
    assert case.revision == before


def test_the_period_to_accept_begins_once_the_person_was_there() -> None:
    case = out_accepted()
    assert "moving-in/accept" not in clocks(case)
    case.tell(confirmed(case.record, "moving-in", "presence", date(2026, 4, 2)))
    assert clocks(case)["moving-in/accept"] == date(2026, 4, 3)


def test_a_rule_decides_only_once_the_acts_it_needs_were_seen() -> None:
    visit = ("school/school-support.yaml", "  applicant.name:\n", "  applicant.name:\n  presence:\n")
    case = opened(of=plan("school-support", visit), life_event="school-support", answers={}, happens=())
    case.give({"school-support(taro)": "apply"})
    assert case.sent == {"school-support(taro)": 1}
    assert not of(case, "school-support(taro)").decidable
    case.tell(confirmed(case.record, "school-support(taro)", "presence", case.today))
    assert of(case, "school-support(taro)").outcome == "granted"


def test_a_case_is_not_complete_while_it_is_open_for_whom_it_runs() -> None:
    case = opened(happens=())
    case.give({"move.new_address": "千葉県市川市八幡2-2-2"})
    assert all(p.settled for p in case.state.conclusions.procedures)
    assert not case.state.conclusions.complete
