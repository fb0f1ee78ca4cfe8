"""What people and clerks see of a register that is down, and of what was declared meanwhile."""

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from ichido.case.simulate import Simulation
from ichido.compiler.plan import digest
from ichido.partners import Directory
from ichido.security.access import Caller, Target
from ichido.store.cases import StoredCase
from portal.face import Face
from portal.form import Form, form
from portal.standing import Met
from portal.status import CaseStatus, status
from portal.words import MEANWHILE
from tests.case.families import ANSWERS, PRIVATE
from tests.case.outage import BORN, answered, back, without_births

NOW = datetime(2026, 3, 20, tzinfo=UTC)


@pytest.fixture
def directory(tmp_path: Path) -> Directory:
    """Partners of whom nothing is known."""
    (tmp_path / "partners.json").write_text("{}")
    return Directory(tmp_path / "partners.json")


def met(case: Simulation) -> Met:
    found = case.state.conclusions
    stored = StoredCase(
        *(case.record, "moving", digest(case.plan), "", "person", "online", "ja", None, NOW, 0, 3, found),
        *(1, 3, "", None, ""),
    )
    return Met(stored, case.plan, found, case.today, Target())


def seen_form(case: Simulation, directory: Directory, caller: Caller = Caller("person")) -> Form:  # noqa: B008  # frozen
    return form(met(case), directory, caller)


def seen_status(case: Simulation, directory: Directory, caller: Caller = Caller("person")) -> CaseStatus:  # noqa: B008
    return status(cast(Face, SimpleNamespace(directory=directory)), caller, met(case))


def of(found: Form, subject: str) -> list[Any]:
    return [fact for fact in found.facts if (fact.subject, fact.term) == (subject, "person.birth_date")]


def test_the_form_says_which_register_is_down_since_when_and_what_to_do(directory: Directory) -> None:
    case = without_births("ask")
    case.give({"move.movers": ["hanako", "taro"], "move.new_address": ANSWERS["move.new_address"]})
    found = seen_form(case, directory)
    owed = {(one.subject, one.how): one for one in found.unverified}
    taro = owed["taro", "asked"]
    assert taro.name["ja"].endswith("出生台帳") and taro.name["en"].endswith("register of births")
    assert "2026年3月20日9:00" in taro.text["ja"].replace("09:00", "9:00")
    assert "2026-03-20 09:00" in taro.text["en"]
    asked = next(one for one in found.questions if one.key == "person.birth_date(taro)")
    assert asked.why == "unavailable"


def test_a_form_that_is_stopped_says_so_and_asks_nothing_of_it(directory: Directory) -> None:
    case = without_births("stop")
    case.give({"move.movers": ["hanako", "taro"], "move.new_address": ANSWERS["move.new_address"]})
    found = seen_form(case, directory)
    assert "stopped" in {one.how for one in found.unverified}
    assert not {one.key for one in found.questions} & BORN.keys()
    standing = {one.key: one.stopped for one in seen_status(case, directory).procedures}
    assert standing["moving-out"] and not standing["moving-in"]


def test_a_declared_fact_is_marked_until_its_register_has_confirmed_it(directory: Directory) -> None:
    case = answered(without_births("ask"), **BORN)
    (fact,) = of(seen_form(case, directory), "taro")
    assert fact.source.kind == "person"
    assert fact.confirmation.reply == "pending"
    assert "申告" in fact.confirmation.text["ja"]
    back(case)
    found = seen_form(case, directory)
    (fact,) = of(found, "taro")
    assert fact.confirmation.reply == "same"
    assert found.unverified == ()


def test_of_two_that_differ_both_are_shown_with_where_each_comes_from(directory: Directory) -> None:
    case = answered(without_births("ask"), **{**BORN, "person.birth_date(taro)": "2016-09-09"})
    back(case)
    (word,) = of(seen_form(case, directory), "taro")
    assert (word.value, word.source.kind, word.confirmation.reply) == ("2016-09-09", "person", "differs")
    assert [(one.value, one.source.kind) for one in word.aside] == [("2017-09-09", "registry")]


def test_the_status_names_terms_and_registers_and_nobody(directory: Directory) -> None:
    case = answered(without_births("ask"), **BORN)
    found = seen_status(case, directory)
    assert {one.how for one in found.unverified} == {"declared"}
    written = found.model_dump_json()
    assert [piece for piece in PRIVATE if piece in written] == []


def test_a_clerk_of_another_office_sees_no_more_than_what_concerns_its_procedures(directory: Directory) -> None:
    case = answered(without_births("ask"), **BORN)
    keys = {one.key for one in case.state.conclusions.procedures if one.authority == "141305"}
    for one in seen_status(case, directory, Caller("clerk", authority="141305")).unverified:
        assert {*one.procedures} <= keys
    assert seen_status(case, directory, Caller("clerk", authority="999999")).unverified == ()


def test_every_kind_is_said_in_japanese_and_english() -> None:
    for text in MEANWHILE.values():
        assert text.keys() == {"ja", "en"}
        assert all("{register}" in written and "{since}" in written for written in text.values())
