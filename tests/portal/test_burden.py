"""What cases asked, over HTTP: counts for those who have part in one, sums for operators, and nothing about few."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ichido.language.catalogue import Catalogue
from ichido.security.access import Caller
from ichido.store import projections
from portal.burden import FEWEST
from tests.case.families import catalogue as edited
from tests.portal.office import CLERK, CLERK_THERE, OPERATOR, STRANGER, Office
from tests.testbed.town import ICHIKAWA

AIMED = (
    "moving/life-event.yaml",
    "life_event: moving\n",
    "life_event: moving\ntargets: {online: 100, once_only: 99}\n",
)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The catalogue in which moving has targets."""
    return replace(edited(AIMED), notices=edited().notices)


async def test_a_case_is_counted_for_whoever_has_part_in_it(office: Office) -> None:
    number = await office.opened()
    await office.answer(number)
    for caller in (office.hanako, CLERK, OPERATOR):
        answer = await office.get(f"/cases/{number}/burden", caller)
        assert answer.status_code == 200, answer.text
    counted = answer.json()
    assert counted["needs"] == counted["alone"]["questions"] > counted["asked"] == counted["here"]["questions"]
    assert counted["saved"]["questions"] == counted["needs"] - counted["asked"]
    assert counted["alone"]["minutes"] is None, "this catalogue publishes no costs"
    assert "佐藤" not in answer.text


async def test_nobody_else_sees_it(office: Office) -> None:
    number = await office.opened()
    representative = Caller("representative", office.hanako.subject, ICHIKAWA)
    for caller in (STRANGER, CLERK_THERE, representative):
        assert (await office.get(f"/cases/{number}/burden", caller)).status_code == 404


async def test_a_sum_is_shown_only_of_many(office: Office) -> None:
    numbers = [await office.opened(f"k-{one}", again=True) for one in range(FEWEST)]
    await office.answer(numbers[0])
    await _settle(office, numbers[:-1])
    few = (await office.get("/burden?life_event=moving", OPERATOR)).json()
    assert few == {"life_event": "moving", "cases": None, "fewest": FEWEST, "burden": None, "targets": []}
    await _settle(office, numbers[-1:])
    found = (await office.get("/burden?life_event=moving", OPERATOR)).json()
    alone = (await office.get(f"/cases/{numbers[0]}/burden", OPERATOR)).json()
    assert (found["cases"], found["burden"]["needs"]) == (FEWEST, alone["needs"])
    assert (await office.get("/burden?life_event=other", OPERATOR)).json()["cases"] is None
    for caller in (office.hanako, CLERK):
        assert (await office.get("/burden?life_event=moving", caller)).status_code == 403


async def test_targets_are_held_against_what_cases_came_to(office: Office) -> None:
    numbers = [await office.opened(f"t-{one}", again=True) for one in range(FEWEST)]
    for number in numbers:
        await office.answer(number)
    await _settle(office, numbers)
    found = (await office.get("/burden?life_event=moving", OPERATOR)).json()
    reached = {one["name"]: (one["target"], one["outcome"], one["met"]) for one in found["targets"]}
    burden = found["burden"]
    had = sum(burden[origin] for origin in ("obtained", "reused", "derived", "produced"))
    share = 100 * had // burden["distinct"]
    assert reached == {"online": (100, 100, True), "once_only": (99, share, False)}
    assert 0 < share < 99


async def _settle(office: Office, numbers: list[str]) -> None:
    async with office.store.transaction() as session:
        for number in numbers:
            assert await projections.close(session, number, datetime.now(UTC), "settled")
