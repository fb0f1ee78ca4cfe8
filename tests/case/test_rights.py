"""By what right somebody acts for the applicant: registers or a mandate show it, never whoever says so."""

from dataclasses import replace
from datetime import date

import pytest

from ichido.case.conclude import conclude
from ichido.case.conclusions import ProcedureConclusion
from ichido.case.known import knowing
from ichido.case.mandate import Mandate, Scope
from ichido.case.payload import payload
from ichido.case.record import Change, changed
from ichido.case.rights import shown
from ichido.case.simulate import Simulation, simulation
from ichido.case.standing import standings
from ichido.case.tell import agreed_to
from ichido.compiler.checks import check
from ichido.language.kinds.scenario import Given
from tests.case.families import ANSWERS, Edit, catalogue, places, plan, scenarios

FILE, AFTER = "moving/moving-out.yaml", "jurisdiction: move.old_address\n"
RIGHTS = """\
may_act:
  household-member: {of: applicant.household.members, under: 住民基本台帳法 24条}
  sent: {by: mandate, under: 住民基本台帳法 24条}
"""
TOGETHER = """\
may_act:
  together: {of: applicant.household.members, how: both, under: 住民基本台帳法 24条}
"""
SENT = Given.model_validate({"to": "jiro", "procedures": ["moving-out"], "from": "2026-03-01", "until": "2026-03-31"})
MOVE = {key: ANSWERS[key] for key in ("move.date", "move.movers", "move.new_address")}
TODAY = date(2026, 3, 20)


def may(rights: str) -> Edit:
    """Rights in the procedure that is first."""
    return (FILE, AFTER, AFTER + rights)


def case(rights: str = RIGHTS, **changes: object) -> Simulation:
    """The family's move, in which somebody may act for the mother."""
    scenario = scenarios()[0].model_copy(update=changes)
    found = simulation(plan("moving", may(rights)), scenario, places())
    found.settle()
    return found


def out(found: Simulation) -> ProcedureConclusion:
    """Where moving out stands."""
    conclusion = found.state.conclusions.procedure("moving-out")
    assert conclusion is not None
    return conclusion


def asked(found: Simulation) -> set[str]:
    return {question.key for question in found.state.conclusions.questions}


def test_the_definitions_of_these_tests_are_in_order() -> None:
    # Edited catalogues come without letters, which is all that may be wrong with them.
    for rights in (RIGHTS, TOGETHER):
        assert {problem.code for problem in check(catalogue(may(rights)))} <= {"missing-notice"}


def test_who_lives_in_the_household_may_do_what_the_procedure_says_and_nothing_else() -> None:
    found = case(acts="taro")
    assert (out(found).right, out(found).refused) == ("household-member", "")
    assert asked(found) == set(MOVE)
    others = [p for p in found.state.conclusions.procedures if p.procedure != "moving-out" and p.applies != "no"]
    assert others and {p.refused for p in others} == {"applicant-only"}


def test_a_stranger_is_asked_nothing_and_only_what_could_show_a_right_is_looked_up() -> None:
    found = case(acts="jiro")
    assert out(found).refused == "no-mandate"
    assert asked(found) == set()
    assert {fact.term for fact in found.record.facts} == {"person.household", "household.members"}


def test_without_a_right_in_the_definition_only_the_applicant_acts() -> None:
    found = simulation(plan("moving"), scenarios()[0].model_copy(update={"acts": "taro"}), places())
    found.settle()
    assert {p.refused for p in found.state.conclusions.procedures if p.applies != "no"} == {"applicant-only"}
    assert found.record.facts == () and found.state.conclusions.questions == ()


def test_while_the_register_that_would_show_it_is_down_nothing_goes_on_and_nothing_is_refused() -> None:
    found = case(acts="taro", down=("resident-register",))
    assert (out(found).refused, out(found).waiting[0].kind) == ("", "registry")
    assert asked(found) == set()
    found.town.switch("resident-register", "up")
    found.retry()
    assert out(found).right == "household-member" and asked(found) == set(MOVE)


