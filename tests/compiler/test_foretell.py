"""What a plan foretells is what a case then does."""

from collections.abc import Iterable
from datetime import date

import pytest

from ichido.case.conclusions import Lookup
from ichido.case.simulate import Simulation
from ichido.compiler.plan import Plan
from ichido.language.kinds import Scenario
from tests.case.families import ANSWERS, Edit, opened, plan, scenarios, simulation, stepped

Asked = set[tuple[str, str]]
ALONE: tuple[str, ...] = ("moving-out", "school-support")


def foretold(of: Plan, *after: str) -> Asked:
    """Which registries the plan says are asked for which terms, once something has happened."""
    found: Asked = set()
    for lookup in of.lookups:
        if lookup.after in after:
            found |= {(lookup.registry, term) for term in lookup.terms}
    return found


def asked(case: Simulation, before: Iterable[str] = ()) -> Asked:
    """Which registries the case has asked for which terms, as in `foretold`."""
    already = set(before)
    return {(one.partition("@")[0], one.rpartition(".")[2]) for one in case.state.asked if one not in already}


def instance(key: str) -> str:
    """`school-support(child)` for `school-support(taro)`."""
    return key.replace("(taro)", "(child)").replace("(hanako)", "(child)")


def test_the_lookups_of_each_phase_are_those_that_were_foretold() -> None:
    case = opened(happens=())
    assert asked(case) == foretold(plan(), "opening")
    before = case.state.asked
    case.give(ANSWERS)
    assert asked(case, before) == foretold(plan(), "answers") == set()
    before = case.state.asked
    happen(case, 0)
    assert asked(case, before) == foretold(plan(), "moving-out") == set()
    happen(case, 1, 2)
    assert asked(case, before) == foretold(plan(), "moving-in")


def happen(case: Simulation, *numbers: int) -> None:
    for number in numbers:
        happening = scenarios()[0].happens[number]
        case.move_to(happening.at)
        case.happen(happening)


def test_lookups_come_in_the_waves_that_were_foretold(monkeypatch: pytest.MonkeyPatch) -> None:
    case = simulation()
    waves: list[Asked] = []
    look_up = case.look_up

    def noted(lookups: tuple[Lookup, ...]) -> None:
        waves.append({(lookup.registry, term.rpartition(".")[2]) for lookup in lookups for term in lookup.terms})
        look_up(lookups)

    monkeypatch.setattr(case, "look_up", noted)
    while case.step():
        pass
    planned = [[w for w in plan().lookups if w.after == "opening" and w.wave == number] for number in (1, 2, 3)]
    assert waves == [{(w.registry, term) for w in wave for term in w.terms} for wave in planned]


def test_a_choice_looks_ahead_at_its_options_before_anything_is_answered() -> None:
    (ahead,) = (w for w in plan().lookups if w.subjects == "move.movers" and w.after == "opening")
    assert (ahead.wave, ahead.terms) == (3, ("birth_date", "name"))
    assert ahead.acts == ("moving-in", "moving-out", "school-support")


def test_an_office_that_a_product_decides_asks_its_own_register_anew() -> None:
    (anew,) = (w for w in plan().lookups if w.subjects == "move.movers" and w.after == "moving-in")
    assert (anew.registry, anew.channel, anew.acts) == ("resident-register", "own", ("school-support",))


def test_what_the_network_opens_is_not_asked_again_when_it_is_known() -> None:
    assert not any("moving-in" in w.acts and w.channel == "national-network" for w in plan().lookups)


@pytest.mark.parametrize("scenario", scenarios(), ids=lambda s: s.scenario)
def test_what_a_case_asks_is_what_was_foretold(scenario: Scenario) -> None:
    came = simulation(scenario).run()
    foretold = {question.term for question in plan().questions}
    # What an office will have put right nobody can foretell.
    put_right = {instance(key) for happening in scenario.happens if happening.answers for key in happening.answers}
    assert {instance(key) for key in came.asked} - (put_right - foretold) == foretold


