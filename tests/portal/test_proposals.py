"""What was said in another case is shown for what it is: a proposal to be confirmed, or a fact with its case."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ichido.case.conclude import conclude
from ichido.case.conclusions import Waiting
from ichido.case.simulate import Simulation
from ichido.compiler.plan import digest
from ichido.language.kinds.permit import EARLIER
from ichido.partners import Directory
from ichido.security.access import Caller, Target
from ichido.store.cases import StoredCase
from portal.form import Form, form
from portal.standing import Met
from portal.words import partner, waiting
from tests.case.test_reuse import AGAIN, PHONE, SILENT, left, library, reader

NOW, DAY = datetime(2026, 4, 20, tzinfo=UTC), date(2026, 4, 20)


@pytest.fixture
def directory(tmp_path: Path) -> Directory:
    """Partners of whom nothing is known."""
    (tmp_path / "partners.json").write_text("{}")
    return Directory(tmp_path / "partners.json")


def read(case: Simulation, directory: Directory, caller: Caller | None = None) -> Form:
    """The form of a case as somebody reads it."""
    found = conclude(case.plan, case.record, DAY, 3)
    stored = StoredCase(
        *(case.record, "card", digest(case.plan), "", "person", "online", "ja", None, NOW, 0, 3, found),
        *(1, 3, "", None, ""),
    )
    return form(Met(stored, case.plan, found, DAY, Target()), directory, caller or Caller("person"))


def test_what_is_to_be_confirmed_says_what_from_where_and_under_which_article(directory: Directory) -> None:
    found = read(reader(library(AGAIN), left()), directory)
    (question,) = (one for one in found.questions if one.key == "applicant.phone")
    assert question.why == "confirm"
    assert question.proposed is not None
    assert (question.proposed.value, question.proposed.number) == (PHONE, "the move")
    assert question.proposed.article == "図書館条例 2条"
    assert not any(fact.term == "person.phone" for fact in found.facts), "it does not count before it is confirmed"


def test_what_counts_by_itself_names_its_case(directory: Directory) -> None:
    found = read(reader(library(SILENT, AGAIN), left()), directory)
    (fact,) = (one for one in found.facts if one.term == "person.phone")
    assert (fact.source.kind, fact.source.case, fact.article) == ("earlier", "the move", "図書館条例 2条")
    assert fact.source.name == {"ja": "以前の手続", "en": "an earlier procedure"}


def test_a_clerk_sees_it_where_an_act_of_theirs_may_have_it(directory: Directory) -> None:
    case = reader(library(SILENT, AGAIN), left())
    for office, seen in (("122033", True), ("141305", False)):
        found = read(case, directory, Caller("clerk", authority=office))
        assert any(one.term == "person.phone" for one in found.facts) is seen


def test_it_is_named_in_words_where_something_waits_for_it_and_in_the_log(directory: Directory) -> None:
    of = library(AGAIN)
    said = waiting(of, directory, Waiting(kind="registry", what=EARLIER))
    assert said["en"] == "waiting for an answer from: an earlier procedure"
    assert partner(of, directory, f"{EARLIER} (5S-GPW4-CSSC)")["ja"] == "以前の手続 (5S-GPW4-CSSC)"
