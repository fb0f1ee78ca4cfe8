"""What the form says of values of each type, so that a client can ask for them and a person can check them."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from ichido.case.conclude import conclude
from ichido.compiler.plan import digest
from ichido.partners import Directory
from ichido.security.access import Caller, Target
from ichido.store.cases import StoredCase
from portal.form import Form, form
from portal.preview import Shown
from portal.questions import Asked
from portal.standing import Met
from tests.case.families import ANSWERS, plan, scenarios, simulation
from tests.case.test_types import JOB, PHOTO, edits, with_values

NOW, DAY = datetime(2026, 3, 20, tzinfo=UTC), date(2026, 3, 20)


@pytest.fixture
def directory(tmp_path: Path) -> Directory:
    """Partners of whom nothing is known."""
    (tmp_path / "partners.json").write_text("{}")
    return Directory(tmp_path / "partners.json")


def read(directory: Directory, held: str, value: Any, asked: str = "") -> Form:
    """The form after the person has answered all that the family is asked, but not what is asked beside it."""
    compiled = plan("moving", *edits(held, asked))
    case = simulation(with_values(scenarios()[0], value, None, None), compiled)
    case.settle()
    case.give(ANSWERS)
    found = conclude(compiled, case.record, DAY, 3)
    stored = StoredCase(
        *(case.record, "moving", digest(compiled), "", "person", "online", "ja", None, NOW, 0, 3, found),
        *(1, 3, "", None, ""),
    )
    return form(Met(stored, compiled, found, DAY, Target()), directory, Caller("person"))


def shown(directory: Directory, held: str, value: Any) -> Shown:
    found = read(directory, held, value)
    return next(fact for fact in found.facts if fact.term == "person.held" and fact.subject == "taro")


def question(directory: Directory, asked: str) -> Asked:
    found = read(directory, "type: date", "2020-01-01", asked)
    return next(one for one in found.questions if one.key == "move.asked")


@pytest.mark.parametrize(
    ("held", "value", "ja", "en"),
    [
        ("type: date, partial: true", 1950, "1950年", "1950"),
        ("type: date, partial: true", "1950-04", "1950年4月", "April 1950"),
        ("type: date, partial: true", "1950-04-01", "1950-04-01", "1950-04-01"),
        ("type: code, many: true", ["ja", "en"], "ja、en", "ja, en"),
        ("type: code, many: true", [], "", ""),
        ("type: file", PHOTO, "写真.jpg (1.2 MB)", "写真.jpg (1.2 MB)"),
        (
            JOB,
            {"employer": "市川工業", "since": "2020-04-01", "place": "千葉県市川市八幡2-2-2"},
            "勤務先: 市川工業、就職日: 2020-04-01、所在地: 千葉県市川市八幡2-2-2",
            "employer: 市川工業, since: 2020-04-01, place: 千葉県市川市八幡2-2-2",
        ),
        (
            "type: person-name",
            {"text": "斎藤", "kana": "サイトウ", "latin": "SAITO"},
            "斎藤（サイトウ）",
            "斎藤（サイトウ）",
        ),
    ],
)
def test_a_value_is_shown_in_words(directory: Directory, held: str, value: Any, ja: str, en: str) -> None:
    fact = shown(directory, held, value)
    assert fact.text == {"ja": ja, "en": en}


def test_a_value_is_there_for_machines_too(directory: Directory) -> None:
    assert shown(directory, "type: date, partial: true", 1950).value == "1950"
    assert shown(directory, "type: file", PHOTO).value == PHOTO
    job = {"employer": "市川工業", "since": "2020-04-01"}
    assert shown(directory, JOB, job).value == {**job, "until": None, "place": None}


def test_a_client_is_told_what_a_record_is_made_of(directory: Directory) -> None:
    asked = question(directory, f"{JOB}, many: true")
    assert (asked.type, asked.many, asked.optional) == ("record", True, False)
    assert [(piece.name, piece.type, piece.optional) for piece in asked.fields] == [
        ("employer", "text", False),
        ("since", "date", False),
        ("until", "date", True),
        ("place", "address", True),
    ]
    assert asked.fields[0].label == {"ja": "勤務先", "en": "employer"}
    assert question(directory, "type: date").fields == ()


def test_a_client_is_told_that_a_part_of_a_date_will_do(directory: Directory) -> None:
    assert question(directory, "type: date, partial: true").partial
    assert not question(directory, "type: date").partial


def test_what_other_vocabularies_call_a_term_is_told(directory: Directory) -> None:
    mapping = {"gif": "転入年月日", "core": "dateOfArrival", "iso": "arrival"}
    written = "type: date, mapping: {gif: 転入年月日, core: dateOfArrival, iso: arrival}"
    assert question(directory, written).mapping == mapping
    assert shown(directory, written, "2020-04-01").mapping == mapping
    assert question(directory, "type: date").mapping == {}
