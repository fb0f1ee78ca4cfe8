"""Steering the government from its own machine, and only from there."""

from typing import Any

import httpx2
import pytest

from ichido.partners import LINKS
from ichido.security import introductions
from ichido.testbed import Government, create_app
from ichido.testbed.references import secret
from tests.testbed.town import ICHIKAWA, KAWASAKI, Town

SATO: dict[str, Any] = {
    "person": {
        "hanako": {
            "name": "佐藤 花子",
            "birth_date": "1990-05-03",
            "address": "千葉県市川市八幡1-1-1",
            "household": "sato",
            "children": ["taro"],
            "account": "みずほ-001-1234567",
        },
        "taro": {"name": "佐藤 太郎", "birth_date": "2017-09-09", "household": "sato"},
        "olga": {"name": "オルガ ペトロワ", "address": "東京都渋谷区神南1-1"},
    },
    "household": {"sato": {"head": "hanako", "members": ["hanako", "taro"]}, "empty": {}},
}


def replace(town: Town, registered: dict[str, Any], **more: Any) -> httpx2.Response:
    """Replace the world."""
    return town.client.post("/control/world", json={"registered": registered} | more)


def settled(town: Town) -> dict[str, str]:
    """Replace the world by the family, and give the references of its registers' people."""
    found = replace(town, SATO).json()["known_at"]
    assert list(found) == ["hanako", "taro", "olga", "sato", "empty"]
    return {name: town.reference(name) for name in found}


def test_a_scenarios_people_replace_all_others(town: Town) -> None:
    before = next(iter(town.government.people.subjects))
    references = settled(town)
    assert (references["hanako"], references["sato"]) == (town.government.sample.hanako, town.government.sample.sato)
    records = town.records(f"{ICHIKAWA}/residents", [references["hanako"], before], ["name", "children"])
    assert records == {
        references["hanako"]: {
            "name": {"text": "佐藤 花子", "kana": "サトウ ハナコ"},
            "children": [references["taro"]],
        },
        before: None,
    }
    accounts = town.records(f"{KAWASAKI}/accounts", [references["hanako"], references["taro"]], ["account"])
    assert accounts[references["hanako"]]["account"]["number"] == "1234567"
    assert accounts[references["taro"]] == {"account": None}


def test_what_a_scenario_leaves_out_is_not_known(town: Town) -> None:
    references = settled(town)
    olga, sato, empty = references["olga"], references["sato"], references["empty"]
    fields = ["name", "birth_date", "address", "household", "children"]
    assert town.records("131130/residents", [olga], fields)[olga] == {
        "name": {"text": "オルガ ペトロワ"},
        "address": {"municipality": "131130", "text": "東京都渋谷区神南1-1", "since": "2015-04-01"},
        "children": [],
    }
    assert town.records(f"{ICHIKAWA}/tax", [sato, empty], ["tax_exempt"]) == {sato: {}, empty: {}}
    assert town.records(f"{ICHIKAWA}/residents", [empty], ["members"]) == {empty: None}


def test_a_municipality_where_somebody_lives_or_is_to_live_becomes_an_authority(town: Town) -> None:
    replace(town, SATO, municipalities=["473821"])
    directory = town.client.get("/control/directory").json()
    assert list(directory) == [ICHIKAWA, KAWASAKI, "131130", "473821", "links"]
    assert directory["131130"]["title"] == {"ja": "東京都渋谷区", "en": "Shibuya City, Tokyo"}
    assert town.submit("131130").status_code == 202


def test_a_world_says_which_office_knows_whom(town: Town) -> None:
    known_at = replace(town, SATO).json()["known_at"]
    assert known_at == {"hanako": ICHIKAWA, "taro": None, "olga": "131130", "sato": ICHIKAWA, "empty": None}


