"""A thousand households that could live there, and always the same ones."""

import re
from datetime import date

import pytest

from ichido.testbed import Government, build
from ichido.testbed.households import AS_OF
from ichido.testbed.people import People, Person
from ichido.testbed.population import HOUSEHOLDS, settle


@pytest.fixture(scope="module")
def people() -> People:
    """Give the people of one seed."""
    return settle(7)


def age(person: Person, on: date = AS_OF) -> int:
    """Give completed years."""
    assert person.birth_date is not None
    return on.year - person.birth_date.year - ((on.month, on.day) < (person.birth_date.month, person.birth_date.day))


def test_the_same_seed_gives_the_same_government() -> None:
    assert build(7) == build(7)


def test_another_seed_gives_other_people_and_other_secrets() -> None:
    one, other = build(7), build(8)
    assert not one.people.persons.keys() & other.people.persons.keys()
    assert [person.name for person in settle(7).persons.values()] != [p.name for p in settle(8).persons.values()]
    assert one.authorities["122033"].secret != other.authorities["122033"].secret


def test_a_thousand_households_live_there(people: People) -> None:
    assert len(people.households) == HOUSEHOLDS == 1000
    assert 1800 < len(people.persons) < 2600


def test_every_reference_is_opaque_and_used_once(people: People) -> None:
    references = [*people.persons, *people.households]
    assert len(set(references)) == len(references)
    assert all(re.fullmatch("p-[0-9a-f]{20}", reference) for reference in references)


def test_every_link_leads_to_somebody_of_the_same_household(people: People) -> None:
    for home in people.households.values():
        assert home.members and home.head in home.members
        for member in home.members:
            person = people.persons[member]
            assert person.household == home.reference
            assert set(person.children) <= set(home.members) - {member}


def test_a_household_has_one_address_and_each_lives_there_since_birth_at_most(people: People) -> None:
    for home in people.households.values():
        members = [people.persons[member] for member in home.members or ()]
        assert len({member.address.text for member in members if member.address}) == 1
        for member in members:
            assert member.address and member.address.since and member.birth_date
            assert member.birth_date <= member.address.since < AS_OF


def test_parents_are_grown_up_when_their_children_are_born(people: People) -> None:
    for parent in people.persons.values():
        assert all(age(parent) - age(people.persons[child]) >= 18 for child in parent.children)


def test_nobody_in_a_household_shares_a_name(people: People) -> None:
    for home in people.households.values():
        names = [people.persons[member].name for member in home.members or ()]
        assert len(set(names)) == len(names)


def test_there_are_singles_couples_families_three_generations_and_the_old(people: People) -> None:
    sizes = {len(home.members or ()) for home in people.households.values()}
    assert {1, 2, 3, 4} <= sizes
    assert any(people.persons[child].children for person in people.persons.values() for child in person.children)
    ages = [age(person) for person in people.persons.values()]
    assert 0.15 < sum(one >= 65 for one in ages) / len(ages) < 0.40
    assert 0.10 < sum(one < 15 for one in ages) / len(ages) < 0.30
    assert min(ages) == 0 and max(ages) < 100


def test_everybody_lives_in_one_of_two_cities(people: People) -> None:
    prefixes = {"122033": "千葉県市川市", "141305": "神奈川県川崎市"}
    for person in people.persons.values():
        assert person.address and person.address.text.startswith(prefixes[person.address.municipality])
        assert re.search(r"[0-9]+-[0-9]+", person.address.text)


def test_a_quarter_of_the_households_is_tax_exempt(people: People) -> None:
    exempt = sum(home.tax_exempt is True for home in people.households.values())
    assert 0.20 < exempt / len(people.households) < 0.30


def test_three_in_five_grown_ups_registered_an_account_in_their_own_name_and_no_child_did(people: People) -> None:
    grown_up = [person for person in people.persons.values() if age(person) >= 18]
    with_account = [person for person in people.persons.values() if person.account]
    assert 0.55 < len(with_account) / len(grown_up) < 0.65
    assert all(age(person) >= 18 for person in with_account)
    assert all(one.account and one.name and one.account.holder == one.name.kana for one in with_account)


def test_every_name_has_its_reading_in_katakana(people: People) -> None:
    for person in people.persons.values():
        assert person.name and person.name.kana and re.fullmatch("[ァ-ヴー]+ [ァ-ヴー]+", person.name.kana)


def test_the_sample_family_lives_in_ichikawa(government: Government) -> None:
    sample, persons = government.sample, government.people.persons
    hanako, taro = persons[sample.hanako], persons[sample.taro]
    assert hanako.name and taro.name and hanako.address
    assert (hanako.name.text, taro.name.text, hanako.address.municipality) == ("佐藤 花子", "佐藤 太郎", "122033")
    assert hanako.children == (sample.taro,)
    assert government.people.households[sample.sato].tax_exempt is True
