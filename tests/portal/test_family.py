"""A family moves house through the API alone, with authorities that decide by themselves."""

from ichido.security.access import Caller
from ichido.testbed import Mode
from tests.portal.office import Office
from tests.testbed.town import ICHIKAWA, KAWASAKI


async def test_a_family_moves_house(office: Office) -> None:
    office.town.government.mode = Mode.AUTO
    number = await office.opened()
    assert (await office.answer(number, claims="apply")).status_code == 200
    await office.until(lambda case: case.record.filing("moving-in").received, number)
    act = {"procedure": "moving-in", "act": "presence"}
    await office.post(f"/cases/{number}/acts", act, Caller("clerk", authority=KAWASAKI))
    await office.until(lambda case: case.closed_at is not None, number, seconds=20)
    status = (await office.get(f"/cases/{number}")).json()
    assert (status["stage"], status["close_reason"]) == ("closed", "settled")
    outcomes = {one["procedure"]: one["outcome"] for one in status["procedures"]}
    assert outcomes == {"moving-out": "accepted", "moving-in": "accepted", "school-support": "granted"}
    assert len(office.town.held(ICHIKAWA)) == 1
    notices = (await office.get(f"/cases/{number}/notices")).json()
    assert {notice["procedure"].partition("(")[0] for notice in notices} == outcomes.keys()
    assert all(notice["subject"] and notice["html"] for notice in notices)
    submitted = [
        line for line in (await office.get(f"/cases/{number}/disclosures")).json() if line["kind"] == "submitted"
    ]
    assert {line["partner"] for line in submitted} == {ICHIKAWA, KAWASAKI}
