"""Whom an office enters that no register knew gets an entry of their own, at home with whoever tells of them."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ichido.testbed import Mode, build
from tests.testbed.town import ICHIKAWA, Town, catalogue, running

JAPAN = Path(__file__).parents[2] / "procedures/jp"
HOME = {"municipality": ICHIKAWA, "text": "千葉県市川市八幡1-1-1"}
BABIES = [
    {"name": {"text": "佐藤 一"}, "sex": "male", "birth_date": "2026-04-01", "weight": 2600},
    {"name": {"text": "佐藤 二"}, "sex": "female", "birth_date": "2026-04-02", "weight": 2400},
]
TOLD = {
    "applicant.name": {"text": "佐藤 花子"},
    "applicant.birth_date": "1990-05-03",
    "applicant.address": HOME,
    "birth.babies": BABIES,
    "birth.date": "2026-04-01",
}


@pytest.fixture
def town() -> Iterator[Town]:
    """Japan, whose offices decide by themselves and at once."""
    with running(build(catalogue(JAPAN), seed=7, mode=Mode.AUTO, moment=0, households=20)) as town:
        yield town


def entered(town: Town, payload: dict[str, Any]) -> list[Any]:
    """The references of whom the office names when it enters a birth."""
    before = len(town.government.people.subjects)
    assert town.submit(ICHIKAWA, procedure="residence-entry", payload=payload).status_code == 202
    for _ in range(100):
        outbox = town.government.desk(ICHIKAWA).outbox
        if outcome := next((one.event for one in outbox if one.event.event == "outcome"), None):
            said = outcome.with_ or {}
            named = said.get("birth.children", [])
            assert isinstance(named, list)
            assert len(town.government.people.subjects) - before == len(named)
            assert set(outcome.introduces or {}) == set(named), "a letter comes with each"
            return [town.government.names.meant(ICHIKAWA, str(name), town.government.people) for name in named]
        time.sleep(0.05)
    raise AssertionError("the office said nothing")


def test_twins_are_two_new_people_whom_the_outcome_names(town: Town) -> None:
    one, two = entered(town, TOLD)
    records = town.records(f"{ICHIKAWA}/residents", [one, two], ["name", "sex", "birth_date", "address"])
    assert [records[name]["name"]["text"] for name in (one, two)] == ["佐藤 一", "佐藤 二"]
    assert records[two]["birth_date"] == "2026-04-02"
    assert {key: records[one]["address"][key] for key in HOME} == HOME


def test_the_household_has_one_more_and_keeps_the_rest(town: Town) -> None:
    sato = town.government.sample
    named = entered(town, TOLD | {"birth.babies": BABIES[:1]})
    records = town.records(f"{ICHIKAWA}/residents", [sato.sato], ["members"])
    assert records[sato.sato]["members"] == [sato.hanako, sato.taro, *named]


def test_without_a_record_nobody_is_entered(town: Town) -> None:
    assert entered(town, {key: value for key, value in TOLD.items() if key != "birth.babies"}) == []


def test_who_is_told_of_by_a_stranger_lives_nowhere_yet(town: Town) -> None:
    (one,) = entered(town, TOLD | {"applicant.name": {"text": "誰 某"}, "birth.babies": BABIES[:1]})
    assert "address" not in town.government.people.subjects[one].terms
