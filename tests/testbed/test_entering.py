"""What an office decides favourably enters the registers, for those whom a clerk finds there."""

from collections.abc import Iterator
from typing import Any

import pytest

from ichido.testbed import Mode, build
from tests.testbed.dogs import REGISTERED, dogs
from tests.testbed.town import ICHIKAWA, KAWASAKI, Town, running

NORTH, SOUTH, CLUB = "11", "21", "kennel-club"
NEW = {"municipality": SOUTH, "text": "3 New Street, Southtown"}
ANN = {"applicant.name": {"text": "Ann Smith"}, "applicant.born": "1980-01-02", "applicant.home": NEW}
AT = "2026-04-02T09:00:00Z"


@pytest.fixture
def country() -> Iterator[Town]:
    """A country of dogs, whose offices say what they are told to."""
    with running(build(dogs(), seed=7, mode=Mode.SCRIPTED)) as town:
        assert town.client.post("/control/world", json={"registered": REGISTERED}).status_code == 200
        yield town


def value(town: Town, name: str, term: str) -> Any:
    """What is written of somebody now."""
    return town.government.people.subjects[town.reference(name)].value(term)


def decided(town: Town, code: str, procedure: str, payload: dict[str, Any], outcome: str, **said: Any) -> None:
    """A submission, and what its office says of it."""
    assert town.submit(code, procedure=procedure, payload=payload).status_code == 202
    event = {"event": "outcome", "outcome": outcome, "at": AT} | ({"with": said["said"]} if said else {})
    assert town.tell(code, event, procedure).status_code == 202


def test_whom_the_payload_describes_moves_into_the_book_of_the_new_town(country: Town) -> None:
    decided(country, SOUTH, "owner-moves", ANN, "granted")
    ann = country.reference("ann")
    assert country.records(f"{SOUTH}/book", [ann], ["home"]) == {ann: {"home": NEW | {"since": "2026-04-02"}}}
    assert country.records(f"{NORTH}/book", [ann], ["home"]) == {ann: None}
    before = country.records(f"{SOUTH}/book", [ann], ["home"], on="2026-04-01")[ann]["home"]
    assert (before["municipality"], before["since"]) == (NORTH, "2020-06-01")
    assert value(country, "bob", "home")["text"] == "2 Low Street, Southtown"


def test_links_and_what_an_expression_makes_stay_as_they_were(country: Town) -> None:
    payload = ANN | {"applicant.dogs": ["s-1", "s-2"]}
    decided(country, SOUTH, "owner-moves", payload, "granted")
    assert value(country, "ann", "dogs") == [country.reference("rex"), country.reference("fido")]
    assert value(country, "ann", "fined") is None


@pytest.mark.parametrize(
    "payload",
    [
        ANN | {"applicant.name": {"text": "Anne Smith"}},
        ANN | {"applicant.born": "1980-01-03"},
        {"applicant.home": NEW},
        {name: ANN[name] for name in ("applicant.name", "applicant.born")},
    ],
    ids=["another name", "another birthday", "nothing to go by", "nothing to enter"],
)
def test_who_is_not_found_stays_as_they_are(country: Town, payload: dict[str, Any]) -> None:
    people = country.government.people
    decided(country, SOUTH, "owner-moves", payload, "granted")
    assert country.government.people == people


@pytest.mark.parametrize("outcome", ["refused", "withdrawn"])
def test_an_outcome_that_is_no_yes_changes_nothing(country: Town, outcome: str) -> None:
    people = country.government.people
    decided(country, SOUTH, "owner-moves", ANN, outcome)
    assert country.government.people == people


def test_each_of_many_is_found_by_what_is_said_of_each(country: Town) -> None:
    chips = {"s-1": "0815", "s-2": "4711", "s-3": "9999"}
    payload = ANN | {"applicant.dogs.chip": chips, "applicant.dogs.breed": dict.fromkeys(chips, "dachshund")}
    decided(country, SOUTH, "dogs-move", payload, "accepted")
    assert value(country, "rex", "home") == value(country, "fido", "home") == NEW
    assert value(country, "stray", "home") is None


def test_what_no_register_knows_yet_keeps_nobody_from_being_found(country: Town) -> None:
    payload = {"applicant.name": {"text": "Cleo Smith"}, "applicant.born": "1999-01-01", "applicant.home": NEW}
    world = {"registered": {"owner": {"cleo": {"name": "Cleo Smith"}}}}
    assert country.client.post("/control/world", json=world).status_code == 200
    decided(country, SOUTH, "owner-moves", payload, "granted")
    assert value(country, "cleo", "home") == NEW


def test_of_two_who_fit_neither_is_meant(country: Town) -> None:
    twins = {"owner": {name: {"name": "Ann Smith", "born": "1980-01-02"} for name in ("ann", "other")}}
    assert country.client.post("/control/world", json={"registered": twins}).status_code == 200
    decided(country, SOUTH, "owner-moves", ANN, "granted")
    assert value(country, "ann", "home") is value(country, "other", "home") is None


def test_what_the_office_itself_says_enters_as_registers_write_it(country: Town) -> None:
    said = {"dog_to_walk.licence": "L-1", "dog_to_walk.pound": "Cage 1, Norwich", "dog_to_walk.checked": "soon"}
    decided(country, CLUB, "dog-licence", {"dog_to_walk.chip": "0815"}, "issued", said=said)
    rex = country.reference("rex")
    assert country.records(f"{CLUB}/chips", [rex], ["licence"]) == {rex: {"licence": "L-1"}}
    assert value(country, "rex", "pound") == {"municipality": "12", "text": "Cage 1, Norwich"}
    assert value(country, "rex", "checked") is None


def test_a_note_enters_as_a_filing_does(country: Town) -> None:
    note = {"procedure": "owner-moves", "about": None, "version": 1, "under": "Dog Act 9", "payload": ANN}
    country.submit(SOUTH, procedure="dog-tax", notes=[note])
    country.tell(SOUTH, {"event": "outcome", "outcome": "granted", "at": AT}, "owner-moves")
    assert value(country, "ann", "home") == NEW


def test_a_family_that_moved_in_is_known_in_the_new_city(town: Town) -> None:
    sample = town.government.sample
    to = {"municipality": KAWASAKI, "text": "神奈川県川崎市川崎区宮本町1"}
    names = {"s-1": {"text": "佐藤 花子"}, "s-2": {"text": "佐藤 太郎", "kana": "サトウ タロウ"}}
    born = {"s-1": "1990-05-03", "s-2": "2017-09-09"}
    payload = {"move.movers.name": names, "move.movers.birth_date": born, "move.new_address": to}
    decided(town, KAWASAKI, "moving-in", payload, "accepted")
    subjects = [sample.hanako, sample.taro, sample.sato]
    there = town.records(f"{KAWASAKI}/residents", subjects, ["address", "head"])
    assert there[sample.hanako] == there[sample.taro] == {"address": to | {"since": "2026-04-02"}}
    assert there[sample.sato] == {"head": sample.hanako}
    assert town.records(f"{ICHIKAWA}/residents", subjects, ["address"]) == dict.fromkeys(subjects)
