"""A thousand households that could live there, and always the same ones."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from ichido.testbed import Government, build
from ichido.testbed.households import AS_OF
from ichido.testbed.people import People
from ichido.testbed.population import HOUSEHOLDS, settle
from tests.testbed.town import catalogue

Values = dict[str, Any]


@dataclass(frozen=True)
class Settled:
    """What is written of persons and households, by reference."""

    people: People
    persons: dict[str, Values]
    households: dict[str, Values]

    @classmethod
    def of(cls, people: People) -> "Settled":
        """Sort a people."""
        return cls(people, values(people, "person"), values(people, "household"))


def values(people: People, vocabulary: str) -> dict[str, Values]:
    """Give what is written of everybody of one kind."""
    return {one.reference: {term: one.value(term) for term in one.terms} for one in people.described_by(vocabulary)}


@pytest.fixture(scope="module")
def settled() -> Settled:
    """Give the people of one seed."""
    return Settled.of(settle(7))


def born(person: Values) -> date:
    """Give the date of birth."""
    return date.fromisoformat(person["birth_date"])


def age(person: Values, on: date = AS_OF) -> int:
    """Give completed years."""
    day = born(person)
    return on.year - day.year - ((on.month, on.day) < (day.month, day.day))


def test_the_same_seed_gives_the_same_government() -> None:
    assert build(catalogue(), 7) == build(catalogue(), 7)


def test_another_seed_gives_other_people_and_other_secrets() -> None:
    one, other = build(catalogue(), 7), build(catalogue(), 8)
    assert not one.people.subjects.keys() & other.people.subjects.keys()
    names = [[person["name"] for person in values(settle(seed), "person").values()] for seed in (7, 8)]
    assert names[0] != names[1]
    assert one.authorities["122033"].secret != other.authorities["122033"].secret


def test_a_thousand_households_live_there(settled: Settled) -> None:
    assert len(settled.households) == HOUSEHOLDS == 1000
    assert 1800 < len(settled.persons) < 2600


def test_every_reference_is_opaque_and_used_once(settled: Settled) -> None:
    references = [*settled.persons, *settled.households]
    assert len(set(references)) == len(references)
    assert all(re.fullmatch("p-[0-9a-f]{20}", reference) for reference in references)


def test_every_link_leads_to_somebody_of_the_same_household(settled: Settled) -> None:
    for reference, home in settled.households.items():
        assert home["members"] and home["head"] in home["members"]
        for member in home["members"]:
            person = settled.persons[member]
            assert person["household"] == reference
            assert set(person["children"]) <= set(home["members"]) - {member}


def test_a_household_has_one_address_and_each_lives_there_since_birth_at_most(settled: Settled) -> None:
    for home in settled.households.values():
        assert len({settled.persons[member]["address"]["text"] for member in home["members"]}) == 1
        for member in home["members"]:
            entry = settled.people.subjects[member].entry("address")
            assert entry and born(settled.persons[member]) <= entry.since < AS_OF


def test_parents_are_grown_up_when_their_children_are_born(settled: Settled) -> None:
    for parent in settled.persons.values():
        assert all(age(parent) - age(settled.persons[child]) >= 18 for child in parent["children"])


def test_nobody_in_a_household_shares_a_name(settled: Settled) -> None:
    for home in settled.households.values():
        names = [settled.persons[member]["name"]["text"] for member in home["members"]]
        assert len(set(names)) == len(names)


def test_there_are_singles_couples_families_three_generations_and_the_old(settled: Settled) -> None:
    persons = settled.persons
    sizes = {len(home["members"]) for home in settled.households.values()}
    assert {1, 2, 3, 4} <= sizes
    assert any(persons[child]["children"] for person in persons.values() for child in person["children"])
    ages = [age(person) for person in persons.values()]
    assert 0.15 < sum(one >= 65 for one in ages) / len(ages) < 0.40
    assert 0.10 < sum(one < 15 for one in ages) / len(ages) < 0.30
    assert min(ages) == 0 and max(ages) < 100


def test_everybody_lives_in_one_of_two_cities(settled: Settled) -> None:
    prefixes = {"122033": "千葉県市川市", "141305": "神奈川県川崎市"}
    assert set(settled.people.municipalities()) == prefixes.keys()
    for person in settled.persons.values():
        address = person["address"]
        assert address["text"].startswith(prefixes[address["municipality"]])
        assert re.search(r"[0-9]+-[0-9]+", address["text"])


def test_a_quarter_of_the_households_is_tax_exempt(settled: Settled) -> None:
    exempt = sum(home["tax_exempt"] is True for home in settled.households.values())
    assert 0.20 < exempt / len(settled.households) < 0.30


def test_three_in_five_grown_ups_registered_an_account_in_their_own_name_and_no_child_did(settled: Settled) -> None:
    grown_up = [person for person in settled.persons.values() if age(person) >= 18]
    with_account = [person for person in settled.persons.values() if "account" in person]
    assert 0.55 < len(with_account) / len(grown_up) < 0.65
    assert all(age(person) >= 18 for person in with_account)
    assert all(one["account"]["holder"] == one["name"]["kana"] for one in with_account)


def test_every_name_has_its_reading_in_katakana(settled: Settled) -> None:
    for person in settled.persons.values():
        assert re.fullmatch("[ァ-ヴー]+ [ァ-ヴー]+", person["name"]["kana"])


def test_the_sample_family_lives_in_ichikawa(government: Government) -> None:
    sample, everybody = government.sample, Settled.of(government.people)
    hanako, taro = everybody.persons[sample.hanako], everybody.persons[sample.taro]
    assert (hanako["name"]["text"], taro["name"]["text"]) == ("佐藤 花子", "佐藤 太郎")
    assert hanako["address"]["municipality"] == "122033"
    assert hanako["children"] == [sample.taro]
    assert everybody.households[sample.sato]["tax_exempt"] is True


def test_husband_and_wife_name_one_another(settled: Settled) -> None:
    married = {one: person["spouse"] for one, person in settled.persons.items() if "spouse" in person}
    assert all(married[spouse] == one for one, spouse in married.items())
    assert {settled.persons[one]["sex"] for one in married} == {"female", "male"}
    for one, spouse in married.items():
        assert settled.persons[one]["household"] == settled.persons[spouse]["household"]
        assert settled.persons[one]["children"] == settled.persons[spouse]["children"]
