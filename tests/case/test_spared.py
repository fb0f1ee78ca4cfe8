"""What can no longer change anything is neither looked up nor asked for, and the reason is told."""

from collections.abc import Mapping

from ichido.case.simulate import Simulation
from ichido.case.spared import Spared, spared
from tests.case.families import ANSWERS, Edit, opened, plan, simulation

WITHIN = ANSWERS | {"move.new_address": "千葉県市川市八幡2-2-2"}


def of(case: Simulation) -> dict[str, Spared]:
    return {one.key: one for one in spared(case.plan, case.record, case.now.date(), case.state.conclusions)}


def given(answers: Mapping[str, object], *edits: Edit) -> Simulation:
    case = opened(of=plan("moving", *edits), answers={}, happens=())
    case.give({key: value for key, value in answers.items() if key.startswith("move.")})
    case.settle()
    return case


def test_before_anything_is_known_nothing_is_spared() -> None:
    case = simulation()
    case.step()
    assert of(case) == {}


def test_who_stays_in_the_city_is_spared_what_only_a_move_between_cities_needs() -> None:
    found = of(given(WITHIN))
    assert found["moving-in"].why == "applies"
    assert found["moving-in"].rule == "move.leaves_city"
    assert "applicant.phone" in found["moving-in"].paths
    asked = {question.key for question in given(WITHIN).state.conclusions.questions}
    assert "applicant.phone" not in asked


def test_what_is_asked_or_known_is_never_said_to_be_spared() -> None:
    case = given(ANSWERS)
    asked = {question.key for question in case.state.conclusions.questions}
    assert "applicant.phone" in asked
    assert all("applicant.phone" not in one.paths for one in of(case).values())
    assert "move.date" not in {path for one in of(given(WITHIN)).values() for path in one.paths}


def test_a_need_that_has_no_place_is_spared_by_itself() -> None:
    rare: Edit = (
        "moving/moving-in.yaml",
        "  applicant.phone:\n",
        "  applicant.phone: {when: move.date < date('2026-01-01')}\n",
    )
    found = of(given(ANSWERS, rare))
    assert found["moving-in"] == Spared("moving-in", "need", "move.date < date('2026-01-01')", ("applicant.phone",))


def test_who_does_not_apply_is_spared_what_it_would_have_needed() -> None:
    case = given(ANSWERS)
    case.give({"applicant.phone": "090-0000-0000", "school-support(taro)": "decline"})
    case.settle()
    assert of(case)["school-support(taro)"].why == "choice"
    assert of(case)["school-support(taro)"].rule == ""