def test_what_no_register_can_tell_shows_no_right() -> None:
    scenario = scenarios()[0]
    people = {name: dict(facts) for name, facts in scenario.registered["person"].items()}
    del people["hanako"]["household"]
    found = case(acts="taro", registered={**scenario.registered, "person": people})
    assert out(found).refused in ("not-shown", "no-mandate")
    assert asked(found) == set()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, ""),
        ({"until": TODAY}, ""),
        ({"until": date(2026, 3, 19)}, "mandate-ended"),
        ({"from_": date(2026, 3, 21)}, "mandate-not-begun"),
        ({"revoked": date(2026, 3, 20)}, "mandate-revoked"),
        ({"revoked": date(2026, 3, 21)}, ""),
        ({"accepted": False}, "mandate-not-accepted"),
        ({"procedures": ("moving-in",)}, "outside-mandate"),
        ({"procedures": (), "life_events": ("moving",)}, ""),
        ({"to": "saburo"}, "no-mandate"),
    ],
)
def test_a_mandate_shows_a_right_while_it_stands_and_for_what_it_names(changes: dict[str, object], why: str) -> None:
    found = case(acts="jiro", mandates=(SENT.model_copy(update=changes),))
    assert out(found).refused == why
    assert asked(found) == (set() if why else set(MOVE))


def test_what_was_filed_stays_filed_when_the_mandate_ends() -> None:
    found = case(acts="jiro", mandates=(SENT,))
    found.give(MOVE)
    assert out(found).sent == 1
    found.move_to(date(2026, 4, 5))
    found.happen()
    assert (out(found).sent, out(found).refused) == (1, "")


def test_who_asks_whether_more_may_be_done_today_is_told_of_today() -> None:
    found = case(acts="jiro", mandates=(SENT,))
    found.give(MOVE)
    then = standings(knowing(found.plan, found.record, date(2026, 4, 5)))
    first = next(standing for standing in then if standing.id == "moving-out")
    assert (shown(first).answer, shown(first, date(2026, 4, 5)).refusal) == ("yes", "mandate-ended")


def test_the_authority_is_told_who_acts_by_which_right_and_article() -> None:
    found = case(acts="jiro", mandates=(SENT,))
    found.give(MOVE)
    told = payload(found.plan, found.record, "moving-out", TODAY).body["acting"]
    assert (told["who"].id, told["right"], told["under"]) == ("jiro", "sent", "住民基本台帳法 24条")
    own = simulation(plan("moving", may(RIGHTS)), scenarios()[0], places())
    own.settle()
    own.give(ANSWERS)
    assert "acting" not in payload(own.plan, own.record, "moving-out", TODAY).body


def test_the_applicant_takes_the_case_back_and_goes_on_alone() -> None:
    found = case(acts="jiro")
    assert asked(found) == set()
    found.tell(Change(in_person=True))
    assert set(MOVE) <= asked(found)


def test_both_have_to_say_yes_before_anything_is_sent() -> None:
    found = case(TOGETHER)
    found.give(ANSWERS)
    assert (out(found).agreements, out(found).refused) == (("taro",), "")
    assert (out(found).sent, out(found).ready) == (0, False)
    assert [one.kind for one in out(found).waiting] == ["agreement"]
    found.tell(agreed_to(found.record, "moving-out", "taro", TODAY))
    assert (out(found).sent, out(found).agreements) == (1, ())


def test_a_word_given_twice_is_given_once() -> None:
    found = case(TOGETHER)
    once = agreed_to(found.record, "moving-out", "taro", TODAY)
    assert agreed_to(changed(found.record, once), "moving-out", "taro", TODAY) == Change()


def test_the_word_of_somebody_else_does_not_count() -> None:
    found = case(TOGETHER)
    found.give(ANSWERS)
    found.tell(agreed_to(found.record, "moving-out", "jiro", TODAY))
    assert (out(found).sent, out(found).agreements) == (0, ("taro",))


def test_one_of_both_who_acts_for_the_other_has_their_own_word_only() -> None:
    found = case(TOGETHER, acts="taro")
    found.give(MOVE)
    assert out(found).agreements == ("hanako",)


def test_nobody_knows_yet_who_both_are_so_nothing_is_sent() -> None:
    found = case(TOGETHER, down=("resident-register",))
    assert out(found).waiting[0].kind == "registry"
    assert not out(found).ready


def test_the_same_mandates_make_the_same_conclusions() -> None:
    found = case(acts="jiro", mandates=(SENT,))
    mandate = Mandate("m", Scope(procedures=("moving-out",)), date(2026, 3, 1), date(2026, 3, 31), accepted=True)
    again = replace(found.record, mandates=(mandate,))
    concluded = conclude(found.plan, again, TODAY, found.state.conclusions.revision)
    assert concluded == found.state.conclusions
