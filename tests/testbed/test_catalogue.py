"""Whatever a catalogue defines is there, though nobody wrote a line of Python for it."""

from collections.abc import Iterator
from typing import Any

import pytest

from ichido.case.values import read_term
from ichido.compiler.checks import check
from ichido.testbed import Mode, build
from ichido.testbed.automatic import what_follows
from ichido.testbed.messages import Stream
from ichido.testbed.people import People
from tests.testbed.dogs import REGISTERED, dogs
from tests.testbed.town import Inbox, Town, listening, running

NORTH, SOUTH, CLUB = "11", "21", "kennel-club"


@pytest.fixture
def town() -> Iterator[Town]:
    """A country of dogs."""
    with running(build(dogs(), seed=7, mode=Mode.SCRIPTED, moment=0.02)) as town:
        yield town


@pytest.fixture
def inbox(town: Town) -> Iterator[Inbox]:
    """Where its offices say what they have to say."""
    with listening() as inbox:
        town.client.post("/control/answers", json={"url": inbox.url})
        yield inbox


@pytest.fixture
def who(town: Town) -> dict[str, str]:
    """The references of its people and dogs."""
    answer = town.client.post("/control/world", json={"registered": REGISTERED})
    assert answer.status_code == 200, answer.text
    return {name: town.reference(name) for name in answer.json()["known_at"]}


def test_the_catalogue_lacks_nothing_but_letters() -> None:
    assert {problem.code for problem in check(dogs())} == {"missing-notice"}


def test_nobody_lives_in_a_country_about_which_nothing_is_known_here(town: Town) -> None:
    assert town.government.people == People()
    assert list(town.client.get("/control/directory").json()) == [CLUB, "links"]


def test_there_are_the_offices_that_serve_the_towns_somebody_lives_in(town: Town, who: dict[str, str]) -> None:
    directory = town.client.get("/control/directory").json()
    assert {code: (entry["title"]["en"], entry["roles"]) for code, entry in directory.items()} == {
        CLUB: ("kennel club", [CLUB]),
        NORTH: ("Northtown", ["town-hall"]),
        SOUTH: ("Southtown", ["town-hall"]),
        "police-north": ("police", ["police"]),
        "police-rest": ("police", ["police"]),
        "links": ("Linking service", []),
    }
    assert directory[CLUB]["url"].endswith("/kennel-club")


def test_each_is_known_best_where_most_is_written_of_them(town: Town, who: dict[str, str]) -> None:
    known_at = town.client.post("/control/world", json={"registered": REGISTERED}).json()["known_at"]
    assert known_at == {"ann": NORTH, "bob": SOUTH, "rex": CLUB, "fido": CLUB, "stray": CLUB}


def test_a_register_answers_what_it_holds_and_no_more(town: Town, who: dict[str, str]) -> None:
    fields = ["name", "born", "home", "dogs", "fined"]
    assert town.records(f"{NORTH}/book", [who["ann"]], fields)[who["ann"]] == {
        "name": {"text": "Ann Smith"},
        "born": "1980-01-02",
        "home": {"municipality": NORTH, "text": "1 High Street, Northtown", "since": "2020-06-01"},
        "dogs": [who["rex"], who["fido"]],
    }


def test_an_entry_stands_where_the_definition_says(town: Town, who: dict[str, str]) -> None:
    records = town.records(f"{CLUB}/chips", [who["fido"], who["ann"]], ["tag/number", "vet"])
    assert records == {
        who["fido"]: {"tag": {"number": "4711"}, "vet": who["bob"]},
        who["ann"]: None,
    }


def test_a_record_and_a_date_known_in_part_are_held_as_they_are(town: Town, who: dict[str, str]) -> None:
    assert town.records(f"{CLUB}/chips", [who["rex"]], ["born", "papers"])[who["rex"]] == {
        "born": "2019",
        "papers": {"number": "K-1", "breeder": {"text": "Ann"}, "scan": None},
    }


