"""What a term was on a day: only what a fact's own days show, asked for once and then left to an office."""

import json
from dataclasses import replace
from datetime import date

import pytest

from ichido.case.conclude import conclude
from ichido.case.conclusions import Waiting
from ichido.case.known import Known, knowing
from ichido.case.record import Change, Fact, Provenance, Record
from ichido.case.simulate import Simulation
from ichido.compiler.checks import check
from ichido.rules.values import Address, Cause, Unknown, Value
from tests.case.families import AT, HOME, NEW, Edit, after, catalogue, plan, scenarios, simulation, submitted
from tests.case.receiving import received

OUT = "moving/moving-out.yaml"
REGISTER, SINCE = "registries/resident-register.yaml", "{as_of: /address/since}"
HISTORY: Edit = (REGISTER, SINCE, "{as_of: /address/since, history: true}")
WAS: Edit = (OUT, "needs:\n", "needs:\n  applicant.address:\n    as_of: year_start(on)\n")
OLD, NEWER = Address("131016", "東京都千代田区"), Address(HOME, "千葉県市川市八幡1-1-1")


def lived(home: Address, since: date | None, obtained: date | None = None) -> Fact:
    source = Provenance("registry", "resident-register", HOME, as_of=since)
    at = AT.replace(month=obtained.month, day=obtained.day) if obtained else AT
    return Fact("hanako", "person.address", home, source, at)


def living(record: Record, *facts: Fact) -> Record:
    """The same record with other facts about where she lives."""
    return replace(record, facts=(*(f for f in record.facts if f.term != "person.address"), *facts))


def was(day: str, *facts: Fact) -> Value:
    record = after(simulation().record, Change(facts))
    known = knowing(plan(), record, record.opened_on)
    return known.value(f"as_of(applicant.address, date('{day}'))")


def test_an_entry_holds_from_the_day_it_names_until_it_was_read() -> None:
    fact = lived(NEWER, date(2020, 4, 1))
    assert was("2026-01-01", fact) == was("2020-04-01", fact) == NEWER
    assert was(AT.date().isoformat(), fact) == NEWER


@pytest.mark.parametrize("day", ["2020-03-31", "2030-01-01"])
def test_before_its_first_day_and_after_it_was_read_an_entry_shows_nothing(day: str) -> None:
    missing = Cause("hanako", "person.address", "not-then", date.fromisoformat(day))
    assert was(day, lived(NEWER, date(2020, 4, 1))) == Unknown((missing,))


def test_an_entry_that_names_no_day_shows_only_the_day_it_was_read() -> None:
    assert was(AT.date().isoformat(), lived(NEWER, None)) == NEWER
    assert isinstance(was("2026-01-01", lived(NEWER, None)), Unknown)


def test_of_several_entries_the_one_of_the_day_counts() -> None:
    facts = (lived(OLD, date(2015, 4, 1), date(2026, 1, 10)), lived(NEWER, date(2026, 2, 1)))
    assert was("2026-01-01", *facts) == OLD
    assert was("2026-02-01", *facts) == NEWER
    assert isinstance(was("2026-01-20", *facts), Unknown)


def test_what_nobody_has_said_yet_is_asked_of_the_register_as_ever() -> None:
    assert was("2026-01-01") == Unknown((Cause("hanako", "person.address", "not-asked", date(2026, 1, 1)),))


def test_what_a_need_was_is_sent_though_it_has_changed_since() -> None:
    case = submitted(of=plan("moving", WAS))
    facts = (lived(NEWER, date(2020, 4, 1), date(2026, 1, 10)), lived(OLD, date(2026, 2, 1)))
    sent = received(plan("moving", WAS), living(case.record, *facts), "moving-out", case.today)
    assert sent["payload"]["applicant.address"] == {"municipality": HOME, "text": NEWER.text}


