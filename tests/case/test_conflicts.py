"""What sources say differently is found, settled by the declared rule, and never settled silently."""

from dataclasses import replace
from datetime import date

import pytest

from ichido.case.conclusions import Conflict
from ichido.case.conflicts import in_order
from ichido.case.expect import Observed, conflicts_in_words, differences
from ichido.case.known import knowing
from ichido.case.record import Attempt, Change, Fact, Provenance, Record
from ichido.case.simulate import Simulation
from ichido.compiler.plan import Plan
from ichido.language.kinds.scenario import Expected
from ichido.rules.values import PersonName, Unknown, Value
from tests.case.families import ANSWERS, AT, HOME, Edit, after, concluded, opened, plan, submitted
from tests.case.test_wants import without

NAME = "name: {type: person-name"
PERSON_LAST: Edit = ("vocabulary/person.yaml", NAME, "name: {sources: [resident-register, person], type: person-name")
ASKED: Edit = ("vocabulary/person.yaml", NAME, "name: {conflict: ask, type: person-name")
REGISTER = Provenance("registry", "resident-register", HOME, "own-office", "住民基本台帳法 1条")


def name(text: str, source: str = "person", registry: str = "") -> Fact:
    said = REGISTER if source == "registry" else Provenance(source="person")
    return Fact("hanako", "person.name", PersonName(text, ""), replace(said, registry=registry or said.registry), AT)


def told(*facts: Fact, of: Plan | None = None) -> tuple[Plan, Record]:
    """A case in which only these say what the mother is called, in this order."""
    case = submitted() if of is None else submitted(of=of)
    record = without(case.record, "person.name", "hanako")
    return case.plan, replace(record, facts=(*record.facts, *facts))


def counts(plan: Plan, record: Record) -> Value:
    return knowing(plan, record, date(2026, 3, 20)).fact(record.applicant, "name")


def found(plan: Plan, record: Record) -> tuple[Conflict, ...]:
    return concluded(record, of=plan).conflicts


def test_what_a_register_says_late_does_not_overwrite_the_person_and_is_no_secret() -> None:
    case = told(name("佐藤 はな子"), name("佐藤 花子", "registry"))
    assert counts(*case) == PersonName("佐藤 はな子", "")
    (conflict,) = found(*case)
    assert (conflict.counts, conflict.aside, conflict.rule, conflict.open) == (
        "person",
        ("resident-register",),
        "first",
        False,
    )


def test_a_declared_order_puts_the_register_first() -> None:
    case = told(name("佐藤 はな子"), name("佐藤 花子", "registry"), of=plan("moving", PERSON_LAST))
    assert counts(*case) == PersonName("佐藤 花子", "")
    assert [(c.counts, c.aside) for c in found(*case)] == [("resident-register", ("person",))]


def test_what_the_person_says_having_seen_the_register_counts_whatever_the_order() -> None:
    case = told(name("佐藤 花子", "registry"), name("佐藤 はな子"), of=plan("moving", PERSON_LAST))
    assert counts(*case) == PersonName("佐藤 はな子", "")


@pytest.mark.parametrize("text", ["佐藤　花子", "佐藤花子"])
def test_another_writing_of_the_same_is_no_conflict(text: str) -> None:
    assert found(*told(name(text), name("佐藤 花子", "registry"))) == ()


def test_forms_that_the_laws_file_takes_for_one_another_are_no_conflict() -> None:
    alike: Edit = ("laws.yaml", "names:\n", "alike: {髙: 高}\nnames:\n")
    said = (name("髙橋 花子"), name("高橋 花子", "registry"))
    assert len(found(*told(*said))) == 1
    assert found(*told(*said, of=plan("moving", alike))) == ()


def test_a_conflict_to_be_asked_is_unknown_until_the_person_says_which_is_right() -> None:
    of = plan("moving", ASKED)
    case = told(name("佐藤 はな子"), name("佐藤 花子", "registry"), of=of)
    assert isinstance(counts(*case), Unknown)
    (conflict,) = found(*case)
    assert (conflict.open, conflict.rule) == (True, "ask")
    asked = [q for q in concluded(case[1], of=of).questions if q.term == "person.name"]
    assert [(q.key, q.why, q.required) for q in asked] == [("applicant.name", "conflict", True)]


def test_the_answer_settles_it_whichever_it_is() -> None:
    of = plan("moving", ASKED)
    for text in ("佐藤 花子", "佐藤 はな子"):
        case = told(name("佐藤 はな子"), name("佐藤 花子", "registry"), name(text), of=of)
        assert counts(*case) == PersonName(text, "")
        assert not any(conflict.open for conflict in found(*case))


def test_nothing_that_rests_on_an_open_conflict_is_sent() -> None:
    of = plan("moving", ASKED)
    _, record = told(name("佐藤 はな子"), name("佐藤 花子", "registry"), of=of)
    unsent = replace(record, filings={})
    waiting = {p.key: p for p in concluded(unsent, of=of).procedures}
    assert not waiting["moving-out"].ready
    assert ("person", "applicant.name") in [(w.kind, w.what) for w in waiting["moving-out"].waiting]
    settled = replace(unsent, facts=(*unsent.facts, name("佐藤 花子")))
    assert {p.key: p.ready for p in concluded(settled, of=of).procedures}["moving-out"]


