"""A term of each type through a whole case: held by a register, asked of the person, produced, read by rules, sent."""

import json
from typing import Any

import pytest

from ichido.case.payload import payload
from ichido.case.simulate import Simulation, WrongScenario
from ichido.language.kinds import Scenario
from tests.case.families import Edit, plan, scenarios, simulation

REGISTER = "registries/resident-register.yaml"
GIVEN_TO_SCHOOLS: Edit = (REGISTER, "for: [住民基本台帳法 22条1項]", "for: [住民基本台帳法 22条1項, 就学援助要綱 3条]")


def edits(held: str = "", asked: str = "", produced: str = "", eligible: str = "") -> tuple[Edit, ...]:
    """The catalogue in which the register holds a term of everybody, one is asked of the person, and one produced."""
    found: list[Edit] = []
    if held:
        found += [
            ("vocabulary/person.yaml", "  phone:", f"  held: {{{held}, ja: 台帳の項目, en: held}}\n  phone:"),
            (REGISTER, "  household.head:", "  person.held: {complete: true}\n  household.head:"),
            ("moving/moving-in.yaml", "  move.movers.birth_date:", "  move.movers.birth_date:\n  move.movers.held:"),
        ]
    if asked:
        found += [
            ("vocabulary/move.yaml", "  transfer:", f"  asked: {{{asked}, ja: 尋ねる項目, en: asked}}\n  transfer:"),
            ("moving/moving-in.yaml", "  move.new_address:", "  move.new_address:\n  move.asked:"),
        ]
    if produced:
        found.append(("vocabulary/move.yaml", "transfer: {type: text", f"transfer: {{{produced}"))
    if eligible:
        rule = "eligible: child.household.tax_exempt and 6 <= age(child.birth_date, fiscal_year_start(on)) < 15"
        found.append(("school/school-support.yaml", rule, f"eligible: {eligible}"))
    return tuple(found)


def case(edited: tuple[Edit, ...], held: Any = None, asked: Any = None, produced: Any = None) -> Simulation:
    """The first scenario with values for those terms, run until the new city has what it needs."""
    compiled, told = plan("moving", *edited), with_values(scenarios()[0], held, asked, produced)
    run = simulation(told, compiled)
    run.run()
    return run


def with_values(scenario: Scenario, held: Any, asked: Any, produced: Any) -> Scenario:
    raw = scenario.model_dump(by_alias=True)
    if held is not None:
        for person in raw["registered"]["person"].values():
            person["held"] = held
    if asked is not None:
        raw["answers"]["move.asked"] = asked
    if produced is not None:
        raw["happens"][0]["with"] = {"move.transfer": produced}
    return Scenario.model_validate(raw)


def sent(run: Simulation, key: str = "moving-in") -> dict[str, Any]:
    """What the authority of a filing received."""
    found = json.loads(payload(run.plan, run.record, key, run.today))["payload"]
    assert isinstance(found, dict)
    return found


def ruled(rule: str, held: str, value: Any) -> str | None:
    """What comes of a claim whose rule reads what the register holds."""
    run = case((*edits(held, eligible=rule), GIVEN_TO_SCHOOLS), value)
    return run.record.filings["school-support(taro)"].outcome


LANGUAGES = "type: code, many: true"


def test_a_list_is_held_asked_produced_and_sent_item_by_item() -> None:
    run = case(edits(LANGUAGES, "type: date, many: true", LANGUAGES), ["ja", "en"], ["2026-04-01"], ["K-1", "K-2"])
    fields = sent(run)
    assert fields["move.movers.held"] == {"hanako": ["ja", "en"], "taro": ["ja", "en"]}
    assert fields["move.asked"] == ["2026-04-01"]
    assert fields["move.transfer"] == ["K-1", "K-2"]


def test_a_list_that_a_complete_register_does_not_have_is_empty() -> None:
    run = case(edits(LANGUAGES))
    assert sent(run)["move.movers.held"] == {"hanako": [], "taro": []}


@pytest.mark.parametrize(
    ("rule", "outcome"), [("('en' in child.held)", "granted"), ("count(child.held) > 2", "refused")]
)
def test_a_rule_reads_a_list(rule: str, outcome: str) -> None:
    assert ruled(rule, LANGUAGES, ["ja", "en"]) == outcome


@pytest.mark.parametrize("raw", ["2026-04-01", [], ["soon"], [1], ["2026-04-01"] * 1001, {"0": "2026-04-01"}])
def test_what_is_no_list_of_the_type_is_refused(raw: object) -> None:
    with pytest.raises(WrongScenario, match=r"move\.asked"):
        case(edits(asked="type: date, many: true"), asked=raw)


def test_none_is_the_empty_list_where_it_may_be() -> None:
    run = case(edits(asked="type: date, many: true, optional: true"), asked=[])
    assert sent(run)["move.asked"] == []
