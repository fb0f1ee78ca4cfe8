"""A term of each type through a whole case: held by a register, asked of the person, produced, read by rules, sent."""

import re
from typing import Any

import pytest

from ichido.case.conclude import conclude
from ichido.case.simulate import Simulation, WrongScenario
from ichido.language.kinds import Scenario
from tests.case.families import HOME, Edit, plan, scenarios, simulation
from tests.case.receiving import received

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
    found = received(run.plan, run.record, key, run.today)["payload"]
    assert isinstance(found, dict)
    return found


def ruled(rule: str, held: str, value: Any) -> str | None:
    """What comes of a claim whose rule reads what the register holds."""
    run = case((*edits(held, eligible=rule), GIVEN_TO_SCHOOLS), value)
    return run.record.filing("school-support(taro)").outcome


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


JOB = """type: record, fields: {
    employer: {type: text, ja: 勤務先, en: employer},
    since: {type: date, ja: 就職日, en: since},
    until: {type: date, optional: true, ja: 退職日, en: until},
    place: {type: address, optional: true, ja: 所在地, en: place}}"""
AT_WORK = {"employer": "市川工業", "since": "2020-04-01", "until": None, "place": "千葉県市川市八幡2-2-2"}
SENT = {**AT_WORK, "place": {"municipality": HOME, "text": "千葉県市川市八幡2-2-2"}}


def test_a_record_is_held_asked_produced_and_sent_field_by_field() -> None:
    run = case(edits(JOB, f"{JOB}, many: true", JOB), AT_WORK, [AT_WORK], AT_WORK)
    fields = sent(run)
    assert fields["move.movers.held"] == {"hanako": SENT, "taro": SENT}
    assert fields["move.asked"] == [SENT]
    assert fields["move.transfer"] == SENT


@pytest.mark.parametrize(
    ("rule", "outcome"),
    [
        ("child.held.since < date('2021-01-01') and not has(child.held.until)", "granted"),
        ("has(child.held.until) and child.held.until < on", "refused"),
        ("has(child.held.place) and child.held.place.municipality == '122033'", "granted"),
    ],
)
def test_a_rule_reads_the_fields_of_a_record(rule: str, outcome: str) -> None:
    assert ruled(rule, JOB, AT_WORK) == outcome


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("市川工業", "expected employer, since, until, place and nothing else"),
        ({"employer": "a", "since": "2020-04-01", "pay": 3}, "expected employer, since, until, place and nothing else"),
        ({"employer": "a"}, "since: expected a date"),
        ({"employer": "a", "since": "soon"}, "since: expected a date"),
        ({"employer": 3, "since": "2020-04-01"}, "employer: expected text"),
    ],
)
def test_what_is_no_such_record_is_refused(raw: object, why: str) -> None:
    with pytest.raises(WrongScenario, match=re.escape(f"move.asked: {why}")):
        case(edits(asked=JOB), asked=raw)


PHOTO = {"sha256": "0a" * 32, "media_type": "image/jpeg", "bytes": 1_234_567, "name": "写真.jpg"}


def test_a_file_is_a_reference_and_never_the_bytes() -> None:
    run = case(edits("type: file", "type: file, many: true", "type: file"), PHOTO, [PHOTO], PHOTO)
    assert sent(run)["move.movers.held"]["taro"] == sent(run)["move.transfer"] == PHOTO
    assert sent(run)["move.asked"] == [PHOTO]
    assert (
        ruled("child.held.bytes <= 2000000 and child.held.media_type == 'image/jpeg'", "type: file", PHOTO) == "granted"
    )


NAME = {"text": "斎藤 花子", "kana": "サイトウ ハナコ", "register": "齋藤 花子", "latin": "SAITO HANAKO"}


def test_a_name_keeps_its_spellings() -> None:
    run = case(edits("type: person-name", "type: person-name"), NAME, NAME)
    assert sent(run)["move.movers.held"]["taro"] == sent(run)["move.asked"] == NAME
    assert ruled("has(child.held.latin) and child.held.latin == 'SAITO HANAKO'", "type: person-name", NAME) == "granted"
    assert ruled("has(child.held.alias)", "type: person-name", NAME) == "refused"
    assert ruled("child.held.kana == ''", "type: person-name", "斎藤 花子") == "granted"


BORN = "type: date, partial: true"


@pytest.mark.parametrize(("raw", "as_sent"), [(1950, "1950"), ("1950-04", "1950-04"), ("昭和25年4月", "1950-04")])
def test_a_date_known_in_part_is_held_and_sent_as_such(raw: object, as_sent: str) -> None:
    run = case(edits(BORN, BORN, BORN), raw, raw, raw)
    assert sent(run)["move.movers.held"] == {"hanako": as_sent, "taro": as_sent}
    assert sent(run)["move.asked"] == sent(run)["move.transfer"] == as_sent


@pytest.mark.parametrize(
    ("rule", "outcome"),
    [
        ("age(child.held, on) >= 65", "granted"),
        ("age(child.held, on) < 65", "refused"),
        ("age(child.held, on) >= 76", None),
        ("child.held == date('1950-06-01')", None),
    ],
)
def test_a_rule_decides_what_any_day_of_the_year_decides(rule: str, outcome: str | None) -> None:
    assert ruled(rule, BORN, 1950) == outcome


def test_what_the_register_knows_only_in_part_is_left_to_a_person_and_asked_of_nobody_again() -> None:
    run = case((*edits(BORN, eligible="age(child.held, on) >= 76"), GIVEN_TO_SCHOOLS), 1950)
    concluded = conclude(run.plan, run.record, run.today, 9)
    support = next(one for one in concluded.procedures if one.key == "school-support(taro)")
    assert support.eligible == "unknown" and not support.settled
    assert [(one.kind, one.what) for one in support.waiting] == [("authority", "person.held")]
    assert concluded.lookups == () and concluded.questions == ()


def test_another_term_takes_no_part_of_a_date() -> None:
    with pytest.raises(WrongScenario, match="expected a date such as 2026-04-01 or 令和8年4月1日"):
        case(edits(asked="type: date"), asked="1950")


def test_a_parameter_may_be_a_day() -> None:
    edited = (
        "school/amounts.yaml",
        "  junior_high:",
        "  opens: {type: date, from: {2023-04-01: 2024-04-01}}\n  junior_high:",
    )
    run = case((*edits(eligible="child.birth_date < support.opens <= on"), edited))
    assert run.record.filings["school-support(taro)"].outcome == "granted"
