"""The scenarios of Greece in the pretend government: every register says what the scenario says that it holds."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ichido.case.values import plain, read
from ichido.language.kinds import Registry, Scenario
from ichido.language.kinds.vocabulary import Term
from ichido.testbed import Mode, build
from tests.testbed.town import Town, catalogue, running

GREECE = catalogue(Path(__file__).parents[1] / "abroad" / "gr")
SCENARIOS = tuple(document.model for document in GREECE.scenarios)
REGISTRIES = {id_: document.model for id_, document in GREECE.registries.items()}


@pytest.fixture
def town() -> Iterator[Town]:
    """A Greece in which nobody lives yet."""
    with running(build(GREECE, seed=7, mode=Mode.SCRIPTED)) as town:
        yield town


@pytest.mark.parametrize("registry", REGISTRIES.values(), ids=REGISTRIES)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.scenario)
def test_a_register_says_what_the_scenario_says_it_holds(town: Town, scenario: Scenario, registry: Registry) -> None:
    answer = town.client.post("/control/world", json={"registered": scenario.registered})
    assert answer.status_code == 200, answer.text
    for vocabulary, entries in scenario.registered.items():
        holds = {term.partition(".")[2]: held for term, held in registry.holds.items() if term.startswith(vocabulary)}
        terms = GREECE.vocabularies[vocabulary].model.terms
        silent: dict[str, Any] = {t: [] if terms[t].many else None for t, held in holds.items() if held.complete}
        for name, written in entries.items() if holds else ():
            said = town.records(place(town, registry), [town.reference(name)], list(holds))[town.reference(name)]
            known = {term: wire(town, terms[term], written[term]) for term in holds if term in written}
            assert without_days(said) == silent | known


def place(town: Town, registry: Registry) -> str:
    """Where a register is asked: at its only office, or at any town's where the roll does not say who lives there."""
    offices = town.client.get("/control/directory").json()
    code = next(code for code, office in offices.items() if registry.holder in office["roles"])
    return f"{code}/{registry.reach.http}"


def wire(town: Town, term: Term, written: Any) -> Any:
    """A value as it goes over the wire."""
    if term.many:
        return [town.reference(name) for name in written]
    if term.type in GREECE.vocabularies:
        return town.reference(written)
    return plain(read(term.type, written, GREECE.places))


def without_days(record: dict[str, Any]) -> dict[str, Any]:
    """A record without the days since when its addresses are so."""
    return {
        term: {part: one for part, one in value.items() if part != "since"} if isinstance(value, dict) else value
        for term, value in record.items()
    }


def test_an_address_comes_with_the_day_since_when_it_is_so(town: Town) -> None:
    town.client.post("/control/world", json={"registered": SCENARIOS[0].registered})
    eleni = town.reference("ελένη")
    record = town.records("interior/citizens", [eleni], ["διεύθυνση"])[eleni]
    address = {"municipality": "1001", "text": "Ερμού 15, 105 63 Αθήνα", "since": "2015-04-01"}
    assert record == {"διεύθυνση": address}


def test_there_are_its_ministries_and_the_offices_of_the_cities_somebody_lives_in(town: Town) -> None:
    town.client.post("/control/world", json={"registered": SCENARIOS[1].registered})
    directory = town.client.get("/control/directory").json()
    assert set(directory) == {"benefits-agency", "health", "interior", "revenue", "2001", "3001", "links"}
    assert directory["2001"]["title"] == {"el": "Θεσσαλονίκη", "en": "Thessaloniki"}
    assert directory["2001"]["roles"] == ["municipality", "registry-office"]
    assert directory["revenue"]["title"] == {"el": "ανεξάρτητη αρχή δημοσίων εσόδων", "en": "revenue authority"}
