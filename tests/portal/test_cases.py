"""Cases opened, read and answered over HTTP."""

import asyncio
import base64
import json
import logging
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import text

from ichido.case.record import Change, Provenance
from ichido.security.access import Caller
from ichido.store.tell import tell
from tests.portal.office import CLERK, CLERK_THERE, MOVING_ON, NEW_ADDRESS, OPERATOR, STRANGER, Office
from tests.testbed.town import ICHIKAWA, KAWASAKI


async def test_a_case_is_opened_and_its_form_is_ready(office: Office) -> None:
    answer = await office.open()
    assert answer.status_code == 201
    opened = answer.json()
    assert opened["ready"] is True
    assert answer.headers["location"] == opened["links"]["self"] == f"/cases/{opened['number']}"


async def test_the_same_key_gives_the_same_case(office: Office) -> None:
    assert await office.opened("k-1") == await office.opened("k-1")


async def test_the_same_key_with_another_pretended_day_is_refused(office: Office) -> None:
    await office.opened("k-1", as_of="2026-03-20")
    assert (await office.open("k-1", as_of="2026-03-20")).status_code == 201
    others: tuple[dict[str, str], ...] = ({"as_of": "2026-03-21"}, {})
    for other in others:
        answer = await office.wish(other)
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key-reused")


async def test_two_wishes_with_one_key_at_the_same_time_open_one_case(office: Office) -> None:
    answers = await asyncio.gather(*(office.open("k-1") for _ in range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["number"] for answer in answers}) == 1


async def test_a_key_is_the_callers_own(office: Office) -> None:
    number = await office.opened("k-1")
    clerk = await office.open("k-1", CLERK, opened_by="clerk", channel="counter", again=True)
    assert clerk.json()["number"] != number


async def test_a_key_used_for_something_else_is_refused(office: Office) -> None:
    await office.opened("k-1")
    answer = await office.open("k-1", life_event="moving-out")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key-reused")


async def test_the_same_act_already_open_is_shown_before_a_second_starts(office: Office) -> None:
    number = await office.opened("k-1")
    answer = await office.open("k-2")
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["cases"] == [number]
    assert await office.opened("k-3", again=True) != number


async def test_without_a_key_nothing_is_opened(office: Office) -> None:
    answer = await office.api.post("/cases", json={}, headers=office.bearer(office.hanako))
    assert (answer.status_code, answer.json()["code"]) == (422, "not-readable")


async def test_what_cannot_be_opened_says_why(office: Office) -> None:
    refused: list[tuple[dict[str, object], int, str]] = [
        ({"life_event": "divorce"}, 422, "unknown-life-event"),
        ({"opened_by": "clerk"}, 403, "not-allowed"),
        ({"channel": "paper"}, 422, "wrong-channel"),
        ({"about": {"reference": "x", "authority": "122033"}}, 403, "not-allowed"),
        ({"life_event": "\ud800"}, 422, "not-readable"),
        ({"life_event": "\0"}, 422, "not-readable"),
        ({"surname": "佐藤"}, 422, "not-readable"),
        ({"applicant": {"reference": "somebody-else", "authority": "122033"}}, 403, "not-allowed"),
    ]
    for changes, status, code in refused:
        answer = await office.wish(changes)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert "佐藤" not in answer.text


async def test_an_office_names_whom_a_case_is_about_only_where_that_is_asked(office: Office) -> None:
    typed: dict[str, object] = {"opened_by": "clerk", "channel": "counter"}
    here = {"about": {"reference": "x", "authority": ICHIKAWA}}
    there = {"about": {"reference": "x", "authority": KAWASAKI}}
    assert (await office.wish({**typed, **here}, caller=CLERK)).json()["code"] == "about-not-wanted"
    assert (await office.wish({**typed, **there}, caller=CLERK)).json()["code"] == "not-allowed"