def test_silence_means_none_where_the_register_is_complete_and_not_known_elsewhere(
    town: Town, who: dict[str, str]
) -> None:
    assert town.records(f"{CLUB}/chips", [who["rex"]], ["tags", "licence"]) == {who["rex"]: {"tags": []}}
    assert town.records(f"{SOUTH}/book", [who["bob"]], ["dogs"]) == {who["bob"]: {"dogs": []}}
    fined = town.records("police-rest/fines", [who["ann"], who["bob"]], ["fined"])
    assert fined == {who["ann"]: {"fined": None}, who["bob"]: {"fined": 12}}


def test_the_book_of_a_town_knows_who_lives_there_and_what_is_theirs(town: Town, who: dict[str, str]) -> None:
    subjects = [who["ann"], who["bob"], who["rex"], who["stray"]]
    here = {one for one, record in town.records(f"{NORTH}/book", subjects, ["breed"]).items() if record is not None}
    assert here == {who["ann"], who["rex"]}
    assert town.records(f"{NORTH}/book", [who["rex"]], ["breed"]) == {who["rex"]: {"breed": "dachshund"}}


def test_a_register_that_keeps_its_history_says_what_was_so_on_a_day(town: Town, who: dict[str, str]) -> None:
    def home(on: str) -> Any:
        return town.records(f"{NORTH}/book", [who["ann"]], ["home", "name"], on=on)[who["ann"]]

    assert home("2020-05-31") == {"home": {"municipality": SOUTH, "text": "Southtown", "since": "2010-05-01"}}
    assert home("2020-06-01")["home"]["municipality"] == NORTH
    assert home("2010-04-30") == {}


def test_an_office_keeps_its_own_registers_only(town: Town, who: dict[str, str]) -> None:
    assert town.ask(f"{CLUB}/book", [who["ann"]], ["name"]).status_code == 404
    assert town.ask(f"{NORTH}/fines", [who["ann"]], ["fined"]).status_code == 404
    fault = {"target": f"{CLUB}/book", "kind": "down"}
    assert town.client.post("/control/faults", json=fault).status_code == 422


def test_left_to_itself_an_office_sees_the_acts_it_must_see_and_then_says_yes(town: Town, inbox: Inbox) -> None:
    town.government.mode = Mode.AUTO
    town.submit(CLUB, procedure="dog-licence", about="s-1", payload={"dog_to_walk.chip": "0815"})
    events = [one.event for one in inbox.wait(4)]
    assert [one.get("act", one["event"]) for one in events] == ["received", "identify", "fee", "outcome"]
    assert (events[3]["outcome"], events[3]["submission"]) == ("issued", "s-1")
    said = events[3]["with"]
    assert {path.partition(".")[2] for path in said} == {
        *("licence", "checked", "fee", "muzzled", "pound", "hotline", "account", "named"),
        *("born", "photos", "papers", "tags"),
    }


def test_what_it_says_can_be_read_and_is_decided_by_the_seed() -> None:
    def said(seed: int, case: str) -> Any:
        *_, outcome = what_follows(dogs(), seed, Stream(case=case, procedure="dog-licence", about="s-1"))
        return outcome.told.with_

    terms = dogs().vocabularies["dog"].model.terms
    for path, value in said(7, "c-1").items():
        assert read_term(terms[path.partition(".")[2]], value, dogs().places)
    assert said(7, "c-1") == said(7, "c-1")
    assert said(7, "c-1") != said(7, "c-2")
    assert said(7, "c-1") != said(8, "c-1")


def test_what_a_rule_decides_or_nobody_defined_is_only_received() -> None:
    for procedure in ("dog-tax", "cat-tax"):
        assert list(what_follows(dogs(), 7, Stream(case="c-1", procedure=procedure))) == []


def test_a_note_is_received_and_decided_as_what_carries_it(town: Town, inbox: Inbox, who: dict[str, str]) -> None:
    town.government.mode = Mode.AUTO
    note: dict[str, Any] = {"procedure": "dogs-move", "about": None, "version": 1, "under": "Dog Act 9", "payload": {}}
    town.submit(NORTH, procedure="owner-moves", notes=[note])
    said = sorted((one.event["procedure"], one.event["event"], one.event["submission"]) for one in inbox.wait(4))
    assert said == [
        ("dogs-move", "outcome", "s-1"),
        ("dogs-move", "received", "s-1"),
        ("owner-moves", "outcome", "s-1"),
        ("owner-moves", "received", "s-1"),
    ]
