"""What a plan asks of a person, counted; and a budget that a change must not exceed."""

from datetime import date

import pytest

from ichido.compiler.burden import burden
from ichido.compiler.checks.budgets import over_budget
from ichido.compiler.costs import Load, costs
from ichido.compiler.plan import encode
from tests.case.families import Edit, catalogue, plan

COSTS: Edit = (
    "burden.yaml",
    "",
    """\
parameters: burden
under: 就学援助要綱 9条
values:
  question: {type: integer, from: {2020-01-01: 2}}
  document: {type: integer, from: {2020-01-01: 30}}
  visit: {type: integer, from: {2020-01-01: 90}}
  hour: {type: money, from: {2020-01-01: 2000, 2026-01-01: 2400}}
""",
)


def budgeted(**most: int) -> Edit:
    said = ", ".join(f"{name}: {count}" for name, count in most.items())
    return ("moving/life-event.yaml", "life_event: moving\n", f"life_event: moving\nbudget: {{{said}}}\n")


def test_a_plan_asks_less_than_its_procedures_one_by_one() -> None:
    counted = burden(plan())
    assert counted.here == Load(questions=5, documents=0, visits=1), "the destination wants to see them once"
    assert counted.alone == Load(questions=17, documents=3, visits=3), "a plan cannot know which cities are one"


def test_a_certificate_is_spared_where_another_office_keeps_the_register() -> None:
    channels = {need.via: need.channel for need in plan().needs if need.origin == "obtained"}
    assert set(channels.values()) == {"own", "national-network"}
    own_only: Edit = ("registries/resident-register.yaml", "channel: national-network", "channel: own")
    assert burden(plan("moving", own_only)).alone.documents < burden(plan()).alone.documents


def test_time_and_money_are_reckoned_by_what_is_published() -> None:
    found = costs(plan("moving", COSTS).parameters, date(2026, 4, 1))
    assert found is not None
    load = Load(questions=5, documents=1, visits=2)
    assert found.minutes_of(load) == 5 * 2 + 30 + 2 * 90
    assert found.money_of(load) == 220 * 2400 // 60
    assert costs(plan().parameters, date(2026, 4, 1)) is None, "nobody has published anything"


def test_a_cost_that_is_not_in_force_yet_is_nothing() -> None:
    found = costs(plan("moving", COSTS).parameters, date(2019, 1, 1))
    assert found is not None and found.hour == 0


@pytest.mark.parametrize(
    ("most", "over"),
    [
        ({"questions": 5, "visits": 1}, 0),
        ({"questions": 4}, 1),
        ({"questions": 4, "visits": 0}, 2),
        ({"documents": 0}, 0),
    ],
)
def test_a_budget_is_kept(most: dict[str, int], over: int) -> None:
    found = tuple(over_budget(catalogue(budgeted(**most))))
    assert [problem.code for problem in found] == ["over-budget"] * over


def test_a_budget_is_no_part_of_a_plan() -> None:
    assert plan("moving", budgeted(questions=9)) == plan("moving", budgeted(questions=8))
    assert "budget" not in encode(plan("moving", budgeted(questions=9))).decode()