def moved_in_february(*edits: Edit) -> Simulation:
    """A case of somebody who moved to Ichikawa in February, in which the address of 1 January is wanted."""
    homes = {"from": {"2015-04-01": "東京都千代田区1", "2026-02-01": "千葉県市川市八幡1-1-1"}}
    registered = json.loads(scenarios()[0].model_dump_json())["registered"]
    registered["person"]["hanako"]["address"] = homes
    return submitted(of=plan("moving", WAS, *edits), registered=registered)


def test_a_past_that_no_register_keeps_is_asked_of_the_person() -> None:
    case = moved_in_february()
    (question,) = [one for one in case.state.conclusions.questions if one.term == "person.address"]
    assert (question.key, question.on) == ("applicant.address@2026-01-01", date(2026, 1, 1))
    case.give({"applicant.address@2026-01-01": "東京都千代田区1"})
    assert case.sent["moving-out"] == 1
    sent = received(case.plan, case.record, "moving-out", case.today)["payload"]
    assert sent["applicant.address"] == {"municipality": "131016", "text": "東京都千代田区1"}
    assert sent["move.new_address"]["municipality"] == NEW


def test_a_register_that_keeps_its_history_is_asked_about_the_day() -> None:
    case = moved_in_february(HISTORY)
    assert not case.state.conclusions.questions
    told = [f for f in case.record.facts if f.subject == "hanako" and f.term == "person.address"]
    assert [(f.provenance.as_of, f.provenance.on) for f in told if f.provenance.source == "registry"] == [
        (date(2026, 2, 1), None),
        (date(2015, 4, 1), date(2026, 1, 1)),
    ]
    sent = received(case.plan, case.record, "moving-out", case.today)["payload"]
    assert sent["applicant.address"] == {"municipality": "131016", "text": "東京都千代田区1"}


def test_what_will_be_is_asked_of_nobody() -> None:
    tomorrow: Edit = (OUT, "needs:\n", "needs:\n  applicant.address:\n    as_of: move.date\n")
    case = submitted(of=plan("moving", tomorrow))
    procedure = case.state.conclusions.procedure("moving-out")
    assert procedure is not None and not procedure.ready
    assert Waiting(kind="authority", what="person.address") in procedure.waiting
    assert not any(question.term == "person.address" for question in case.state.conclusions.questions)


def test_the_register_is_asked_when_only_the_person_has_spoken() -> None:
    said = replace(lived(NEWER, None), provenance=Provenance("person"))
    case = submitted(of=plan("moving", WAS))
    found = conclude(plan("moving", WAS), living(case.record, said), case.today, 1)
    assert any("person.address" in lookup.terms for lookup in found.lookups)


def test_the_plan_knows_the_term_and_what_its_day_is_counted_from() -> None:
    by_move: Edit = (OUT, "needs:\n", "needs:\n  applicant.address: {as_of: move.date}\n")
    needs = {(n.path, n.use) for n in plan("moving", by_move).needs if n.procedure == "moving-out"}
    assert {("applicant.address", "payload"), ("move.date", "rule")} <= needs


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (WAS, None),
        ((OUT, "needs:\n", "needs:\n  applicant.address: {as_of: move.transfer}\n"), "wrong-type"),
        ((OUT, "needs:\n", "needs:\n  applicant.address: {as_of: move.dat}\n"), "unknown-term"),
        ((OUT, "needs:\n", "needs:\n  applicant.household: {as_of: move.date}\n"), "undated-term"),
    ],
)
def test_a_need_of_a_day_names_a_day_and_a_term_that_has_a_past(edit: Edit, code: str | None) -> None:
    made = replace(catalogue(edit), notices=catalogue().notices)
    assert [problem.code for problem in check(made)] == ([code] if code else [])


def test_the_past_of_a_world_keeps_who_reads_it() -> None:
    known = knowing(plan(), simulation().record, date(2026, 3, 20))
    assert isinstance(known.then(date(2026, 1, 1)), Known)
