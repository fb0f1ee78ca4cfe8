"""Somebody acts for somebody: only with a right that is shown, only in what it is for, and only while it stands."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ichido.language.catalogue import Catalogue
from ichido.security.access import Caller
from ichido.security.tokens import issue
from ichido.store import disclosures, mandates
from tests.case.families import catalogue as edited
from tests.portal.office import CLERK, CLERK_THERE, MOVING_ON, NEW_ADDRESS, OPERATOR, Office
from tests.testbed.town import ICHIKAWA, KAWASAKI

FILE, AFTER = "moving/moving-out.yaml", "jurisdiction: move.old_address\n"
RIGHTS = """\
may_act:
  household-member: {of: applicant.household.members, under: 住民基本台帳法 24条}
  sent: {by: mandate, under: 住民基本台帳法 24条}
"""
TODAY = datetime.now(UTC).astimezone(ZoneInfo("Asia/Tokyo")).date()
SENT = Caller("representative", "n-sent", KAWASAKI)
OTHER = Caller("representative", "n-other", KAWASAKI)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The catalogue in which moving out says who may act."""
    made = edited((FILE, AFTER, AFTER + RIGHTS))
    return replace(made, notices=edited().notices)


def scope(**named: list[str]) -> dict[str, list[str]]:
    return named or {"procedures": ["moving-out"]}


async def give(office: Office, until: date = MOVING_ON, to: Caller = SENT, **changes: Any) -> httpx2.Response:
    """Hanako sends somebody."""
    body = {"to": {"reference": to.subject, "authority": to.authority}, "scope": scope(), "until": until.isoformat()}
    return await office.post("/mandates", body | changes)


async def given(office: Office, to: Caller = SENT, **changes: Any) -> str:
    """A mandate that was given and accepted."""
    made = await give(office, to=to, **changes)
    assert made.status_code == 201, made.text
    id_: str = made.json()["id"]
    accepted = await office.post(f"/mandates/{id_}/acceptance", {}, to)
    assert accepted.status_code == 200, accepted.text
    return id_


async def opened(office: Office, caller: Caller = SENT, key: str = "k-r") -> str:
    """Hanako's move, opened by who acts for her."""
    whom = {k: v for k, v in office.whom("hanako").items() if k != "letter"}
    answer = await office.wish({"applicant": whom, "opened_by": "representative"}, key, caller)
    assert answer.status_code == 201, answer.text
    number: str = answer.json()["number"]
    return number


async def tried(office: Office, caller: Caller = SENT) -> httpx2.Response:
    whom = {k: v for k, v in office.whom("hanako").items() if k != "letter"}
    return await office.wish({"applicant": whom, "opened_by": "representative"}, "k-t", caller)


def son(office: Office) -> Caller:
    """Taro, of the same household, as his city knows him."""
    return Caller("representative", office.whom("taro")["reference"], ICHIKAWA)


async def aged(office: Office, days: int) -> None:
    """Let every mandate have been given and end some days earlier, as only the calendar does."""
    async with office.store.transaction() as session:
        await session.execute(text("ALTER TABLE mandates DISABLE TRIGGER append_only"))
        moved = f"UPDATE mandates SET since = since - {days}, until = until - {days}"
        await session.execute(text(moved))
        await session.execute(text("ALTER TABLE mandates ENABLE TRIGGER append_only"))


async def answers(office: Office, number: str, caller: Caller) -> httpx2.Response:
    form = await office.form(number, caller)
    movers = next(question for question in form["questions"] if question["key"] == "move.movers")
    given = {
        "move.date": MOVING_ON.isoformat(),
        "move.movers": [option["value"] for option in movers["options"]],
        "move.new_address": NEW_ADDRESS,
    }
    return await office.post(f"/cases/{number}/answers", {"revision": form["revision"], "answers": given}, caller)


async def test_whoever_was_sent_applies_and_is_told_only_of_what_they_were_sent_for(office: Office) -> None:
    await given(office)
    number = await opened(office)
    form = await office.form(number, SENT)
    assert {question["key"] for question in form["questions"]} == {"move.date", "move.movers", "move.new_address"}
    assert not any(fact["term"].startswith("person.account") for fact in form["facts"])
    assert (await answers(office, number, SENT)).status_code == 200
    await office.until(lambda stored: stored.record.filing("moving-out").sent == 1, number)
    status = (await office.get(f"/cases/{number}", SENT)).json()
    assert [one["procedure"] for one in status["procedures"]] == ["moving-out"]
    assert status["procedures"][0]["right"] == "sent"