@pytest.mark.parametrize("scenario", scenarios(), ids=lambda s: s.scenario)
def test_why_a_case_asks_is_why_it_was_foretold(scenario: Scenario) -> None:
    case = stepped(simulation(scenario, down=()))
    foreseen = {question.term: question.why for question in plan().questions}
    assert {q.key: q.why for q in case.state.conclusions.questions if foreseen[q.key] != q.why} == {}


def test_each_question_is_foretold_once_with_everyone_who_wants_it() -> None:
    by_term = {question.term: question for question in plan().questions}
    assert len(by_term) == len(plan().questions)
    assert by_term["move.date"].procedures == ("moving-out", "moving-in", "school-support")
    assert by_term["applicant.phone"].articles == ("住民基本台帳法 22条1項",)


def test_a_procedure_alone_is_a_life_event_of_one() -> None:
    assert plan("moving-out").submissions == (("moving-out",),)
    assert {q.term for q in plan("moving-out").questions} == {"move.date", "move.movers", "move.new_address"}
    assert [q.term for q in plan("school-support").questions] == ["school-support(child)"]


@pytest.mark.parametrize("id_", ALONE)
def test_a_procedure_alone_asks_what_was_foretold(id_: str) -> None:
    case = alone(id_)
    opening = case.state.asked
    assert asked(case) == foretold(plan(id_), "opening")
    keys = tuple(case.state.conclusions.questions)
    case.give({q.key: ANSWERS[q.key] for q in keys})
    assert asked(case, opening) == foretold(plan(id_), "answers")
    assert {instance(q.key) for q in keys} == {question.term for question in plan(id_).questions}


def alone(id_: str, *edits: Edit) -> Simulation:
    scenario = scenarios()[0].model_copy(update={"life_event": id_, "answers": {}, "happens": ()})
    return stepped(simulation(scenario, of=plan(id_, *edits)))


def test_support_alone_is_granted_at_home() -> None:
    case = alone("school-support")
    case.give({"school-support(taro)": "apply"})
    filing = case.record.filings["school-support(taro)"]
    assert (filing.outcome, filing.amount, filing.outcome_on) == ("granted", 11630, date(2026, 3, 20))
    assert case.closed


def test_the_day_a_period_counts_from_is_asked_for_even_if_nobody_receives_it() -> None:
    edit = ("moving/moving-out.yaml", "  move.date:\n", "")
    assert "move.date" in {question.term for question in plan("moving-out", edit).questions}
    assert "move.date" in {question.key for question in alone("moving-out", edit).state.conclusions.questions}


def test_without_the_register_of_accounts_the_account_is_asked_as_foretold() -> None:
    without = ("registries/public-accounts.yaml", "", "")
    answers = {**ANSWERS, "applicant.account": "みずほ-001-1234567"}
    came = simulation(of=plan("moving", without), answers=answers).run()
    assert {instance(key) for key in came.asked} == {question.term for question in plan("moving", without).questions}
    assert "applicant.account" in came.asked
    assert came.paid == {"school-support(taro)": 11630}


def test_what_only_an_application_opens_is_foretold_after_it_and_found_after_it() -> None:
    late = ("registries/resident-register.yaml", "[before-application, ex-officio]", "[after-application]")
    case = stepped(simulation(scenarios()[0], of=plan("moving-out", late)))
    assert asked(case) == foretold(plan("moving-out", late), "opening") == set()
    case.give({"move.date": "2026-04-01", "move.new_address": ANSWERS["move.new_address"]})
    case.give({"move.movers": ["hanako", "taro"]})
    assert asked(case) == foretold(plan("moving-out", late), "answers")
    assert case.sent == {"moving-out": 1}


def test_an_own_register_opens_once_the_person_has_said_whose_act_it_is() -> None:
    own = ("registries/resident-register.yaml", "就学援助要綱 3条]", "就学援助要綱 3条, 住民基本台帳法 22条1項]")
    none = ("registries/resident-register.yaml", "for: [住民基本台帳法 22条1項]", "for: [住民基本台帳法 30条]")
    of = plan("moving-in", own, none)
    assert foretold(of, "opening") == asked(stepped(simulation(of=of))) == set()
