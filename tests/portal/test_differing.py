"""What sources say differently is shown in words, with each value only in the form."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ichido.case.conclude import conclude
from ichido.case.record import Change
from ichido.case.simulate import Simulation
from ichido.compiler.plan import digest
from ichido.partners import Directory
from ichido.security.access import Caller, Target
from ichido.store.cases import StoredCase
from portal.differing import conflicts
from portal.form import Form, form
from portal.standing import Met
from tests.case.families import ANSWERS, opened, plan
from tests.case.test_conflicts import ASKED, name
from tests.case.test_wants import without

NOW, DAY = datetime(2026, 3, 20, tzinfo=UTC), date(2026, 3, 20)


@pytest.fixture
def directory(tmp_path: Path) -> Directory:
    """Partners of whom nothing is known."""
    (tmp_path / "partners.json").write_text("{}")
    return Directory(tmp_path / "partners.json")


def read(case: Simulation, directory: Directory, caller: Caller | None = None) -> Form:
    """The form of a case as somebody reads it."""
    found = conclude(case.plan, case.record, DAY, 3)
    stored = StoredCase(
        *(case.record, "moving", digest(case.plan), "", "person", "online", "ja", None, NOW, 0, 3, found),
        *(1, 3, "", None, ""),
    )
    return form(Met(stored, case.plan, found, DAY, Target()), directory, caller or Caller("person"))


def differing(*edits: tuple[str, str, str]) -> Simulation:
    """A case in which the person says another name than the register, which spoke late."""
    case = opened(of=plan("moving", *edits))
    case.record = without(case.record, "person.name", "hanako")
    case.give({key: value for key, value in ANSWERS.items() if key.startswith("move.")})
    case.tell(Change(facts=(name("佐藤 はな子"), name("佐藤 花子", "registry"))))
    return case


def test_the_fact_that_counts_says_which_rule_made_it_count_and_what_was_set_aside(directory: Directory) -> None:
    found = read(differing(), directory)
    (fact,) = (one for one in found.facts if (one.subject, one.term) == ("hanako", "person.name"))
    assert fact.text["ja"] == "佐藤 はな子"
    assert fact.conflict == {
        "ja": "氏名：住民基本台帳と異なるため、優先順位によりご本人の内容を使います",
        "en": "name: the person counts before resident register, which says something else",
    }
    assert [(said.source.kind, said.text["ja"]) for said in fact.aside] == [("registry", "佐藤 花子")]


def test_a_question_shows_what_each_source_says(directory: Directory) -> None:
    found = read(differing(ASKED), directory)
    (question,) = (one for one in found.questions if one.key == "applicant.name")
    assert question.why == "conflict"
    assert question.because["en"].endswith("which is right?")
    assert [(one.source.kind, one.text["ja"]) for one in question.said] == [
        ("person", "佐藤 はな子"),
        ("registry", "佐藤 花子"),
    ]
    assert [one.article for one in question.said] == [None, "住民基本台帳法 1条"]
    assert not any((one.subject, one.term) == ("hanako", "person.name") for one in found.facts)


def test_a_clerk_sees_of_a_conflict_only_what_their_office_may(directory: Directory) -> None:
    elsewhere = read(differing(ASKED), directory, Caller("clerk", authority="141305"))
    (question,) = (one for one in elsewhere.questions if one.key == "applicant.name")
    assert [one.source.kind for one in question.said] == ["person"]


def test_where_a_case_stands_names_the_sources_and_no_value() -> None:
    case = differing(ASKED)
    (shown,) = conflicts(case.plan, conclude(case.plan, case.record, DAY, 3))
    assert (shown.open, shown.counts, shown.aside) == (True, None, ("person", "resident-register"))
    assert shown.text == {
        "ja": "氏名：ご本人、住民基本台帳の内容が食い違っています。ご本人の回答を待っています",
        "en": "name: the person, resident register say different things, and the person is asked which is right",
    }
    assert "佐藤" not in str(shown)