async def test_the_authority_hears_who_acts_in_its_own_names(office: Office) -> None:
    await given(office)
    number = await opened(office)
    await answers(office, number, SENT)
    await office.until(lambda stored: stored.record.filing("moving-out").sent == 1, number)
    actor = (await office.stored(number)).record.actor
    received = office.town.client.get("/control/submissions").json()[ICHIKAWA]
    (body,) = [one["acting"] for one in received if one["procedure"] == "moving-out"]
    assert (body["right"], body["under"]) == ("sent", "住民基本台帳法 24条")
    assert actor is not None and actor.id not in str(body) and "n-sent" not in str(body)


async def test_a_member_of_the_household_needs_no_paper(office: Office) -> None:
    number = await opened(office, son(office))
    await office.until(lambda stored: bool(stored.conclusions and not stored.conclusions.lookups), number)
    assert (await answers(office, number, son(office))).status_code == 200


async def test_without_a_right_there_is_no_case_and_the_answer_says_what_to_do(office: Office) -> None:
    stranger = await tried(office, OTHER)
    assert (stranger.status_code, stranger.json()["code"]) == (403, "no-right")
    await office.opened("k-own")
    answer = await tried(office, OTHER)
    # What the register says of the household is asked before anything is refused; the case shows nothing meanwhile.
    if answer.status_code == 201:
        number = answer.json()["number"]
        await office.until(lambda stored: bool(stored.conclusions and not stored.conclusions.lookups), number)
        answer = await office.get(f"/cases/{number}/form", OTHER)
    assert (answer.status_code, answer.json()["code"]) == (403, "no-right")
    faults = {(one["where"], one["code"]): one["message"] for one in answer.json()["faults"]}
    assert ("moving-out", "no-mandate") in faults, answer.text
    assert "ask them for one that names this procedure" in faults["moving-out", "no-mandate"]
    assert "住民基本台帳法 24条" in faults["moving-out", "no-mandate"]
    assert ("moving-out", "not-shown") in faults


@pytest.mark.parametrize(
    ("days", "code"),
    [(0, None), (10, None), (11, "mandate-ended")],
)
async def test_a_mandate_holds_on_its_last_day_and_not_on_the_next(office: Office, days: int, code: str | None) -> None:
    await given(office, until=TODAY + timedelta(days=10))
    number = await opened(office)
    await office.form(number, SENT)
    await aged(office, days)
    for part in ("/form", "", "/notices"):
        answer = await office.get(f"/cases/{number}{part}", SENT)
        assert answer.status_code == (403 if code else 200), part
        if code:
            assert code in {fault["code"] for fault in answer.json()["faults"]}


async def test_what_is_revoked_while_a_case_waits_opens_nothing_any_more(office: Office) -> None:
    id_ = await given(office)
    number = await opened(office)
    form = await office.form(number, SENT)
    revoked = await office.api.delete(f"/mandates/{id_}", headers=office.bearer(office.hanako))
    assert revoked.json()["refused"] == "mandate-revoked"
    sent = {"revision": form["revision"], "answers": {"move.date": MOVING_ON.isoformat()}}
    for answer in (
        await office.get(f"/cases/{number}/form", SENT),
        await office.get(f"/cases/{number}", SENT),
        await office.get(f"/cases/{number}/notices", SENT),
        await office.post(f"/cases/{number}/answers", sent, SENT),
        await office.post(f"/cases/{number}/declined", {"subject": "s", "term": "person.name"}, SENT),
    ):
        assert answer.status_code == 403
        assert "mandate-revoked" in {fault["code"] for fault in answer.json()["faults"]}
    assert (await office.get(f"/cases/{number}")).status_code == 200


async def test_what_was_filed_before_it_was_revoked_goes_on(office: Office) -> None:
    id_ = await given(office)
    number = await opened(office)
    await answers(office, number, SENT)
    await office.until(lambda stored: stored.record.filing("moving-out").sent == 1, number)
    await office.api.delete(f"/mandates/{id_}", headers=office.bearer(office.hanako))
    assert (await office.tell(number, "received")).status_code == 202
    heard = await office.until(lambda stored: stored.record.filing("moving-out").received, number)
    assert heard.conclusions is not None
    out = heard.conclusions.procedure("moving-out")
    assert out is not None and (out.refused, out.right) == ("", "sent")


