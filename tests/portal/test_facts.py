"""All facts of a case can be read with their right, their use and their life, by whom the form is open to."""

from typing import Any

import pytest

from ichido.case.lives import State
from ichido.security.access import Caller
from tests.portal.office import CLERK, CLERK_THERE, OPERATOR, STRANGER, Office
from tests.testbed.town import ICHIKAWA, KAWASAKI


async def every(office: Office, number: str, caller: Caller | None = None) -> list[dict[str, Any]]:
    """All facts."""
    answer = await office.get(f"/cases/{number}/facts", caller)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["facts"]
    return found


def of(facts: list[dict[str, Any]], subject: str, term: str) -> list[tuple[State, int | None, int | None]]:
    """The lives of one term of somebody."""
    lives = [fact["life"] for fact in facts if (fact["subject"], fact["term"]) == (subject, term)]
    return [(life["state"], life["replaced"], life["superseded_by"]) for life in lives]


async def test_a_fact_says_whence_by_what_right_what_for_and_in_whose_hands_it_is(office: Office) -> None:
    number = await office.opened()
    await office.answer(number)
    facts = await every(office, number)
    assert [fact["life"]["number"] for fact in facts] == list(range(1, len(facts) + 1))
    assert [fact["at"] for fact in facts] == sorted(fact["at"] for fact in facts)
    name = next(fact for fact in facts if fact["term"] == "person.name")
    assert (name["source"]["kind"], name["source"]["authority"]) == ("registry", ICHIKAWA)
    assert name["article"] == name["life"]["under"] == "住民基本台帳法 1条"
    life = name["life"]
    assert (life["mode"], life["data"], life["state"], life["confirmed"]) == ("statute", "personal", "counts", False)
    assert [purpose["procedure"] for purpose in life["purposes"]] == ["moving-out"]
    assert life["purposes"][0]["label"]["ja"] == "転出届"
    assert life["acts"] == ["住民基本台帳法 24条"]
    assert (life["controller"]["code"], life["fresh_until"]) == (ICHIKAWA, None)
    phone = next(fact for fact in facts if fact["term"] == "person.phone")
    assert (phone["source"]["kind"], phone["life"]["mode"], phone["life"]["under"]) == ("person", "self-declared", None)
    assert [purpose["procedure"] for purpose in phone["life"]["purposes"]] == ["moving-in"]
    assert phone["life"]["fresh_until"] is not None


async def test_in_whose_hands_a_fact_is_is_what_the_store_says(office: Office) -> None:
    number = await office.opened()
    await office.answer(number)
    stored = await office.stored(number)
    shown = {fact["life"]["number"]: fact["life"]["controller"]["code"] for fact in await every(office, number)}
    assert shown == {place: fact.controller for place, fact in enumerate(stored.record.facts, 1)}
    assert set(stored.holders) == set(shown.values()) <= {ICHIKAWA, KAWASAKI}


async def test_what_counts_no_longer_stays_with_what_took_its_place(office: Office) -> None:
    number = await office.opened()
    taro = next(fact for fact in await every(office, number) if fact["term"] == "person.birth_date")
    whose, before = taro["subject"], taro["life"]["number"]
    declined = await office.post(f"/cases/{number}/declined", {"subject": whose, "term": "person.birth_date"})
    assert declined.status_code == 200, declined.text
    assert of(await every(office, number), whose, "person.birth_date") == [("declined", None, None)]
    assert all(fact["life"]["state"] != "declined" for fact in (await office.form(number))["facts"])
    await office.answer(number)
    form = await office.form(number)
    key = next(question["key"] for question in form["questions"] if question["label"]["en"] == taro["label"]["en"])
    sent = {"revision": form["revision"], "answers": {key: "1990-01-02"}}
    assert (await office.post(f"/cases/{number}/answers", sent)).status_code == 200
    facts = await every(office, number)
    last = len(facts)
    assert of(facts, whose, "person.birth_date") == [("declined", None, last), ("counts", before, None)]
    shown = next(f for f in (await office.form(number))["facts"] if f["life"]["number"] == last)
    assert shown == facts[-1], "the form says the same of it"


@pytest.mark.parametrize(("caller", "status"), [(STRANGER, 404), (CLERK_THERE, 404), (CLERK, 403), (OPERATOR, 403)])
async def test_whom_the_form_is_not_open_to_reads_no_fact(office: Office, caller: Caller, status: int) -> None:
    number = await office.opened()
    assert (await office.get(f"/cases/{number}/facts", caller)).status_code == status


async def test_a_clerk_reads_what_the_form_would_show_them_and_what_it_took_the_place_of(office: Office) -> None:
    number = await office.opened(caller=CLERK, opened_by="clerk", channel="counter")
    await office.answer(number, CLERK)
    shown = {fact["life"]["number"] for fact in (await office.form(number, CLERK))["facts"]}
    read = await every(office, number, CLERK)
    everything = await every(office, number)
    assert shown <= {fact["life"]["number"] for fact in read}
    for fact in read:
        source = fact["source"]
        theirs = source["authority"] == ICHIKAWA or "住民基本台帳法 24条" in fact["life"]["acts"]
        assert source["kind"] == "person" or theirs
    assert len(read) <= len(everything)
