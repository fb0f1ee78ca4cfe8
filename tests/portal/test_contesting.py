"""A register that is wrong is put right by its own route, and the case in which that was said hears of it once."""

import uuid
from typing import Any

import pytest

from ichido.case.state import NoticeRef
from ichido.compiler.correcting import CORRECTION
from ichido.doors.notify import notify
from ichido.store import tasks
from tests.portal.office import STRANGER, Office
from tests.testbed.town import ICHIKAWA

WHY = "戸籍の字は華です"


async def fact(office: Office, number: str, term: str = "person.name") -> dict[str, Any]:
    """Hanako's fact of the form."""
    me = (await office.stored(number)).record.applicant.id
    form = await office.form(number)
    found: dict[str, Any] = next(f for f in form["facts"] if (f["subject"], f["term"]) == (me, term))
    return found


async def contested(office: Office, number: str, should_be: Any = "佐藤 華子", term: str = "person.name") -> str:
    """Say that the register is wrong; the number of the correction."""
    me = (await office.stored(number)).record.applicant.id
    body = {"subject": me, "term": term, "should_be": should_be, "why": WHY}
    answer = await office.post(f"/cases/{number}/contested", body)
    assert answer.status_code == 200, answer.text
    correction: str = answer.json()["correction"]
    return correction


async def answered(office: Office, correction: str, outcome: str, reasons: tuple[str, ...] = ()) -> None:
    """The office that keeps the register answers; what it grants, it has written."""
    if outcome == "granted":
        said = {"event": {"event": "outcome", "outcome": outcome}, "procedure": CORRECTION, "about": None}
        told = office.town.client.post("/control/events", json={"authority": ICHIKAWA, "case": correction, **said})
        assert told.status_code < 300, told.text
    more = {"procedure": CORRECTION, "outcome": outcome, "reasons": [{"text": reason} for reason in reasons]}
    told_us = await office.tell(correction, "outcome", 9, more)
    assert told_us.status_code == 202, told_us.text


@pytest.fixture
async def moved(office: Office) -> str:
    """A case that has been sent to the old city."""
    number = await office.opened()
    assert (await office.answer(number)).status_code == 200
    await office.until(lambda case: bool(case.record.filings), number)
    return number


async def test_the_holder_is_asked_by_the_registers_own_route(office: Office, moved: str) -> None:
    correction = await contested(office, moved)
    stored = await office.until(lambda case: case.record.filing(CORRECTION).sent == 1, correction)
    assert (stored.life_event, stored.origin, stored.controller) == (CORRECTION, moved, ICHIKAWA)
    held = [one for one in office.town.held(ICHIKAWA) if one["case"] == correction]
    assert [one["procedure"] for one in held] == [CORRECTION]
    status = (await office.get(f"/cases/{correction}")).json()
    assert status["procedures"][0]["article"] == "住民基本台帳法 14条2項"
    log = (await office.get(f"/cases/{correction}/disclosures")).json()
    assert {line["kind"] for line in log} == {"submitted"}


async def test_while_it_is_open_every_page_says_so(office: Office, moved: str) -> None:
    correction = await contested(office, moved)
    shown = (await fact(office, moved))["contested"]
    assert (shown["correction"], shown["state"]) == (correction, "open")
    assert shown["text"]["en"].endswith("its holder is asked to put it right")
    (one,) = (await office.get(f"/cases/{moved}")).json()["contested"]
    assert (one["correction"], one["term"], one["state"]) == (correction, "person.name", "open")
    assert "佐藤" not in str(one)


async def test_the_same_word_is_contested_once(office: Office, moved: str) -> None:
    first = await contested(office, moved)
    assert await contested(office, moved) == first
    assert len((await office.stored(moved)).record.contests) == 1


async def test_what_is_granted_is_asked_again_and_sent_again(office: Office, moved: str) -> None:
    correction = await contested(office, moved)
    await office.until(lambda case: case.record.filing(CORRECTION).sent == 1, correction)
    await answered(office, correction, "granted")
    stored = await office.until(lambda case: case.record.filing("moving-out").sent == 2, moved)
    assert [one.state for one in stored.record.contests.values()] == ["granted"]
    shown = await fact(office, moved)
    assert shown["value"]["text"] == "佐藤 華子"
    assert shown["contested"] is None, "what the register says now is another word"
    log = (await office.get(f"/cases/{moved}/disclosures")).json()
    me = stored.record.applicant.id
    asked = [
        line for line in log if line["kind"] == "asked" and line["subject"] == me and "person.name" in line["terms"]
    ]
    assert len(asked) == 2, "once when the case began, and once after it was put right"
    names = [f for f in stored.record.facts if (f.subject, f.term) == (me, "person.name")]
    assert [f.provenance.again for f in names] == ["", correction]