@pytest.mark.parametrize("named", [{"procedures": ["moving-in"]}, {"authorities": [KAWASAKI]}])
async def test_a_mandate_for_something_else_opens_nothing(office: Office, named: dict[str, list[str]]) -> None:
    await given(office, scope=named)
    answer = await tried(office)
    if answer.status_code == 201:
        number = answer.json()["number"]
        await office.until(lambda stored: bool(stored.conclusions and not stored.conclusions.lookups), number)
        answer = await office.get(f"/cases/{number}/form", SENT)
    assert answer.status_code == 403
    assert "outside-mandate" in {fault["code"] for fault in answer.json()["faults"]}


async def test_whoever_was_sent_sees_no_other_case_of_the_person(office: Office) -> None:
    await given(office)
    own = await office.opened("k-own")
    for part in ("", "/form", "/notices", "/disclosures", "/agreements"):
        assert (await office.get(f"/cases/{own}{part}", SENT)).status_code == 404
    again = await tried(office)
    assert own not in again.text


async def test_a_mandate_is_only_for_whom_it_names(office: Office) -> None:
    id_ = (await give(office)).json()["id"]
    same_name_elsewhere = Caller("representative", "n-sent", ICHIKAWA)
    for forger in (OTHER, same_name_elsewhere, Caller("person", "n-sent", KAWASAKI)):
        answer = await office.post(f"/mandates/{id_}/acceptance", {}, forger)
        assert answer.status_code in (403, 404)
    assert (await office.get("/mandates", OTHER)).json() == []
    unaccepted = await tried(office)
    if unaccepted.status_code == 201:
        number = unaccepted.json()["number"]
        await office.until(lambda stored: bool(stored.conclusions and not stored.conclusions.lookups), number)
        unaccepted = await office.get(f"/cases/{number}/form", SENT)
    assert "mandate-not-accepted" in {fault["code"] for fault in unaccepted.json()["faults"]}


async def test_a_token_that_somebody_made_up_says_nothing(office: Office) -> None:
    await given(office)
    number = await opened(office)
    forged = issue(b"another key of thirty-two bytes!!", SENT, datetime.now(UTC))
    answer = await office.api.get(f"/cases/{number}/form", headers={"Authorization": f"Bearer {forged}"})
    assert answer.status_code == 401


async def test_nobody_revokes_what_others_gave(office: Office) -> None:
    id_ = await given(office)
    for caller in (OTHER, Caller("person", "somebody", ICHIKAWA), OPERATOR, CLERK):
        gone = await office.api.delete(f"/mandates/{id_}", headers=office.bearer(caller))
        assert gone.status_code == 404
    laid_down = await office.api.delete(f"/mandates/{id_}", headers=office.bearer(SENT))
    assert laid_down.json()["refused"] == "mandate-revoked"
    unknown = await office.api.delete(f"/mandates/{uuid.uuid4()}", headers=office.bearer(office.hanako))
    assert unknown.status_code == 404


async def test_lines_of_mandates_are_only_ever_added(office: Office) -> None:
    await given(office)
    for line in ("UPDATE mandates SET until = until + 365", "DELETE FROM mandate_events"):
        with pytest.raises(DBAPIError, match="only ever added"):
            async with office.store.transaction() as session:
                await session.execute(text(line))


async def test_what_was_shown_on_paper_is_sealed_and_needs_no_acceptance(office: Office) -> None:
    paper = {
        "to": {"reference": SENT.subject, "authority": SENT.authority},
        "grantor": {k: v for k, v in office.whom("hanako").items() if k != "letter"},
        "scope": scope(),
        "until": MOVING_ON.isoformat(),
        "shown": "委任状（花子の自署）",
    }
    assert (await office.post("/mandates", paper, CLERK_THERE)).status_code == 403
    made = await office.post("/mandates", paper, CLERK)
    assert made.status_code == 201, made.text
    assert (made.json()["stands"], made.json()["office"]) == (True, ICHIKAWA)
    async with office.store.transaction() as session:
        rows = (await session.execute(text("SELECT mandates::text FROM mandates"))).scalars().all()
    assert all("花子" not in row for row in rows)
    number = await opened(office)
    assert (await office.get(f"/cases/{number}/form", SENT)).status_code == 200