@pytest.mark.parametrize(
    ("registered", "why"),
    [
        ({"person": {"a": {"address": "秘密県秘密市1"}}}, "the address of `a` cannot be read: expected an address"),
        ({"person": {"a": {"account": "秘密"}}}, "the account of `a` cannot be read: expected a bank account"),
        ({"person": {"a": {"birth_date": "秘密"}}}, "the birth_date of `a` cannot be read: expected a date"),
        ({"person": {"a": {"children": "秘密"}}}, "the children of `a` cannot be read: expected a list"),
        ({"person": {"a": {"household": ["秘密"]}}}, "the household of `a` cannot be read: "),
        ({"person": {"a": {"children": ["b"]}}}, "`a` names `b`, whom nobody registered"),
        ({"person": {"a": {"household": "a"}}}, "`a` names `a`, whom nobody registered as a household"),
        ({"person": {"a": {"shoe_size": "秘密"}}}, "`a` has `shoe_size`, and there is no term `person.shoe_size`"),
        ({"dog": {"a": {"name": "秘密"}}}, "`a` has `name`, and there is no term `dog.name`"),
        ({"person": {"a": {}}, "household": {"a": {}}}, "`a` is the name of a person and of a household"),
    ],
)
def test_a_world_that_cannot_be_is_refused_and_changes_nothing(
    town: Town, registered: dict[str, Any], why: str
) -> None:
    people = town.government.people
    answer = replace(town, registered)
    assert (answer.status_code, answer.json()["detail"][: len(why)]) == (422, why)
    assert "秘密" not in answer.text
    assert town.government.people is people


def test_a_world_with_an_unknown_municipality_or_an_unknown_key_is_refused(town: Town) -> None:
    unknown = replace(town, {}, municipalities=["131131"])
    assert (unknown.status_code, unknown.json()["detail"]) == (422, "the catalogue has no municipality `131131`")
    assert replace(town, {}, dogs={}).status_code == 422


def test_the_directory_is_what_ichido_is_configured_with(town: Town) -> None:
    directory = town.client.get("/control/directory").json()
    assert list(directory) == [ICHIKAWA, KAWASAKI, "links"]
    assert directory[ICHIKAWA] == {
        "url": f"{str(town.client.base_url).rstrip('/')}/122033",
        "secret": town.secret(ICHIKAWA),
        "title": {"ja": "千葉県市川市", "en": "Ichikawa City, Chiba"},
        "roles": ["municipality"],
    }


def test_what_the_offices_call_the_sample_family_is_told(town: Town) -> None:
    told, names = town.client.get("/control/sample").json(), town.government.names
    everybody = {name: town.reference(name) for name in ("hanako", "taro", "sato")}
    assert told["known_at"] == dict.fromkeys(everybody, ICHIKAWA)
    assert told["references"] == {name: names.own(ICHIKAWA, whom) for name, whom in everybody.items()}
    assert told["links"] == {name: names.linked(whom) for name, whom in everybody.items()}
    assert not {*told["references"].values(), *told["links"].values()} & {*everybody.values()}


def test_a_letter_says_to_ichido_alone_whom_an_office_means(town: Town) -> None:
    told, sealing = town.client.get("/control/sample").json(), secret(town.government.seed, LINKS)
    letter, name = told["letters"]["taro"], told["references"]["taro"]
    assert introductions.read(sealing, "from-partner", ICHIKAWA, name, letter) == told["links"]["taro"]
    assert introductions.read(sealing, "from-partner", KAWASAKI, name, letter) is None
    assert introductions.read(sealing, "from-partner", ICHIKAWA, told["references"]["hanako"], letter) is None
    assert introductions.read(town.secret(ICHIKAWA), "from-partner", ICHIKAWA, name, letter) is None


def test_health_says_how_large_the_government_is(town: Town) -> None:
    health = town.client.get("/control/health").json()
    assert (health["seed"], health["mode"], health["people"]["household"]) == (7, "scripted", 21)


def test_who_decides_can_be_changed(town: Town) -> None:
    changed = town.client.post("/control/mode", json={"mode": "auto", "moment": 0.5}).json()
    assert changed == {"mode": "auto", "moment": 0.5}
    assert town.client.post("/control/mode", json={}).json() == changed


@pytest.mark.parametrize("host", ["192.0.2.7", "nowhere"])
async def test_nobody_from_elsewhere_controls_it(government: Government, host: str) -> None:
    transport = httpx2.ASGITransport(create_app(government), client=(host, 4711))
    async with httpx2.AsyncClient(transport=transport, base_url="http://testbed") as client:
        assert (await client.get("/control/directory")).status_code == 403
        assert (await client.post("/control/faults", json={})).status_code == 403
