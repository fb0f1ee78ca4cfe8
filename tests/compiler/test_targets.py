"""A life event's targets travel with its plan; minutes that nothing measures are a problem."""

import pytest

from ichido.compiler.checks.targets import unmeasured_target
from ichido.compiler.plan import decode, encode
from ichido.language.kinds.targets import Targets
from ichido.language.reader import read
from tests.case.families import Edit, catalogue, plan

COSTS: Edit = (
    "costs.yaml",
    "",
    "parameters: burden\nunder: 就学援助要綱 5条\nvalues:\n  question: {type: integer, from: {2023-04-01: 2}}\n",
)


def aimed(written: str) -> Edit:
    return ("moving/life-event.yaml", "life_event: moving\n", f"life_event: moving\ntargets: {written}\n")


def test_targets_travel_with_the_plan() -> None:
    made = plan("moving", aimed("{online: 80, days: 45}"))
    assert made.targets == Targets(online=80, days=45)
    assert decode(encode(made)) == made


def test_a_plan_without_targets_is_written_as_it_always_was() -> None:
    assert "targets" not in encode(plan("moving")).decode()


def test_minutes_are_measured_only_where_costs_are_published() -> None:
    (found,) = unmeasured_target(catalogue(aimed("{minutes: 60}")))
    assert (found.code, found.place.line if found.place else 0) == ("unmeasured-target", 2)
    assert tuple(unmeasured_target(catalogue(aimed("{minutes: 60}"), COSTS))) == ()
    assert tuple(unmeasured_target(catalogue(aimed("{days: 60}")))) == ()


@pytest.mark.parametrize("written", ["{online: 101}", "{online: -1}", "{happy: 90}", "{days: soon}"])
def test_a_share_is_at_most_all_and_what_nobody_measures_is_no_target(written: str) -> None:
    text = f"life_event: e\ntitle: {{en: e}}\nabout: move\nprocedures: {{}}\ntargets: {written}\n"
    _, problems = read(text, "e.yaml")
    assert [problem.code for problem in problems]