async def test_what_is_refused_counts_again_and_the_reasons_are_shown(office: Office, moved: str) -> None:
    correction = await contested(office, moved)
    await office.until(lambda case: case.record.filing(CORRECTION).sent == 1, correction)
    await answered(office, correction, "refused", ("戸籍のとおりです",))
    await office.until(lambda case: all(c.state == "refused" for c in case.record.contests.values()), moved)
    shown = await fact(office, moved)
    assert (shown["contested"]["state"], shown["contested"]["reasons"]) == ("refused", ["戸籍のとおりです"])
    assert (await office.stored(moved)).record.filing("moving-out").sent == 1
    (letter,) = await office.until_some(lambda: office.notices(correction))
    assert "戸籍のとおりです" in letter["text"]


async def test_who_decided_on_the_wrong_entry_is_left_to_a_person_to_tell(office: Office, moved: str) -> None:
    correction = await contested(office, moved)
    await office.until(lambda case: case.record.filing(CORRECTION).sent == 1, correction)
    accepted = {"outcome": "accepted", "with": {"move.transfer": "TX-1"}}
    assert (await office.tell(moved, "outcome", 2, accepted)).status_code == 202
    await office.until(lambda case: case.record.filing("moving-out").outcome == "accepted", moved)
    await answered(office, correction, "granted")
    await office.until(lambda case: all(c.state == "granted" for c in case.record.contests.values()), moved)
    async with office.store.transaction() as session:
        left = [one.task for one in await tasks.open_tasks(session, moved)]
    (task,) = [task for task in left if task.kind == "decided-on-wrong-entry"]
    assert (task.key, task.what.endswith("(住民基本台帳法 9条)")) == ("moving-out", True)
    assert (await office.stored(moved)).record.filing("moving-out").sent == 1


async def test_what_leads_to_others_is_contested_in_words(office: Office, moved: str) -> None:
    me = (await office.stored(moved)).record.applicant.id
    named = {"subject": me, "term": "person.household", "should_be": "sato", "why": WHY}
    refused = await office.post(f"/cases/{moved}/contested", named)
    assert (refused.status_code, refused.json()["code"]) == (422, "not-readable")
    correction = await contested(office, moved, None, "person.household")
    await office.until(lambda case: case.record.filing(CORRECTION).sent == 1, correction)


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"term": "person.phone"}, 422, "not-contestable"),
        ({"subject": "s-nobody"}, 422, "not-contestable"),
        ({"should_be": {"no": "name"}}, 422, "not-readable"),
        ({"why": ""}, 422, "not-readable"),
    ],
)
async def test_what_cannot_be_contested_is_refused_and_nothing_is_opened(
    office: Office, moved: str, change: dict[str, Any], status: int, code: str
) -> None:
    me = (await office.stored(moved)).record.applicant.id
    body = {"subject": me, "term": "person.name", "should_be": "佐藤 華子", "why": WHY, **change}
    answer = await office.post(f"/cases/{moved}/contested", body)
    assert answer.status_code == status, answer.text
    assert answer.json()["code"] == code or change == {"why": ""}
    assert (await office.stored(moved)).record.contests == {}


async def test_a_stranger_contests_nothing(office: Office, moved: str) -> None:
    me = (await office.stored(moved)).record.applicant.id
    body = {"subject": me, "term": "person.name", "why": WHY}
    assert (await office.post(f"/cases/{moved}/contested", body, STRANGER)).status_code == 404
    assert (await office.post(f"/cases/{moved}/confirmed", body | {"why": None}, STRANGER)).status_code in (404, 422)


async def test_what_is_confirmed_is_kept_and_shown(office: Office) -> None:
    number = await office.opened()
    shown = await fact(office, number)
    assert shown["confirmed_at"] is None
    body = {"subject": shown["subject"], "term": "person.name"}
    taken = await office.post(f"/cases/{number}/confirmed", body)
    assert taken.status_code == 200, taken.text
    assert (await fact(office, number))["confirmed_at"] is not None
    again = await office.post(f"/cases/{number}/confirmed", {"subject": shown["subject"], "term": "person.phone"})
    assert (again.status_code, again.json()["code"]) == (422, "not-contestable")


async def test_what_should_be_is_not_what_is(office: Office, moved: str) -> None:
    shown = await fact(office, moved)
    body = {"subject": shown["subject"], "term": "person.name", "should_be": shown["value"], "why": str(uuid.uuid4())}
    answer = await office.post(f"/cases/{moved}/contested", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "not-contestable")


async def test_an_office_that_is_late_is_told_of_to_the_person_and_to_staff(office: Office, moved: str) -> None:
    correction = await contested(office, moved)
    await office.until(lambda case: case.record.filing(CORRECTION).sent == 1, correction)
    late = NoticeRef(id="correction/put-right@2026-04-20/late", kind="late", key=CORRECTION)
    for _ in range(2):
        await notify(office.line.desk, correction, (late,), "en")
    (letter,) = [one for one in await office.notices(correction) if one["key"].endswith("/late")]
    assert letter["subject"].startswith("The answer to your correction of the resident register is late")
    assert "20 April 2026" in letter["text"]
    async with office.store.transaction() as session:
        (left,) = [one.task for one in await tasks.open_tasks(session, correction)]
    assert (left.kind, left.key) == ("correction-late", CORRECTION)
