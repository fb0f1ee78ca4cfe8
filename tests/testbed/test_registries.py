"""What the registries say, what they do not, and that every read is seen."""

import pytest

from ichido.partners import LINKS
from ichido.security import introductions
from ichido.testbed.references import secret
from tests.testbed.town import ICHIKAWA, KAWASAKI, Town


def test_the_resident_register_gives_the_fields_asked_for_and_no_more(town: Town) -> None:
    hanako = town.government.sample.hanako
    assert town.records(f"{ICHIKAWA}/residents", [hanako], ["name", "address"]) == {
        hanako: {
            "name": {"text": "佐藤 花子", "kana": "サトウ ハナコ"},
            "address": {"municipality": "122033", "text": "千葉県市川市八幡1-1-1", "since": "2015-04-01"},
        }
    }


def test_persons_and_households_are_asked_for_at_once_and_links_are_references(town: Town) -> None:
    sample = town.government.sample
    fields = ["birth_date", "household", "children", "head", "members"]
    assert town.records(f"{ICHIKAWA}/residents", [sample.hanako, sample.taro, sample.sato], fields) == {
        sample.hanako: {"birth_date": "1990-05-03", "household": sample.sato, "children": [sample.taro]},
        sample.taro: {"birth_date": "2017-09-09", "household": sample.sato, "children": []},
        sample.sato: {"head": sample.hanako, "members": [sample.hanako, sample.taro]},
    }


def test_a_city_does_not_know_residents_of_another(town: Town) -> None:
    sample = town.government.sample
    subjects = [sample.hanako, sample.sato, "p-nobody"]
    assert town.records(f"{KAWASAKI}/residents", subjects, ["name"]) == dict.fromkeys(subjects)


@pytest.mark.parametrize("code", [ICHIKAWA, KAWASAKI])
def test_the_tax_roll_of_any_city_answers_for_every_household(town: Town, code: str) -> None:
    sample = town.government.sample
    records = town.records(f"{code}/tax", [sample.sato, sample.hanako], ["tax_exempt", "name"])
    assert records == {sample.sato: {"tax_exempt": True}, sample.hanako: None}


@pytest.mark.parametrize("code", [ICHIKAWA, KAWASAKI])
def test_an_account_is_given_or_known_to_be_none(town: Town, code: str) -> None:
    sample = town.government.sample
    account = {"bank": "0001", "branch": "001", "number": "1234567", "holder": "サトウ ハナコ"}
    records = town.records(f"{code}/accounts", [sample.hanako, sample.taro, sample.sato], ["account"])
    assert records == {sample.hanako: {"account": account}, sample.taro: {"account": None}, sample.sato: None}


def test_a_field_the_registry_does_not_know_is_absent(town: Town) -> None:
    hanako = town.government.sample.hanako
    assert town.records(f"{ICHIKAWA}/residents", [hanako], ["shoe_size"]) == {hanako: {}}


@pytest.mark.parametrize("header", [None, "Bearer whsec_wrong", "Basic abc", "Bearer", "Bearer \u00e9"])
def test_without_the_secret_nothing_is_said_and_nothing_counts_as_read(town: Town, header: str | None) -> None:
    question = {"subjects": [], "fields": ["name"], "purpose": {"procedure": "p", "under": "u", "case": "c"}}
    headers = {} if header is None else {b"Authorization": header.encode("latin-1")}
    answer = town.client.post(f"/{ICHIKAWA}/residents", json=question, headers=headers)
    assert answer.status_code == 401
    assert town.client.get("/control/reads").json() == []


def test_the_secret_of_another_city_opens_nothing(town: Town) -> None:
    question = {"subjects": [], "fields": ["name"], "purpose": {"procedure": "p", "under": "u", "case": "c"}}
    answer = town.client.post(f"/{ICHIKAWA}/residents", json=question, headers=town.bearer(KAWASAKI))
    assert answer.status_code == 401


def test_a_read_without_a_legal_basis_is_refused(town: Town) -> None:
    question = {"subjects": [], "fields": ["name"], "purpose": {"procedure": "p", "case": "c"}}
    answer = town.client.post(f"/{ICHIKAWA}/residents", json=question, headers=town.bearer(ICHIKAWA))
    assert answer.status_code == 422


def test_an_unknown_authority_or_registry_is_not_found(town: Town) -> None:
    question = {"subjects": [], "fields": ["name"], "purpose": {"procedure": "p", "under": "u", "case": "c"}}
    assert town.client.post("/999999/residents", json=question).status_code == 404
    assert town.client.post(f"/{ICHIKAWA}/dogs", json=question).status_code == 404


def test_an_office_speaks_of_everybody_by_names_of_its_own_each_with_a_letter(town: Town) -> None:
    sample, names = town.government.sample, town.government.names
    family = {who: names.own(ICHIKAWA, who) for who in (sample.hanako, sample.taro, sample.sato)}
    said = town.ask(f"{ICHIKAWA}/residents", [family[sample.sato]], ["head", "members"]).json()
    assert said["records"] == {
        family[sample.sato]: {
            "head": family[sample.hanako],
            "members": [family[sample.hanako], family[sample.taro]],
        }
    }
    assert set(said["introduces"]) == set(family.values())
    assert not set(family) & set(family.values())
    assert not {names.own(KAWASAKI, who) for who in family} & set(family.values())


def test_whoever_is_introduced_by_letter_goes_by_that_name_from_then_on(town: Town) -> None:
    sample, names = town.government.sample, town.government.names
    letter = introductions.write(
        secret(town.government.seed, LINKS), "to-partner", KAWASAKI, "n-1", names.linked(sample.sato)
    )
    place, fields = f"{KAWASAKI}/tax", ["tax_exempt"]
    assert town.ask(place, ["n-1"], fields).json() == {"records": {"n-1": None}, "introduces": {}}
    assert town.ask(place, ["n-2"], fields, introduced={"n-2": letter}).json()["records"] == {"n-2": None}
    for letters in ({"n-1": letter}, {}):
        said = town.ask(place, ["n-1"], fields, introduced=letters).json()
        assert said == {"records": {"n-1": {"tax_exempt": True}}, "introduces": {}}
    assert town.ask(f"{ICHIKAWA}/tax", ["n-1"], fields).json()["records"] == {"n-1": None}


def test_every_read_is_seen_with_its_purpose(town: Town) -> None:
    hanako = town.government.sample.hanako
    town.ask(f"{ICHIKAWA}/residents", [hanako], ["name"], case="c-9")
    [read] = town.client.get("/control/reads").json()
    assert read.pop("at") and read.pop("asked_by").startswith("python-httpx2")
    assert read == {
        "authority": ICHIKAWA,
        "resource": "residents",
        "subjects": [hanako],
        "fields": ["name"],
        "procedure": "moving-in",
        "under": "住民基本台帳法 24条の2",
        "case": "c-9",
        "on": None,
    }
