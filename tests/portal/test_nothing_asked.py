"""Where registers hold everything there is nothing to answer: the person applies all the same, once, by saying so."""

from dataclasses import replace

import pytest

from ichido.language.catalogue import Catalogue
from tests.case.families import catalogue as edited
from tests.portal.office import Office

NOTE = """\
procedure: address-note
title: {ja: 住所の申出, en: address note}
kind: notification
basis: 住民基本台帳法 24条
about: applicant
authority: municipality
jurisdiction: applicant.address
needs:
  applicant.name:
  applicant.address:
accept: {within: 3 business days}
"""


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The catalogue with a notification that the resident register answers alone."""
    return replace(edited(("moving/address-note.yaml", "", NOTE)), notices=edited().notices)


async def test_a_case_that_asks_nothing_is_applied_for_with_no_answer(office: Office) -> None:
    number = await office.opened(life_event="address-note")
    form = await office.form(number)
    assert (form["questions"], form["submitted"]) == ([], False)
    assert {fact["term"] for fact in form["facts"]} >= {"person.name", "person.address"}
    answer = await office.post(f"/cases/{number}/answers", {"revision": form["revision"], "answers": {}})
    assert answer.status_code == 200, answer.text
    assert (await office.stored(number)).record.submitted_on is not None


async def test_no_answer_applies_for_nothing_while_something_is_asked(office: Office) -> None:
    number = await office.opened()
    form = await office.form(number)
    answer = await office.post(f"/cases/{number}/answers", {"revision": form["revision"], "answers": {}})
    assert answer.status_code == 200, answer.text
    assert "move.date" in answer.json()["left"]
    assert (await office.stored(number)).record.submitted_on is None


async def test_while_registers_are_asked_nobody_applies_by_saying_nothing(office: Office) -> None:
    office.line.cut = True
    opened = await office.open(life_event="address-note")
    number = opened.json()["number"]
    answer = await office.post(f"/cases/{number}/answers", {"revision": 1, "answers": {}})
    assert (answer.status_code, answer.json()["code"]) == (409, "form-not-ready")
    assert (await office.stored(number)).record.submitted_on is None
