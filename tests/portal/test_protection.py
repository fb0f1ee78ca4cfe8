"""Whoever is protected is nowhere for those they must not be known to, whatever the registers still say."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from ichido.security.access import Caller
from ichido.security.signatures import sign
from ichido.store import names, outbox, tasks
from ichido.store.outbox import Submission
from tests.portal.families import CHILD, FLED, MOTHER, answered, caller, opened, protect, say, settle
from tests.portal.office import CLERK, OPERATOR, Office
from tests.testbed.town import ICHIKAWA, KAWASAKI

NAOKO = Caller("clerk", "naoko", ICHIKAWA, frozenset({"protection"}))
KENJI = Caller("clerk", "kenji", ICHIKAWA, frozenset({"protection"}))


@pytest.fixture(autouse=True)
def families(office: Office) -> None:
    """Both families live in town."""
    settle(office)


def _names_nobody(text: str) -> bool:
    return not any(word in text for word in (MOTHER, CHILD, FLED, "小杉町"))


async def _options(office: Office, who: str, number: str) -> list[str]:
    form = await office.form(number, caller(office, who))
    movers = next(question for question in form["questions"] if question["key"] == "move.movers")
    return [option["label"]["ja"] for option in movers["options"]]


async def test_without_protection_the_form_offers_the_whole_household(office: Office) -> None:
    number = await opened(office, "jiro")
    assert await _options(office, "jiro", number) == ["山田 次郎", MOTHER, CHILD]


async def test_the_form_does_not_show_who_is_protected_though_the_register_names_them(office: Office) -> None:
    assert (await protect(office)).status_code == 204
    number = await opened(office, "jiro")
    assert await _options(office, "jiro", number) == ["山田 次郎"]
    for path in ("", "/form", "/disclosures", "/notices"):
        assert _names_nobody((await office.get(f"/cases/{number}{path}", caller(office, "jiro"))).text)


async def test_nobody_is_asked_about_who_is_protected_in_the_case_of_another(office: Office) -> None:
    await protect(office)
    await opened(office, "jiro")
    asked = {office.town.reference(name) for name in ("misaki", "sora")}
    people = office.town.government.people
    for read in office.town.government.reads:
        meant = {office.town.government.names.meant(read.authority, one, people) for one in read.subjects}
        assert not meant & asked


async def test_what_a_register_said_of_the_protected_is_not_even_kept(office: Office) -> None:
    await protect(office)
    stored = await office.stored(await opened(office, "jiro"))
    assert stored.hidden
    assert not {fact.subject for fact in stored.whole.facts} & stored.hidden
    assert not stored.whole.subjects.keys() & stored.hidden


async def test_who_is_protected_sees_everything_in_their_own_case(office: Office) -> None:
    await protect(office)
    number = await opened(office, "misaki")
    assert await _options(office, "misaki", number) == [MOTHER, CHILD, "山田 次郎"]


async def test_a_protection_that_comes_later_takes_them_out_of_an_open_case(office: Office) -> None:
    number = await opened(office, "jiro")
    revision = (await office.stored(number)).revision
    await protect(office)
    assert await _options(office, "jiro", number) == ["山田 次郎"]
    stored = await office.stored(number)
    assert stored.concluded == stored.conclusions
    assert stored.revision == revision + 1 or stored.concluded is not None
    form = (await office.get(f"/cases/{number}/form", caller(office, "jiro"))).text
    assert _names_nobody(form)
    assert not any(id_ in form for id_ in stored.hidden)


async def test_one_that_comes_later_hides_its_lines_of_the_disclosure_log(office: Office) -> None:
    number = await opened(office, "jiro")
    before = (await office.get(f"/cases/{number}/disclosures", caller(office, "jiro"))).json()
    await protect(office)
    after = (await office.get(f"/cases/{number}/disclosures", caller(office, "jiro"))).json()
    hidden = (await office.stored(number)).hidden
    assert [line for line in before if line["subject"] not in hidden] == after != before


async def test_the_case_of_the_protected_leaves_no_line_in_the_own_log_of_the_other(office: Office) -> None:
    await opened(office, "jiro")
    mine = (await office.get("/me/disclosures", caller(office, "jiro"))).json()
    hers = await opened(office, "misaki")
    seen = (await office.get("/me/disclosures", caller(office, "jiro"))).json()
    assert any(line["case"] == hers for line in seen)
    await protect(office)
    assert (await office.get("/me/disclosures", caller(office, "jiro"))).json() == [
        line for line in mine if line["subject"] not in (await office.stored(hers)).hidden
    ]
    export = (await office.get("/me/disclosures/export", caller(office, "jiro"))).json()
    assert hers not in str(export)


async def test_a_submission_from_before_is_held_for_a_person(office: Office) -> None:
    number = await opened(office, "jiro")
    office.town.fail(f"{ICHIKAWA}/submissions", "down")
    await answered(office, "jiro", number)
    await protect(office)
    [line] = await _outbox(office, number)
    async with office.store.transaction() as session:
        assert await outbox.pending(session, ICHIKAWA, datetime.now(UTC) + timedelta(hours=1)) == ()
    [line] = await _outbox(office, number)
    assert line.state == "held"
    found = await _tasks(office, number)
    assert [(task["kind"], task["what"]) for task in found] == [(tasks.LOOK, tasks.LOOK_WHAT)]
    assert office.town.held(ICHIKAWA) == []


async def test_what_was_sent_before_is_listed_for_a_person(office: Office) -> None:
    number = await opened(office, "jiro")
    await answered(office, "jiro", number)
    assert office.town.held(ICHIKAWA)
    await protect(office)
    assert [task["kind"] for task in await _tasks(office, number)] == [tasks.LOOK]


async def test_a_move_of_the_other_goes_on_without_them(office: Office) -> None:
    await protect(office)
    number = await opened(office, "jiro")
    assert (await answered(office, "jiro", number)).status_code == 200
    [held] = office.town.held(ICHIKAWA)
    assert _names_nobody(str(held))


async def test_the_same_act_of_the_protected_is_not_told_by_409(office: Office) -> None:
    await protect(office)
    hers = await opened(office, "misaki")
    answer = await office.open("k-j", caller(office, "jiro"), applicant=office.whom("jiro"))
    assert answer.status_code == 201
    assert hers not in answer.text


async def test_a_list_nobody_confirmed_holds_what_is_shown_for_a_person(office: Office) -> None:
    await protect(office)
    number = await opened(office, "jiro")
    await _age(office, ICHIKAWA)
    for path in (f"/cases/{number}/form", f"/cases/{number}", "/me/disclosures", "/me/disclosures/export"):
        answer = await office.get(path, caller(office, "jiro"))
        assert (answer.status_code, answer.json()["code"]) == (503, "held")
    assert tasks.LOOK in {task["kind"] for task in await _tasks(office, number)}
    assert (await say(office, what="confirmed", as_of=datetime.now(UTC).isoformat())).status_code == 204
    assert (await office.get(f"/cases/{number}/form", caller(office, "jiro"))).status_code == 200


async def test_what_is_sent_while_a_list_is_unconfirmed_is_held_until_a_person_has_looked(office: Office) -> None:
    await protect(office)
    number = await opened(office, "jiro")
    given = await office.answers(number, caller(office, "jiro"))
    await _age(office, ICHIKAWA)
    assert (await office.post(f"/cases/{number}/answers", given, caller(office, "jiro"))).status_code == 200
    assert [line.state for line in await _outbox(office, number)] == ["held"]
    assert office.town.held(ICHIKAWA) == []
    await say(office, what="confirmed", as_of=datetime.now(UTC).isoformat())
    [task] = [one for one in await _tasks(office, number) if one["kind"] == tasks.LOOK]
    assert (await office.post(f"/tasks/{task['id']}/done", {}, OPERATOR)).status_code == 200
    assert [line.state for line in await _outbox(office, number)] == ["queued"]


async def test_a_release_takes_two_people_and_is_logged_apart(office: Office) -> None:
    await protect(office)
    number = await opened(office, "jiro")
    [shown] = (await office.get("/protections", NAOKO)).json()
    wanted = {"reason": "本人の申出 令8-3"}
    asked = await office.post(f"/protections/{shown['id']}/releases", wanted, NAOKO)
    assert (asked.status_code, asked.json()["agreed"]) == (201, False)
    assert (await office.stored(number)).hidden
    where = f"/protections/{shown['id']}/releases/{asked.json()['id']}"
    again = await office.post(where, {"reason": "同上"}, NAOKO)
    assert (again.status_code, again.json()["code"]) == (409, "takes-two")
    for stranger in (CLERK, Caller("clerk", "taro", KAWASAKI, frozenset({"protection"}))):
        assert (await office.post(where, {"reason": "同上"}, stranger)).status_code == 404
    assert (await office.post(where, {"reason": "同上"}, KENJI)).json() == {"id": asked.json()["id"], "agreed": True}
    assert not (await office.stored(number)).hidden
    assert (await office.get("/protections", NAOKO)).json() == []


async def test_a_release_for_one_case_leaves_every_other_as_it_was(office: Office) -> None:
    await protect(office)
    number, other = await opened(office, "jiro"), await opened(office, "jiro", "k-2", again=True)
    [shown] = (await office.get("/protections", NAOKO)).json()
    wanted = {"reason": "裁判所の命令", "case": number}
    asked = (await office.post(f"/protections/{shown['id']}/releases", wanted, NAOKO)).json()
    await office.post(f"/protections/{shown['id']}/releases/{asked['id']}", {"reason": "確認"}, OPERATOR_NAMED)
    assert not (await office.stored(number)).hidden
    assert (await office.stored(other)).hidden


OPERATOR_NAMED = Caller("operator", "ops-7")


async def test_a_protection_ends_earlier_only_by_two(office: Office) -> None:
    await protect(office)
    soon = datetime.now(UTC).date() + timedelta(days=1)
    answer = await say(office, what="extended", reference="支-1", until=soon, article="同")
    assert (answer.status_code, answer.json()["code"]) == (409, "does-not-fit")
    later = datetime.now(UTC).date() + timedelta(days=700)
    assert (await say(office, what="extended", reference="支-1", until=later, article="同")).status_code == 204
    [shown] = (await office.get("/protections", NAOKO)).json()
    assert shown["ends_at"] > later.isoformat()[:4]


async def test_a_protection_that_has_not_begun_or_is_over_hides_nobody(office: Office) -> None:
    today = datetime.now(UTC).date()
    over: dict[str, Any] = {"from": today - timedelta(days=400), "until": today - timedelta(days=35)}
    await protect(office, **over)
    later: dict[str, Any] = {"from": today + timedelta(days=5)}
    await protect(office, "支-2", **later)
    number = await opened(office, "jiro")
    assert await _options(office, "jiro", number) == ["山田 次郎", MOTHER, CHILD]


async def test_the_same_entry_again_changes_nothing_and_another_under_its_reference_is_refused(office: Office) -> None:
    assert (await protect(office)).status_code == 204
    assert (await protect(office)).status_code == 204
    only = [office.whom("misaki")["reference"]]
    answer = await protect(office, protected=only)
    assert (answer.status_code, answer.json()["code"]) == (409, "does-not-fit")


async def test_what_is_no_protection_is_refused_without_repeating_it(office: Office) -> None:
    answer = await say(office, what="entered", reference="支-9", protected=[MOTHER])
    assert (answer.status_code, answer.json()["code"]) == (422, "not-a-protection")
    assert MOTHER not in answer.text


async def _outbox(office: Office, number: str) -> list[Any]:
    async with office.store.transaction() as session:
        return list(await outbox.of_case(session, number))


async def _tasks(office: Office, number: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await office.get(f"/tasks?case={number}", OPERATOR)).json()["tasks"]
    return found


async def _age(office: Office, authority: str) -> None:
    """Let two days go by in which an authority said nothing."""
    async with office.store.transaction() as session:
        await session.execute(
            text("UPDATE protection_lists SET as_of = now() - interval '2 days' WHERE authority = :authority"),
            {"authority": authority},
        )


async def test_what_an_authority_says_of_a_filing_for_the_protected_is_kept_for_a_person(office: Office) -> None:
    number = await opened(office, "jiro")
    stored, sora = await office.stored(number), office.whom("sora")
    async with office.store.transaction() as session:
        child = await names.meant(session, ICHIKAWA, sora["reference"])
        now, id_ = datetime.now(UTC), uuid4()
        key = f"school-support({child})"
        await outbox.put(session, Submission(id_, number, key, 1, ICHIKAWA, str(id_), b"{}", now))
        await outbox.mark_sent(session, id_, now, "R-1")
    await protect(office)
    said = {"event": "received", "case": number, "procedure": "school-support", "about": sora["reference"]}
    more = {"sequence": 1, "at": datetime.now(UTC).isoformat()}
    assert (await office.deliver(json.dumps(said | more).encode(), "evt-sora", ICHIKAWA)).status_code == 202

    async def late() -> list[Any]:
        return [task for task in await _tasks(office, number) if task["kind"] == "late-event"]

    [task] = await office.until_some(late)
    assert task["what"] == "unusable"
    assert (await office.stored(number)).whole.filings == stored.whole.filings


async def test_a_list_is_confirmed_as_of_a_moment_that_has_been(office: Office) -> None:
    later = datetime.now(UTC) + timedelta(hours=1)
    answer = await say(office, what="confirmed", as_of=later.isoformat())
    assert (answer.status_code, answer.json()["code"]) == (422, "not-yet")


async def test_an_authority_speaks_of_its_own_people_only_with_its_own_secret(office: Office) -> None:
    theirs = {name: office.whom(name, KAWASAKI)["reference"] for name in ("misaki", "jiro")}
    until = datetime.now(UTC).date() + timedelta(days=30)
    days = {"from": datetime.now(UTC).date(), "until": until, "article": "同"}
    people = {"protected": [theirs["misaki"]], "hidden_from": [theirs["jiro"]]}
    assert (await say(office, KAWASAKI, what="entered", reference="川-1", **days, **people)).status_code == 204
    answer = await say(office, ICHIKAWA, what="entered", reference="支-7", **days, **people)
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown-reference")
    body = json.dumps({"what": "confirmed", "as_of": datetime.now(UTC).isoformat()}).encode()
    headers = sign(office.town.secret(KAWASAKI), "p-1", datetime.now(UTC), body)
    answer = await office.api.post(f"/protections/{ICHIKAWA}", content=body, headers=headers)
    assert answer.status_code == 401