async def test_an_office_confirms_a_profession_and_nobody_else_does(office: Office) -> None:
    id_ = await given(office)
    body = {"profession": "administrative_scrivener", "registration": "第26130001号"}
    for caller in (SENT, office.hanako, Caller("clerk", authority="271004")):
        assert (await office.post(f"/mandates/{id_}/professions", body, caller)).status_code == 404
    confirmed = await office.post(f"/mandates/{id_}/professions", body, CLERK)
    assert confirmed.json()["professions"] == ["administrative_scrivener"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"scope": {}}, "empty-scope"),
        ({"scope": {"procedures": ["flying"]}}, "unknown-scope"),
        ({"until": date(2020, 1, 1)}, "wrong-day"),
    ],
)
async def test_a_mandate_that_could_never_hold_is_not_written(
    office: Office, changes: dict[str, Any], code: str
) -> None:
    answer = await give(office, **changes)
    assert answer.status_code == 422
    assert code in {fault["code"] for fault in answer.json()["faults"]}
    assert (await office.get("/mandates")).json() == []


async def test_the_person_sees_who_saw_and_said_what_for_them(office: Office) -> None:
    await given(office)
    number = await opened(office)
    await answers(office, number, SENT)
    actor = (await office.stored(number)).record.actor
    assert actor is not None
    lines = (await office.get(f"/cases/{number}/disclosures")).json()
    assert lines and {line["by"] for line in lines} == {actor.id}
    seen = [line for line in lines if line["kind"] == "seen"]
    said = [line for line in lines if line["kind"] == "answered"]
    assert {"person.name"} <= {term for line in seen for term in line["terms"]}
    assert {"move.date", "move.movers", "move.new_address"} == {term for line in said for term in line["terms"]}
    assert {line["partner_name"]["ja"] for line in (*seen, *said)} == {"代理人"}
    own = (await office.get("/me/disclosures")).json()
    assert any(line["kind"] == "seen" and line["by"] == actor.id for line in own)
    assert (await office.get(f"/cases/{number}/disclosures", SENT)).status_code == 403


async def test_a_case_in_which_nobody_acts_says_so_in_no_line(office: Office) -> None:
    number = await office.opened()
    await office.answer(number)
    async with office.store.transaction() as session:
        lines = await disclosures.for_case(session, number)
    assert lines and {line.use.by for line in lines} == {""}


async def test_the_person_goes_on_in_person_and_whoever_was_sent_is_out(office: Office) -> None:
    await given(office)
    number = await opened(office)
    gone = await office.api.delete(f"/cases/{number}/actor", headers=office.bearer(office.hanako))
    assert gone.status_code == 200 and "move.date" in gone.json()["left"]
    assert (await office.get(f"/cases/{number}/form", SENT)).status_code == 404
    assert (await office.answer(number)).status_code == 200


async def test_the_mandate_of_a_case_that_was_deleted_shows_nothing_of_it(office: Office) -> None:
    await given(office)
    number = await opened(office)
    await office.form(number, SENT)
    deleted = await office.api.delete(f"/cases/{number}", headers=office.bearer(office.hanako))
    assert deleted.status_code == 204
    assert (await office.get(f"/cases/{number}/form", SENT)).status_code == 410


async def test_who_acts_answers_nothing_outside_their_right(office: Office) -> None:
    await given(office)
    number = await opened(office)
    form = await office.form(number, SENT)
    sent = {"revision": form["revision"], "answers": {"applicant.phone": "090-0000-0000"}}
    answer = await office.post(f"/cases/{number}/answers", sent, SENT)
    assert answer.status_code in (403, 422)
    assert (await office.stored(number)).record.submitted_on is None


async def test_a_mandate_keeps_its_whole_history(office: Office) -> None:
    id_ = await given(office)
    await office.api.delete(f"/mandates/{id_}", headers=office.bearer(office.hanako))
    async with office.store.transaction() as session:
        kept = await mandates.one(session, uuid.UUID(id_))
    assert kept is not None
    assert [(one.what, one.role) for one in kept.told] == [("accepted", "representative"), ("revoked", "person")]
