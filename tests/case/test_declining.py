"""What the person does not want used counts no more; it is asked, and nothing is lost."""

import pytest

from ichido.case.declining import NotDeclinable, decline
from ichido.case.known import knowing
from ichido.case.simulate import Simulation
from ichido.rules.values import Subject
from tests.case.families import ANSWERS, AT, opened, submitted
from tests.case.test_reuse import AGAIN, SILENT, left, library, reader, why

HANAKO = Subject("hanako", "person")


def declined(case: Simulation, term: str, subject: Subject = HANAKO) -> Simulation:
    case.tell(decline(knowing(case.plan, case.record, case.today), subject, term, AT))
    return case


def question(case: Simulation, key: str) -> str | None:
    return next((q.why for q in case.state.conclusions.questions if q.key == key), None)


def typing() -> Simulation:
    """A case in which all but the telephone number is answered, so that nothing is applied for yet."""
    case = opened()
    case.give({key: value for key, value in ANSWERS.items() if key != "applicant.phone"})
    return case


def test_what_is_declined_becomes_a_question() -> None:
    case = typing()
    assert question(case, "applicant.name") is None
    before = case.record.facts
    declined(case, "person.name")
    assert question(case, "applicant.name") == "declined"
    assert case.record.facts == before, "the register's word stays, and only does not count"


def test_what_the_person_says_instead_counts_and_is_sent() -> None:
    case = declined(typing(), "person.name")
    case.give({"applicant.name": "佐藤 はな子"})
    assert question(case, "applicant.name") is None
    name = knowing(case.plan, case.record, case.today).fact(HANAKO, "name")
    assert getattr(name, "text", None) == "佐藤 はな子"


def test_a_register_that_was_declined_is_not_asked_again() -> None:
    case = declined(typing(), "person.name")
    asked = case.state.asked
    case.settle()
    assert case.state.asked == asked
    assert not case.state.conclusions.lookups


def test_what_another_case_offers_can_be_declined() -> None:
    case = declined(reader(library(SILENT, AGAIN), left()), "person.phone")
    assert why(case) == "declined"


@pytest.mark.parametrize(
    ("term", "why_not"),
    [
        ("person.household", "leads to other people"),
        ("person.phone", "no register has said anything"),
        ("person.shoe_size", "nothing of that name"),
        ("move.date", "nothing of that name"),
        ("nothing.at_all", "nothing of that name"),
    ],
)
def test_what_cannot_be_declined_is_said(term: str, why_not: str) -> None:
    with pytest.raises(NotDeclinable, match=why_not):
        declined(opened(), term)


def test_what_has_been_applied_for_is_put_right_by_its_authority() -> None:
    with pytest.raises(NotDeclinable, match="applied for already"):
        declined(submitted(), "person.name")