async def test_two_who_open_the_same_act_at_the_same_time_take_turns(office: Office) -> None:
    answers = await asyncio.gather(*(office.open(f"k-{number}") for number in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_a_case_whose_line_is_cut_is_written_and_not_ready(office: Office) -> None:
    office.line.cut = True
    answer = await office.open()
    assert (answer.status_code, answer.json()["ready"]) == (201, False)
    assert (await office.stored(answer.json()["number"])).revision == 1


@pytest.mark.parametrize("open_seconds", [0.2])
async def test_nobody_waits_longer_than_the_time_to_open(office: Office) -> None:
    office.line.slow = 30
    answer = await office.open()
    assert (answer.status_code, answer.json()["ready"]) == (201, False)


async def test_paper_counts_from_the_day_it_was_handed_in(office: Office) -> None:
    arrived = datetime.now(UTC).date() - timedelta(days=3)
    number = await office.opened(caller=CLERK, opened_by="clerk", channel="paper", arrived_on=arrived.isoformat())
    assert (await office.answer(number, CLERK)).status_code == 200
    assert (await office.stored(number)).record.submitted_on == arrived


async def test_paper_does_not_come_in_tomorrow(office: Office) -> None:
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    answer = await office.open(caller=CLERK, opened_by="clerk", channel="paper", arrived_on=tomorrow)
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong-day")


async def test_a_rehearsal_takes_another_day_for_today(office: Office) -> None:
    number = await office.opened(as_of="2026-03-20")
    assert (await office.stored(number)).record.opened_on == date(2026, 3, 20)
    await office.answer(number)
    assert (await office.stored(number)).record.submitted_on == date(2026, 3, 20)


async def test_the_form_asks_only_what_nobody_holds_and_says_why(office: Office) -> None:
    form = await office.form(await office.opened())
    asked = {question["key"]: question for question in form["questions"]}
    assert {"move.date", "move.movers", "move.new_address", "applicant.phone"} <= asked.keys()
    date_ = asked["move.date"]
    assert (date_["type"], date_["why"]) == ("date", "no-source")
    assert date_["label"] == {"ja": "引っ越す日", "en": "moving day"}
    assert {"procedure": "moving-out", "label": {"ja": "転出届", "en": "moving-out notification"}}.items() <= date_[
        "wanted"
    ][0].items()
    assert date_["wanted"][0]["article"] == "住民基本台帳法 24条"
    movers = asked["move.movers"]
    assert movers["many"] is True
    assert {option["label"]["ja"] for option in movers["options"]} == {"佐藤 花子", "佐藤 太郎"}


async def test_the_preview_shows_each_fact_with_source_and_article(office: Office) -> None:
    form = await office.form(await office.opened())
    shown = {(fact["about"], fact["term"]): fact for fact in form["facts"]}
    address = shown["佐藤 花子", "person.address"]
    assert address["text"]["ja"].startswith("千葉県市川市")
    assert address["source"]["name"]["ja"] == "住民基本台帳"
    assert (address["source"]["authority"], address["article"]) == (ICHIKAWA, "住民基本台帳法 1条")


async def test_answers_are_taken_and_what_is_asked_shrinks(office: Office) -> None:
    number = await office.opened()
    answer = await office.answer(number)
    assert answer.status_code == 200, answer.text
    assert "move.date" not in answer.json()["left"]
    stored = await office.until(lambda case: bool(case.record.filings), number)
    assert stored.record.submitted_on is not None
    assert [held["procedure"] for held in office.town.held(ICHIKAWA)] == ["moving-out"]


async def test_a_form_read_too_long_ago_is_not_taken(office: Office) -> None:
    number = await office.opened()
    answers = await office.answers(number)
    assert (await office.post(f"/cases/{number}/answers", answers)).status_code == 200
    stale = await office.post(f"/cases/{number}/answers", answers)
    assert (stale.status_code, stale.json()["code"]) == (409, "stale-revision")
    assert stale.json()["revision"] == (await office.stored(number)).revision


async def test_what_an_older_form_asked_is_taken_while_it_is_still_asked(office: Office) -> None:
    number = await office.opened()
    await office.answer(number)
    await office.until(lambda case: case.record.filing("moving-out").received, number)
    await office.tell(number, "correction", 2, {"items": ["move.date"]})
    await office.until(lambda case: case.record.filing("moving-out").open_correction is not None, number)
    form = await office.form(number)
    await office.tell(number, "correction", 3, {"items": ["move.date"], "message": "x"})
    newer = await office.until(lambda case: case.revision > form["revision"], number)
    answers = {"revision": form["revision"], "answers": {"move.date": (MOVING_ON + timedelta(days=1)).isoformat()}}
    wrong = await office.post(f"/cases/{number}/answers", answers | {"answers": {"move.date": "perhaps"}})
    assert (wrong.status_code, wrong.json()["faults"][0]["code"]) == (422, "not-readable")
    taken = await office.post(f"/cases/{number}/answers", answers)
    assert (taken.status_code, taken.json()["revision"]) == (200, newer.revision + 1)
    assert (await office.post(f"/cases/{number}/answers", answers)).json()["code"] == "stale-revision"


async def test_every_wrong_answer_is_named_and_nothing_is_written(office: Office) -> None:
    number = await office.opened()
    answers = await office.answers(number)
    answers["answers"] |= {"move.date": "soon", "applicant.phone": "hanako-no-denwa", "move.movers": ["nobody"]}
    before = await office.stored(number)
    refused = await office.post(f"/cases/{number}/answers", answers)
    assert refused.status_code == 422
    faults = {fault["where"]: fault for fault in refused.json()["faults"]}
    assert {"move.date", "applicant.phone", "move.movers"} <= faults.keys()
    assert faults["move.date"]["message"] == "expected a date such as 2026-04-01 or 令和8年4月1日"
    assert "hanako-no-denwa" not in refused.text
    assert await office.stored(number) == before


async def test_text_that_cannot_be_kept_is_not_taken(office: Office) -> None:
    number = await office.opened()
    for text_ in ("\0", "\ud800"):
        for answers in ({"applicant.phone": text_}, {"applicant.phone": {text_: 1}}, {text_: "1"}):
            refused = await office.post(f"/cases/{number}/answers", {"revision": 1, "answers": answers})
            assert (refused.status_code, refused.json()["code"]) == (422, "not-readable")
    assert (await office.get("/cases/%00")).status_code == 404
    assert (await office.get("/cases?stage=%00", OPERATOR)).status_code == 422


async def test_what_is_not_asked_is_not_taken(office: Office) -> None:
    number = await office.opened()
    answers = await office.answers(number)
    answers["answers"] |= {"applicant.income": 1}
    refused = await office.post(f"/cases/{number}/answers", answers)
    assert refused.status_code == 422
    assert [fault["code"] for fault in refused.json()["faults"]] == ["not-a-question"]


async def test_what_a_register_says_can_be_set_aside_and_is_asked(office: Office) -> None:
    number = await office.opened()
    answers = await office.answers(number)
    del answers["answers"]["applicant.phone"]
    assert (await office.post(f"/cases/{number}/answers", answers)).status_code == 200
    name = next(fact for fact in (await office.form(number))["facts"] if fact["term"] == "person.name")
    body = {"subject": name["subject"], "term": name["term"]}
    taken = await office.post(f"/cases/{number}/declined", body)
    assert taken.status_code == 200, taken.text
    form = await office.form(number)
    whys = {question["why"] for question in form["questions"] if question["key"].endswith(".name")}
    assert whys == {"declined"}
    assert not any((f["subject"], f["term"]) == (name["subject"], "person.name") for f in form["facts"])
    again = await office.post(f"/cases/{number}/declined", {"subject": "s-nobody", "term": "person.name"})
    assert (again.status_code, again.json()["code"]) == (422, "not-declinable")
    stranger = await office.post(f"/cases/{number}/declined", body, STRANGER)
    assert stranger.status_code == 404


async def test_answers_given_while_the_line_is_cut_are_told_later(office: Office) -> None:
    number = await office.opened()
    office.line.cut = True
    assert (await office.answer(number)).status_code == 200
    assert office.town.held(ICHIKAWA) == []
    office.line.cut = False
    await office.until(lambda case: bool(case.record.filings), number)
    assert len(office.town.held(ICHIKAWA)) == 1


async def test_where_a_case_stands_is_said_in_words(office: Office) -> None:
    number = await office.opened()
    await office.answer(number)
    await office.until(lambda case: bool(case.record.filings), number)
    status = (await office.get(f"/cases/{number}")).json()
    procedures = {one["procedure"]: one for one in status["procedures"]}
    out, into = procedures["moving-out"], procedures["moving-in"]
    assert out["submitted"] is True
    assert (out["authority"]["code"], out["due"]) == (ICHIKAWA, (MOVING_ON - timedelta(days=1)).isoformat())
    assert into["authority"]["code"] == KAWASAKI
    assert {"kind": "procedure", "what": "moving-out"}.items() <= into["waiting"][0].items()
    assert into["waiting"][0]["text"] == {
        "ja": "転出届の結果を待っています",
        "en": "waiting for the outcome of: moving-out notification",
    }
    assert "花子" not in str(status)


async def test_the_disclosure_log_says_who_used_what(office: Office) -> None:
    number = await office.opened()
    lines = (await office.get(f"/cases/{number}/disclosures")).json()
    assert {line["kind"] for line in lines} == {"asked", "obtained"}
    assert lines[0]["partner_name"]["ja"].endswith("住民基本台帳")
    assert lines[0]["under"] == "住民基本台帳法 1条"


async def test_a_stranger_learns_not_even_that_a_case_is_there(office: Office) -> None:
    number = await office.opened()
    for part in ("", "/form", "/disclosures", "/notices"):
        theirs = await office.get(f"/cases/{number}{part}", STRANGER)
        nobodys = await office.get(f"/cases/AA-AAAA-AAAA{part}", STRANGER)
        assert theirs.status_code == nobodys.status_code == 404
        assert theirs.json() == nobodys.json()


async def test_values_are_not_for_offices(office: Office) -> None:
    number = await office.opened()
    await office.answer(number)
    for part in ("form", "disclosures", "notices"):
        for caller in (CLERK, CLERK_THERE, OPERATOR):
            answer = await office.get(f"/cases/{number}/{part}", caller)
            assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")


async def test_a_desk_at_which_the_person_stood_types_for_them(office: Office) -> None:
    number = await office.opened(caller=CLERK, opened_by="clerk", channel="counter")
    assert (await office.form(number, CLERK))["questions"]
    assert (await office.get(f"/cases/{number}/form", CLERK_THERE)).status_code == 404
    assert (await office.answer(number)).status_code == 200


async def test_who_has_no_part_in_a_case_does_not_learn_that_it_was_forgotten(office: Office) -> None:
    number = await office.opened()
    await office.store.keys.destroy(number)
    answer = await office.get(f"/cases/{number}", STRANGER)
    assert (answer.status_code, answer.json()["code"]) == (404, "no-such-case")


async def test_an_office_sees_in_a_list_what_its_own_procedures_wait_for(office: Office) -> None:
    number = await office.opened()
    await office.answer(number)
    here, there = [(await office.get("/cases", clerk)).json()["cases"][0] for clerk in (CLERK, CLERK_THERE)]
    assert {here["number"], there["number"]} == {number}
    assert {one.partition(":")[0] for one in here["waiting_for"]} >= {"authority", "procedure"}
    assert f"authority:{ICHIKAWA}" not in there["waiting_for"], "what Ichikawa still has to say is not for Kawasaki"
    assert here["due_on"] != there["due_on"], "whose period ends first is not for Kawasaki either"


async def test_an_open_case_is_named_only_to_who_takes_part_in_it(office: Office) -> None:
    await office.opened("k-1")
    there = office.whom("hanako", KAWASAKI)
    answer = await office.wish(
        {"applicant": there, "opened_by": "clerk", "channel": "counter"}, "k-2", caller=CLERK_THERE
    )
    assert (answer.status_code, answer.json()["code"], answer.json()["cases"]) == (409, "already-open", [])


async def test_a_forgotten_case_says_only_that(office: Office) -> None:
    number = await office.opened()
    await office.store.keys.destroy(number)
    for part in ("", "/form", "/disclosures"):
        answer = await office.get(f"/cases/{number}{part}")
        assert (answer.status_code, answer.json()["code"]) == (410, "forgotten")


async def test_no_name_and_no_answer_reaches_a_log(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        number = await office.opened()
        answers = await office.answers(number)
        answers["answers"] |= {"applicant.phone": "090-4471-4471-4471-4471"}
        await office.post(f"/cases/{number}/answers", answers)
        await office.answer(number)
    for word in ("花子", "4471", NEW_ADDRESS, office.town.secret(ICHIKAWA)):
        assert word not in caplog.text


async def test_what_nobody_foresaw_is_a_problem_and_its_text_stays_out_of_the_log(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    await office.opened()
    await office.store.close()
    async with office.store.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE subjects RENAME TO subjects_gone"))
    answer = await office.open("k-2")
    assert (answer.status_code, answer.json()["code"]) == (500, "failed")
    assert office.hanako.subject is not None
    assert office.hanako.subject not in caplog.text
    assert "a request failed: ProgrammingError" in caplog.text


async def test_a_request_has_a_size(office: Office) -> None:
    answer = await office.wish({"life_event": "m" * 1_100_000})
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")


async def test_a_clerk_elsewhere_sees_only_their_own_procedures(office: Office) -> None:
    number = await office.opened()
    await office.answer(number)
    status = (await office.get(f"/cases/{number}", CLERK_THERE)).json()
    assert {one["authority"]["code"] for one in status["procedures"]} == {KAWASAKI}


async def test_lists_are_for_offices_and_say_nothing_of_anybody(office: Office) -> None:
    number = await office.opened()
    assert [line["number"] for line in (await office.get("/cases", OPERATOR)).json()["cases"]] == [number]
    assert [line["number"] for line in (await office.get("/cases", CLERK)).json()["cases"]] == [number]
    assert (await office.get("/cases", Caller("clerk", authority="271004"))).json()["cases"] == []
    assert (await office.get("/cases", CLERK_THERE)).json()["cases"] == []
    await office.answer(number)
    assert [line["number"] for line in (await office.get("/cases", CLERK_THERE)).json()["cases"]] == [number]
    assert (await office.get("/cases")).status_code == 403


async def test_notices_go_out_in_the_persons_language_or_in_one_that_there_is(office: Office) -> None:
    numbers = [
        await office.opened("k-1"),
        await office.opened("k-2", again=True, language="en-GB"),
        await office.opened("k-3", again=True, language="vi"),
    ]
    written = []
    for sequence, number in enumerate(numbers, 2):
        await office.answer(number)
        await office.tell(number, "outcome", sequence, {"outcome": "not-accepted"})
        await office.until(lambda case: case.record.filing("moving-out").outcome is not None, number)
        (notice,) = await office.until_some(partial(office.notices, number))
        written.append((notice["language"], notice["subject"].isascii()))
    assert written == [("ja", False), ("en", True), ("en", True)]
    assert (await office.wish({"language": "日本語"}, "k-4")).json()["faults"][0]["where"] == "body.language"


async def test_a_list_goes_on_where_it_stopped(office: Office) -> None:
    numbers = [await office.opened(f"k-{number}", again=True) for number in range(3)]
    first = (await office.get("/cases?limit=2", OPERATOR)).json()
    second = (await office.get(first["next"], OPERATOR)).json()
    assert [line["number"] for line in (*first["cases"], *second["cases"])] == numbers[::-1]
    assert second["next"] is None
    assert (await office.get("/cases?after=nonsense", OPERATOR)).json()["code"] == "wrong-cursor"


async def test_a_page_goes_on_with_what_was_asked_for(office: Office) -> None:
    await office.opened()
    first = (await office.get("/cases?limit=1&life_event=moving", OPERATOR)).json()
    assert "life_event=moving" in first["next"] and "stage" not in first["next"]
    assert (await office.get(first["next"], OPERATOR)).json()["cases"] == []


async def test_no_cursor_holds_what_no_case_number_does(office: Office) -> None:
    written = json.dumps(["2026-03-20T09:00:00+00:00", "\0"]).encode()
    cursor = base64.urlsafe_b64encode(written).decode()
    assert (await office.get(f"/cases?after={cursor}", OPERATOR)).json()["code"] == "wrong-cursor"


async def test_the_form_shows_the_answer_that_counts_and_beside_it_what_a_register_says_late(
    office: Office,
) -> None:
    number = await office.opened()
    assert (await office.answer(number)).status_code == 200
    stored = await office.stored(number)
    told = next(fact for fact in stored.record.facts if fact.term == "person.birth_date")
    said = replace(told, value=date(1990, 5, 4), provenance=Provenance("person"))
    await tell(office.store, number, datetime.now(UTC), lambda *_: Change(facts=(said,)))
    await tell(office.store, number, datetime.now(UTC), lambda *_: Change(facts=(told,)))
    (shown,) = [
        fact
        for fact in (await office.form(number))["facts"]
        if (fact["term"], fact["subject"]) == ("person.birth_date", told.subject)
    ]
    assert (shown["value"], shown["source"]["kind"]) == ("1990-05-04", "person")
    assert [(late["value"], late["source"]["kind"]) for late in shown["aside"]] == [(str(told.value), "registry")]


async def test_a_clerk_does_not_see_what_another_authority_gave(office: Office) -> None:
    number = await office.opened(caller=CLERK, opened_by="clerk", channel="counter")
    stored = await office.stored(number)
    own = next(fact for fact in stored.record.facts if fact.provenance.source == "registry")
    source = replace(
        own.provenance, grant="city-to-city", under="住民基本台帳法 24条の2", acts=("住民基本台帳法 22条1項",)
    )
    theirs = replace(own, subject="s-other", provenance=replace(source, authority=KAWASAKI))
    await tell(office.store, number, datetime.now(UTC), lambda *_: Change(facts=(theirs,)))
    seen = {fact["subject"] for fact in (await office.form(number, CLERK))["facts"]}
    assert own.subject in seen and "s-other" not in seen


async def test_without_a_token_nothing_is_told(office: Office) -> None:
    for path in ("/cases", "/cases/AA-AAAA-AAAA"):
        answer = await office.api.get(path)
        assert (answer.status_code, answer.json()["code"]) == (401, "token-missing")
        assert answer.headers["www-authenticate"] == "Bearer"
    answer = await office.api.get("/cases", headers={"Authorization": "Bearer x"})
    assert (answer.status_code, answer.json()["code"]) == (401, "token-malformed")


async def test_only_the_authority_confirms_an_act(office: Office) -> None:
    number = await office.opened()
    await office.answer(number)
    act = {"procedure": "moving-in", "act": "presence"}
    assert (await office.post(f"/cases/{number}/acts", act, CLERK)).json()["code"] == "not-allowed"
    assert (await office.post(f"/cases/{number}/acts", act)).status_code == 403
    wrong = await office.post(f"/cases/{number}/acts", act | {"act": "fee"}, CLERK_THERE)
    assert wrong.json()["code"] == "no-such-act"
    (visit,) = (await office.get(f"/cases/{number}")).json()["visits"]
    assert (visit["authority"]["code"], visit["acts"][0]["act"], visit["acts"][0]["article"]) == (
        KAWASAKI,
        "presence",
        "住民基本台帳法 27条",
    )
    taken = await office.post(f"/cases/{number}/acts", act, CLERK_THERE)
    assert (await office.get(f"/cases/{number}")).json()["visits"] == []
    assert (taken.status_code, taken.json()["left"]) == (200, [])
    again = await office.post(f"/cases/{number}/acts", act, CLERK_THERE)
    assert again.json() == taken.json()


async def test_the_api_describes_itself(office: Office) -> None:
    answer = await office.api.get("/openapi.json")
    api = answer.json()
    for path, operations in api["paths"].items():
        for operation in operations.values():
            assert operation["summary"], path
            for status, described in operation["responses"].items():
                if status >= "400":
                    assert list(described["content"]) == ["application/problem+json"]
    referred = set(re.findall(r'"\$ref": ?"([^"]+)"', answer.text))
    assert referred == {f"#/components/schemas/{name}" for name in api["components"]["schemas"]} & referred
    assert (await office.api.get("/health")).json() == {"status": "up"}
    assert (await office.api.get("/nowhere")).headers["content-type"] == "application/problem+json"


async def test_what_nobody_is_asked_for_any_more_is_told_with_the_rule_and_in_both_languages(office: Office) -> None:
    number = await office.opened()
    within = {"move.date": "2026-04-01", "move.movers": [], "move.new_address": "千葉県市川市八幡2-2-2"}
    form = await office.form(number)
    within["move.movers"] = [next(q for q in form["questions"] if q["key"] == "move.movers")["options"][0]["value"]]
    url, said = f"/cases/{number}/answers", {"revision": form["revision"], "answers": within}
    assert (await office.api.post(url, json=said, headers=office.bearer(office.hanako))).status_code == 200
    status = (await office.api.get(f"/cases/{number}", headers=office.bearer(office.hanako))).json()
    (moving_in,) = [one for one in status["not_asked"] if one["key"] == "moving-in"]
    assert moving_in["why"] == "applies"
    assert moving_in["because"]["en"] == "it would apply only if leaves the city holds"
    assert moving_in["because"]["ja"] == "対象となる条件に当てはまりません：市外への引っ越しに該当する"
    assert moving_in["terms"]["applicant.phone"] == {"ja": "電話番号", "en": "telephone"}
    asked = {question["key"] for question in (await office.form(number))["questions"]}
    assert "applicant.phone" not in asked
