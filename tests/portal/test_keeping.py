"""Drafts are deleted by their person; what was filed is kept, held, decided upon, and only then forgotten."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from ichido.security.access import Caller
from ichido.store import forgetting
from tests.portal.office import Office
from tests.testbed.town import ICHIKAWA

CLERK = Caller("clerk", authority=ICHIKAWA)
OPERATOR = Caller("operator")
RULE = {"under": "文書管理規程 別表第2", "by": "文書管理係 041"}
HOLD = {"kind": "appeal", "reason": "令8(審)第3号", "by": "審査庁 007"}


@pytest.fixture
def years() -> int:
    """How many years the installation keeps what says nothing."""
    return 5


@pytest.fixture
async def filed(office: Office, years: int) -> str:
    """A case that was submitted, closed long ago, and need not be kept any longer."""
    office.settings.__dict__["retention_years"] = years
    number = await office.opened()
    await office.answer(number)
    await closed(office, number, timedelta(days=7 * 366))
    return number


async def closed(office: Office, number: str, ago: timedelta) -> None:
    """Close a case some time ago."""
    async with office.store.transaction() as session:
        await session.execute(
            text("UPDATE cases SET closed_at = now() - :ago, close_reason = 'settled' WHERE number = :number"),
            {"ago": ago, "number": number},
        )
    office.line.states.pop(number, None)


async def retention(office: Office, number: str) -> dict[str, Any]:
    answer = await office.get(f"/cases/{number}/retention", OPERATOR)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def obstacles(found: dict[str, Any]) -> list[str]:
    return [fault["code"] for fault in found.get("faults", found.get("obstacles", []))]


async def test_a_person_deletes_a_draft_and_nobody_reads_it_again(office: Office) -> None:
    number = await office.opened()
    gone = await office.api.delete(f"/cases/{number}", headers=office.bearer(office.hanako))
    assert gone.status_code == 204
    for path in ("", "/form", "/notices"):
        answer = await office.get(f"/cases/{number}{path}")
        assert (answer.status_code, answer.json()["code"]) == (410, "forgotten")
    again = await office.api.delete(f"/cases/{number}", headers=office.bearer(office.hanako))
    assert again.status_code == 204
    found = await retention(office, number)
    assert found["forgotten_at"] and found["submitted_on"] is None
    async with office.store.transaction() as session:
        why = await forgetting.why(session, number)
    assert why is not None and (why[0], why[1].role) == ("deleted", "person")
    assert (await office.open("k-2")).status_code == 201, "the same act may be begun anew"


async def test_a_draft_whose_case_cannot_be_reached_is_hidden_at_once_and_forgotten_by_the_sweeper(
    office: Office,
) -> None:
    number = await office.opened()
    office.line.cut = True
    assert (await office.api.delete(f"/cases/{number}", headers=office.bearer(office.hanako))).status_code == 204
    assert (await office.get(f"/cases/{number}/form")).status_code == 410
    async with office.store.transaction() as session:
        assert await forgetting.unsubmitted(session, office.relay._face.now()) == (number,)


async def test_what_was_submitted_is_an_official_record_and_stays(office: Office) -> None:
    number = await office.opened()
    await office.answer(number)
    answer = await office.api.delete(f"/cases/{number}", headers=office.bearer(office.hanako))
    assert (answer.status_code, answer.json()["code"]) == (409, "filed")
    assert (await office.get(f"/cases/{number}")).status_code == 200


@pytest.mark.parametrize("caller", [CLERK, OPERATOR, Caller("person", "somebody", ICHIKAWA)])
async def test_only_its_person_deletes_a_draft(office: Office, caller: Caller) -> None:
    number = await office.opened()
    answer = await office.api.delete(f"/cases/{number}", headers=office.bearer(caller))
    assert answer.status_code in (403, 404)
    assert (await office.get(f"/cases/{number}")).status_code == 200


async def test_an_authority_decides_and_an_operator_forgets(office: Office, filed: str) -> None:
    answer = await office.post(f"/cases/{filed}/forgetting", {"by": "op-7"}, OPERATOR)
    assert (answer.status_code, answer.json()["code"]) == (409, "may-not-be-forgotten")
    assert obstacles(answer.json()) == ["not-decided"]
    decided = await office.post(f"/cases/{filed}/disposal", RULE, CLERK)
    assert decided.status_code == 201, decided.text
    assert decided.json()["decided"] == {"by": RULE["by"], "role": "clerk", "authority": ICHIKAWA}
    assert (await office.post(f"/cases/{filed}/disposal", RULE, OPERATOR)).status_code == 403
    assert (await office.post(f"/cases/{filed}/forgetting", {"by": "x"}, CLERK)).status_code == 403
    forgotten = await office.post(f"/cases/{filed}/forgetting", {"by": "op-7"}, OPERATOR)
    assert forgotten.status_code == 204, forgotten.text
    assert (await office.get(f"/cases/{filed}")).status_code == 410
    found = await retention(office, filed)
    assert found["disposal"]["under"] == RULE["under"] and found["forgotten_at"]
    assert (await office.post(f"/cases/{filed}/forgetting", {"by": "op-7"}, OPERATOR)).status_code == 204
    assert (await office.post(f"/cases/{filed}/holds", HOLD, CLERK)).status_code == 410


async def test_a_hold_keeps_a_case_even_after_the_decision(office: Office, filed: str) -> None:
    assert (await office.post(f"/cases/{filed}/disposal", RULE, CLERK)).status_code == 201
    placed = await office.post(f"/cases/{filed}/holds", HOLD, CLERK)
    assert placed.status_code == 201, placed.text
    audit = await office.post(f"/cases/{filed}/holds", HOLD | {"kind": "audit"}, OPERATOR)
    answer = await office.post(f"/cases/{filed}/forgetting", {"by": "op-7"}, OPERATOR)
    assert obstacles(answer.json()) == ["held", "held"]
    assert "for: appeal; lift it when that is over" in answer.json()["faults"][0]["message"]
    over = {"reason": "裁決 令8第3号", "by": "審査庁 007"}
    for hold in (placed.json()["id"], audit.json()["id"]):
        assert (await office.post(f"/cases/{filed}/holds/{hold}/lift", over, CLERK)).status_code == 204
        assert (await office.post(f"/cases/{filed}/holds/{hold}/lift", over, CLERK)).status_code == 404
    assert (await office.post(f"/cases/{filed}/holds/{uuid4()}/lift", over, CLERK)).status_code == 404
    assert (await office.post(f"/cases/{filed}/forgetting", {"by": "op-7"}, OPERATOR)).status_code == 204


async def test_a_case_is_kept_while_it_is_open_and_while_its_years_run(office: Office, years: int) -> None:
    number = await office.opened()
    assert obstacles(await retention(office, number)) == ["never-filed"]
    await office.answer(number)
    assert obstacles(await retention(office, number)) == ["still-open"]
    await closed(office, number, timedelta(days=30))
    found = await retention(office, number)
    assert "retention-undeclared" in obstacles(found) and found["kept_until"] is None
    office.settings.__dict__["retention_years"] = years
    found = await retention(office, number)
    assert obstacles(found) == ["still-kept"]
    answer = await office.post(f"/cases/{number}/disposal", RULE, CLERK)
    assert (answer.status_code, answer.json()["code"]) == (409, "may-not-be-disposed")
    assert f"it is kept until {found['kept_until']}" in answer.json()["faults"][0]["message"]


@pytest.mark.parametrize("path", ["holds", "disposal", "forgetting"])
async def test_who_has_no_part_in_a_case_meets_no_case(office: Office, filed: str, path: str) -> None:
    body = {"holds": HOLD, "disposal": RULE, "forgetting": {"by": "x"}}[path]
    answer = await office.post(f"/cases/{filed}/{path}", body, Caller("clerk", authority="271004"))
    assert (answer.status_code, answer.json()["code"]) == (404, "no-such-case")
    assert (await office.post(f"/cases/{filed}/{path}", body)).status_code == 403


@pytest.mark.parametrize("table", ["holds", "disposals", "forgettings", "decodings"])
async def test_what_was_decided_cannot_be_rewritten(office: Office, table: str) -> None:
    with pytest.raises(Exception, match="only ever added"):
        async with office.store.transaction() as session:
            await session.execute(text(f"DELETE FROM {table}"))