def test_what_is_to_be_confirmed_and_what_an_outcome_superseded_is_no_conflict() -> None:
    produced = Fact(
        "hanako", "person.name", PersonName("鈴木 花子", ""), Provenance("produced", filing="moving-in"), AT
    )
    case = submitted()
    for facts in ((name("佐藤 花子", "registry"), produced), (name("佐藤 花子"), produced)):
        record = without(case.record, "person.name", "hanako")
        known = in_order(case.plan.vocabularies["person"].terms["name"], (*record.facts, *facts)[-2:])
        assert known[0] == produced
        assert found(case.plan, replace(record, facts=(*record.facts, *facts))) == ()


def test_the_newest_word_of_one_register_counts_wherever_its_entry_is_kept() -> None:
    moved = name("佐藤 はな", "registry")
    elsewhere = replace(moved, provenance=replace(moved.provenance, authority="141305"))
    case = told(name("佐藤 花子", "registry"), elsewhere)
    assert counts(*case) == PersonName("佐藤 はな", "")
    assert found(*case) == ()


def test_what_is_set_aside_is_no_conflict() -> None:
    plan_, record = told(name("佐藤 花子", "registry"), name("佐藤 はな子"))
    assert len(found(plan_, record)) == 1
    aside = Change(attempts=(Attempt("resident-register", HOME, "hanako", "person.name", "declined", AT),))
    assert found(plan_, after(record, aside)) == ()


def test_the_question_is_answered_like_any_other() -> None:
    case: Simulation = opened(of=plan("moving", ASKED))
    case.record = without(case.record, "person.name", "hanako")
    case.tell(Change(facts=(name("佐藤 はな子"), name("佐藤 花子", "registry"))))
    assert conflicts_in_words(case.state.conclusions) == {"hanako.name": "open"}
    case.give({key: value for key, value in ANSWERS.items() if key != "school-support(taro)"})
    assert case.sent == {}
    case.give({"applicant.name": "佐藤 花子", "school-support(taro)": "apply"})
    assert "moving-out" in case.sent
    assert conflicts_in_words(case.state.conclusions) == {}, "the person's newest word is the register's"


@pytest.mark.parametrize(("text", "version"), [("佐藤 はな子", 1), ("佐藤 花子", 2)])
def test_what_was_sent_is_sent_again_if_it_was_not_what_is_right(text: str, version: int) -> None:
    case: Simulation = opened(of=plan("moving", ASKED))
    case.record = without(case.record, "person.name", "hanako")
    case.tell(Change(facts=(name("佐藤 はな子"),)))
    case.give(ANSWERS)
    assert case.sent["moving-out"] == 1
    case.tell(Change(facts=(name("佐藤 花子", "registry"),)))
    case.give({"applicant.name": text})
    assert case.sent["moving-out"] == version


def test_a_scenario_says_whose_word_counts() -> None:
    expected = Expected(conflicts={"hanako.name": "person"})
    assert differences(expected, Observed(conflicts={"hanako.name": "person"})) == ()
    assert differences(expected, Observed()) == ("conflicts: hanako.name: expected person, got nothing",)
    assert differences(Expected(conflicts={}), Observed(conflicts={"a.b": "open"})) == (
        "conflicts: a.b: expected nothing, got open",
    )


OLD_ROLL: Edit = (
    "registries/old-roll.yaml",
    "",
    """\
registry: old-roll
title: {ja: 旧名簿, en: old roll}
holder: municipality
jurisdiction: person.address
holds:
  person.name:
gives:
  own-office:
    channel: own
    stage: [before-application]
    under: 住民基本台帳法 1条
    for: [住民基本台帳法 24条]
""",
)
IN_ORDER: Edit = (
    "vocabulary/person.yaml",
    NAME,
    "name: {sources: [resident-register, old-roll, person], type: person-name",
)


def asked(of: Plan, *changes: Change) -> list[str]:
    """Which registers are asked for the mother's name, when nothing is known of it."""
    case = opened(of=of)
    record = after(without(case.record, "person.name", "hanako"), *changes)
    return [one.registry for one in concluded(record, of=of).lookups if ("person.name" in one.terms)]


def test_registers_are_asked_in_the_declared_order_each_after_the_one_before_has_nothing() -> None:
    assert asked(plan("moving-out", OLD_ROLL)) == ["old-roll"], "by name, where nothing is declared"
    declared = plan("moving-out", OLD_ROLL, IN_ORDER)
    assert asked(declared) == ["resident-register"]
    nothing = Change(attempts=(Attempt("resident-register", HOME, "hanako", "person.name", "not-found", AT),))
    assert asked(declared, nothing) == ["old-roll"]


def test_the_plan_foresees_the_first_and_keeps_the_others() -> None:
    declared = plan("moving-out", OLD_ROLL, IN_ORDER)
    assert {need.via for need in declared.needs if need.path == "move.movers.name"} == {"resident-register"}
    assert "old-roll" in declared.registries
    assert "old-roll" not in plan("moving-out", OLD_ROLL, PERSON_LAST).registries
