"""Consents over HTTP: asked in words, given by the person alone, shown with a receipt, and taken back."""

import hashlib
import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from ichido.case.record import Change, Fact, Provenance
from ichido.language.catalogue import Catalogue, load
from ichido.security.access import Caller
from ichido.store import outbox, tasks
from ichido.store.outbox import UNDER_WAY
from ichido.store.tell import tell
from portal.consenting import only_theirs
from portal.problem import Problem
from tests.portal.conftest import PROCEDURES
from tests.portal.office import CLERK, OPERATOR, STRANGER, Office
from tests.testbed.town import ICHIKAWA, KAWASAKI

READING = "consent:resident-register.city-to-city:moving-in"


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """A move in which the new city has the register only by consent."""
    return by_consent(tmp_path_factory.mktemp("by-consent"))


def by_consent(folder: Path) -> Catalogue:
    """The family's move with that one channel changed, in a folder of its own."""
    shutil.copytree(PROCEDURES, folder, dirs_exist_ok=True)
    register = folder / "registries" / "resident-register.yaml"
    text = register.read_text(encoding="utf-8")
    register.write_text(text.replace("channel: national-network", "channel: consent"), encoding="utf-8")
    found, problems = load(folder)
    assert not problems
    return found


def questions(form: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {question["key"]: question for question in form["questions"]}


async def give(
    office: Office, number: str, say: str = "give", caller: Caller | None = None, **more: object
) -> httpx2.Response:
    """Answer the consent question."""
    body = {"revision": (await office.form(number, caller))["revision"], "answers": {READING: say}, **more}
    return await office.post(f"/cases/{number}/answers", body, caller)


async def consenting(office: Office, caller: Caller | None = None, **opening: Any) -> str:
    """A case in which everything else is answered."""
    number = await office.opened(caller=caller, **opening)
    await office.answer(number, caller)
    return number


async def receipts(office: Office, number: str) -> list[dict[str, Any]]:
    answer = await office.get(f"/cases/{number}/consents")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


async def take_back(office: Office, number: str, id_: str = "c1", caller: Caller | None = None) -> httpx2.Response:
    return await office.post(f"/cases/{number}/consents/{id_}/withdrawn", {}, caller)


async def test_the_form_says_who_gets_what_for_what_how_long_and_what_a_no_costs(office: Office) -> None:
    number = await consenting(office)
    asked = questions(await office.form(number))[READING]
    assert (asked["type"], asked["why"], asked["required"]) == ("consent", "consent", True)
    assert [option["value"] for option in asked["options"]] == ["give", "refuse"]
    agreement = asked["agreement"]
    assert agreement["source"] == {"ja": "住民基本台帳", "en": "resident register"}
    assert agreement["article"] == "住民基本台帳法 24条の2"
    for said in ("resident register", "moving-in notification", "nothing else", "take this back", "costs you nothing"):
        assert said in agreement["words"]["en"]
    for said in ("住民基本台帳", "転入届", "撤回", "不利益はなく"):
        assert said in agreement["words"]["ja"]


async def test_a_consent_leaves_a_receipt_with_the_words_that_were_shown(office: Office) -> None:
    number = await consenting(office)
    shown = questions(await office.form(number))[READING]["agreement"]["words"]["ja"]
    assert (await give(office, number)).status_code == 200
    (one,) = await receipts(office, number)
    assert (one["id"], one["key"], one["stands"], one["given_by"]) == ("c1", READING, True, "person")
    assert (one["words"], one["language"]) == (shown, "ja")
    assert one["sha256"] == hashlib.sha256(shown.encode()).hexdigest()
    record = one["record"]
    assert record["schema_version"] == "ISO/IEC TS 27560:2023"
    assert record["record_id"] == f"{number}/c1"
    assert record["party_identification"][0]["party_id"] == KAWASAKI
    (processing,) = record["pii_processing"]
    (purpose,) = processing["purposes"]
    assert purpose["lawful_basis"]["article"] == "住民基本台帳法 24条の2"
    assert purpose["withdrawal_method"] == f"POST /cases/{number}/consents/c1/withdrawn"
    assert [event["event_state"] for event in record["events"]] == ["given"]
    log = (await office.get(f"/cases/{number}/disclosures")).json()
    (logged,) = [line for line in log if line["kind"] == "consented"]
    assert (logged["procedure"], logged["partner"], logged["under"]) == (
        "moving-in",
        KAWASAKI,
        "住民基本台帳法 24条の2",
    )


async def test_a_refusal_leaves_none_and_is_asked_no_more(office: Office) -> None:
    number = await consenting(office)
    await give(office, number, "refuse")
    assert await receipts(office, number) == []
    asked = questions(await office.form(number))
    assert READING not in asked
    assert {question["why"] for question in asked.values()} == {"declined"}


async def test_taken_back_it_is_asked_for_instead_and_the_receipt_says_so(office: Office) -> None:
    number = await consenting(office)
    await give(office, number)
    assert (await office.form(number))["questions"] == []
    answer = await take_back(office, number)
    assert answer.status_code == 200, answer.text
    taken = answer.json()
    assert (taken["sent"], taken["stopped"], taken["under_way"]) == ([], [], [])
    assert taken["consent"]["stands"] is False
    assert any(key.startswith("person.name(") for key in taken["left"]), taken["left"]
    (one,) = await receipts(office, number)
    assert one["withdrawn_at"] is not None
    assert [event["event_state"] for event in one["record"]["events"]] == ["given", "withdrawn"]
    log = (await office.get(f"/cases/{number}/disclosures")).json()
    assert [line["kind"] for line in log if line["kind"] in ("consented", "withdrawn")] == ["consented", "withdrawn"]
    again = await take_back(office, number)
    assert (again.status_code, again.json()["code"]) == (409, "not-withdrawable")
    unknown = await take_back(office, number, "c9")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not-withdrawable")


async def test_what_was_read_under_it_is_shown_as_withdrawn(office: Office) -> None:
    number = await consenting(office)
    await give(office, number)
    applicant = (await office.stored(number)).record.applicant.id
    source = Provenance(
        source="registry",
        registry="resident-register",
        authority=ICHIKAWA,
        grant="city-to-city",
        under="住民基本台帳法 24条の2",
        acts=("住民基本台帳法 22条1項",),
    )
    read = Fact(applicant, "person.birth_date", date(1990, 5, 3), source, datetime.now(UTC))
    await tell(office.store, number, datetime.now(UTC), lambda *_: Change(facts=(read,)))
    assert not any(fact["life"]["state"] == "withdrawn" for fact in (await office.form(number))["facts"])
    await take_back(office, number)
    (gone,) = [fact for fact in (await office.form(number))["facts"] if fact["life"]["state"] == "withdrawn"]
    assert (gone["term"], gone["subject"], gone["article"]) == (
        "person.birth_date",
        applicant,
        "住民基本台帳法 24条の2",
    )


async def test_what_was_sent_stays_sent_and_is_listed(office: Office) -> None:
    number = await consenting(office)
    await give(office, number)
    await office.tell(number, "outcome", 1, {"outcome": "accepted", "with": {"move.transfer": "TX-1"}})
    await office.until(lambda stored: stored.record.filing("moving-in").sent == 1, number)
    taken = (await take_back(office, number)).json()
    ((sent),) = taken["sent"]
    assert (sent["key"], sent["authority"], sent["asked_back"]) == ("moving-in", KAWASAKI, False)
    assert sent["at"] is not None
    assert taken["left"] == [], "nothing is asked again for it"


async def test_what_stands_in_the_outbox_is_stopped_and_goes_anew_with_what_the_person_says(office: Office) -> None:
    number = await consenting(office)
    await give(office, number)
    fault = {"target": f"{KAWASAKI}/submissions", "kind": "down"}
    office.town.client.post("/control/faults", json=fault).raise_for_status()
    await office.tell(number, "outcome", 1, {"outcome": "accepted", "with": {"move.transfer": "TX-1"}})
    await office.until_some(lambda: failed(office, number))
    taken = (await take_back(office, number)).json()
    assert (taken["stopped"], taken["sent"]) == (["moving-in"], [])
    assert await states(office, number, "moving-in") == ["withdrawn"]
    office.town.client.delete("/control/faults").raise_for_status()
    form = await office.form(number)
    said = {"person-name": {"text": "山田 一"}, "date": "2001-01-01"}
    answers = {question["key"]: said[question["type"]] for question in form["questions"]}
    body = {"revision": form["revision"], "answers": answers}
    assert (await office.post(f"/cases/{number}/answers", body)).status_code == 200
    await office.until(lambda stored: stored.record.filing("moving-in").sent == 2, number)
    (held,) = office.town.client.get("/control/submissions").json()[KAWASAKI]
    assert held["version"] == 2
    assert await states(office, number, "moving-in") == ["withdrawn", "sent"]


async def failed(office: Office, number: str) -> list[str]:
    """What could not be sent, and is not being tried at this moment."""
    async with office.store.transaction() as session:
        lines = await outbox.of_case(session, number)
    return [line.key for line in lines if line.state == "queued" and line.last_error not in ("", UNDER_WAY)]


async def test_who_fetches_may_have_it_already(office: Office, partners: Path) -> None:
    known = json.loads(partners.read_text())
    partners.write_text(json.dumps(known | {KAWASAKI: {**known[KAWASAKI], "url": None}}))
    number = await consenting(office)
    await give(office, number)
    await office.tell(number, "outcome", 1, {"outcome": "accepted", "with": {"move.transfer": "TX-1"}})
    await office.until_some(lambda: states(office, number, "moving-in"))
    taken = (await take_back(office, number)).json()
    assert (taken["stopped"], taken["under_way"], taken["sent"]) == ([], ["moving-in"], [])
    assert await states(office, number, "moving-in") == ["withdrawn"]


async def states(office: Office, number: str, key: str) -> list[str]:
    """How far each version of a filing has come."""
    async with office.store.transaction() as session:
        return [line.state for line in await outbox.of_case(session, number) if line.key == key]


async def test_only_the_person_consents(office: Office) -> None:
    number = await consenting(office)
    assert (await give(office, number)).status_code == 200
    given = (await office.stored(number)).record.consents
    only_theirs(office.hanako, given)
    representative = Caller("representative", "n-sent", ICHIKAWA)
    with pytest.raises(Problem) as refused:
        only_theirs(representative, given)
    assert (refused.value.status, refused.value.code) == (403, "not-yours-to-give")
    assert refused.value.faults[0].where == READING
    only_theirs(representative, ())  # a no harms nobody


async def test_a_clerk_types_a_consent_on_paper_and_says_which(office: Office) -> None:
    number = await consenting(office, CLERK, opened_by="clerk", channel="counter")
    answer = await give(office, number, caller=CLERK)
    assert (answer.status_code, answer.json()["code"]) == (422, "no-evidence")
    paper = "同意書 令和8年4月1日"
    assert (await give(office, number, caller=CLERK, evidence={READING: paper})).status_code == 200
    (one,) = await receipts(office, number)
    assert (one["given_by"], one["evidence"]) == ("clerk", paper)
    assert (await take_back(office, number, caller=CLERK)).json()["code"] == "no-evidence"
    body = {"evidence": "同意撤回書 令和8年4月2日"}
    taken = await office.post(f"/cases/{number}/consents/c1/withdrawn", body, CLERK)
    assert taken.status_code == 200
    assert taken.json()["consent"]["record"]["events"][-1]["evidence"] == body["evidence"]


async def test_nobody_elses_consents_are_read_or_taken_back(office: Office) -> None:
    number = await consenting(office)
    await give(office, number)
    for caller, status in ((STRANGER, 404), (OPERATOR, 403), (CLERK, 403)):
        assert (await office.get(f"/cases/{number}/consents", caller)).status_code == status
        assert (await take_back(office, number, caller=caller)).status_code == status
    async with office.store.transaction() as session:
        assert await tasks.open_tasks(session, number) == ()
