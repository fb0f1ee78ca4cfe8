"""While a register is down: what is accepted, asked, stopped; and that nothing is decided until it has answered."""

import json
from dataclasses import replace

import pytest

from ichido.case.conclusions import Conclusions, ProcedureConclusion
from ichido.case.declared import confirms, declared
from ichido.case.granted import offices
from ichido.case.payload import payload
from ichido.case.record import Attempt, Change, Fact, Provenance, changed
from ichido.case.simulate import Simulation
from ichido.case.tell import told
from ichido.compiler.plan import Plan
from ichido.rules.values import Address
from tests.case.families import ANSWERS, AT, HOME, PRIVATE, after, authority, opened, plan
from tests.case.outage import BORN, Meanwhile, answered, back, saying, without_births


def found(case: Simulation) -> Conclusions:
    return case.state.conclusions


def procedure(case: Simulation, key: str) -> ProcedureConclusion:
    of = found(case).procedure(key)
    assert of is not None
    return of


def hows(case: Simulation) -> set[tuple[str, str, str]]:
    return {(one.subject, one.term, one.how) for one in found(case).unverified}


def asked(case: Simulation) -> set[str]:
    return {question.key for question in found(case).questions}


def accept(case: Simulation, key: str, outcome: str = "accepted", **said: object) -> None:
    event = authority(key, "outcome", 9, outcome=outcome, on=case.today, **said)
    case.tell(told(case.plan, case.record, case.now, event, case.places))


def declared_otherwise() -> Simulation:
    """Taro's birth date declared in the year before the one in the register."""
    return answered(without_births("ask"), **{**BORN, "person.birth_date(taro)": "2016-09-09"})


# defer


def test_deferred_an_application_arrives_at_once_and_its_filing_waits_until_it_is_complete() -> None:
    case = answered(without_births("defer"))
    assert case.record.submitted_on == case.today, "it has arrived"
    assert case.sent == {}
    assert ("hanako", "person.birth_date", "deferred") in hows(case)
    assert not asked(case) & BORN.keys()
    back(case)
    assert "moving-out" in case.sent
    assert found(case).unverified == ()
    assert case.record.submitted_on == case.today


def test_since_when_a_register_is_down_does_not_move_with_each_attempt_to_ask_it() -> None:
    first = Attempt("births", HOME, "hanako", "person.birth_date", "pending", AT)
    record = after(without_births("defer").record, Change(attempts=(first,)))
    before = [a.at for a in record.attempts if a.registry == "births"]
    again = [
        Attempt(a.registry, a.authority, a.subject, a.term, "pending", AT.replace(month=9)) for a in record.attempts
    ]
    later = changed(record, Change(attempts=tuple(again)))
    assert [a.at for a in later.attempts if a.registry == "births"] == before


def test_a_retry_of_a_pending_lookup_makes_no_second_one() -> None:
    case = without_births("defer")
    pending = [a for a in case.record.attempts if a.registry == "births"]
    retried = changed(case.record, Change(attempts=case.record.attempts))
    assert [a for a in retried.attempts if a.registry == "births"] == pending
    assert retried == case.record, "and so it makes no new revision"


def test_a_field_that_is_filled_afterwards_is_pending_no_more() -> None:
    case = answered(without_births("defer"))
    assert any(a.result == "pending" for a in case.record.attempts)
    back(case)
    assert not any(a.result == "pending" for a in case.record.attempts)


# ask


def test_asked_what_the_person_declares_is_sent_marked_with_the_register_and_since_when() -> None:
    case = without_births("ask")
    case.give({"move.movers": ["hanako", "taro"], "move.new_address": ANSWERS["move.new_address"]})
    assert asked(case) >= BORN.keys()
    assert ("taro", "person.birth_date", "asked") in hows(case)
    answered(case, **BORN)
    assert "moving-out" in case.sent
    assert ("taro", "person.birth_date", "declared") in hows(case)
    body = json.loads(
        payload(case.plan, case.record, "moving-out", case.today).written({"hanako": "h", "taro": "t"}, "x")
    )
    marks = {(one["path"], one["about"]): one for one in body["unverified"]}
    assert marks.keys() == {("move.movers.birth_date", "h"), ("move.movers.birth_date", "t")}
    assert marks["move.movers.birth_date", "t"]["registry"] == "births"
    assert marks["move.movers.birth_date", "t"]["since"].startswith("2026-03-20")


def test_nothing_is_marked_that_its_register_gave() -> None:
    case = answered(without_births("defer"))
    back(case)
    body = payload(case.plan, case.record, "moving-out", case.today).body
    assert "unverified" not in body


def in_force(case: Simulation) -> None:
    """Everything that comes before the decision by rule happens."""
    accept(case, "moving-out", produced=(("move.transfer", "TX-4471"),))
    accept(case, "moving-in")


def test_no_disposition_rests_on_a_declared_fact_until_its_register_has_said_the_same() -> None:
    case = answered(without_births("ask"), **BORN)
    in_force(case)
    support = procedure(case, "school-support(taro)")
    assert support.sent == 1 and not support.decidable and support.outcome is None
    assert [(one.kind, one.what) for one in support.waiting] == [("registry", "births")]
    assert not found(case).complete
    back(case)
    assert procedure(case, "school-support(taro)").outcome == "granted"
    assert {one.reply for one in declared(case.record)} == {"same"}
    assert found(case).unverified == ()


def test_what_a_register_says_otherwise_is_shown_as_two_facts_and_nothing_is_decided_on_either() -> None:
    case = declared_otherwise()
    in_force(case)
    back(case)
    assert ("taro", "person.birth_date", "differs") in hows(case)
    assert ("hanako", "person.birth_date") not in {(subject, term) for subject, term, _ in hows(case)}
    both = [f.provenance.source for f in case.record.facts if (f.subject, f.term) == ("taro", "person.birth_date")]
    assert both == ["person", "registry"]
    support = procedure(case, "school-support(taro)")
    assert not support.decidable and support.outcome is None


def test_a_register_that_has_no_entry_leaves_the_persons_word_as_it_would_have_been_asked() -> None:
    case = answered(without_births("ask"), **BORN)
    in_force(case)
    nothing = [Attempt("births", a.authority, a.subject, a.term, "not-found", case.now) for a in case.record.attempts]
    case.tell(Change(attempts=tuple(nothing)))
    assert found(case).unverified == ()
    assert procedure(case, "school-support(taro)").outcome == "granted"


def test_a_case_does_not_close_over_a_fact_that_an_office_decided_on_and_no_register_confirmed() -> None:
    case = answered(without_births("ask"), **{**BORN, "school-support(taro)": "decline"})
    in_force(case)
    assert all(one.settled for one in found(case).procedures)
    assert not found(case).complete and not case.closed
    back(case)
    assert case.closed


def test_a_correction_after_the_register_has_spoken_is_the_persons_own_word() -> None:
    record = without_births("ask").record
    source = Provenance("registry", "births", HOME)
    from_register = Fact("taro", "person.birth_date", "2017-09-09", source, AT)
    word = Fact("taro", "person.birth_date", "2016-09-09", Provenance("person"), AT)
    assert declared(after(record, Change(facts=(from_register,)), Change(facts=(word,)))) == ()
    (one,) = declared(after(record, Change(facts=(word,)), Change(facts=(from_register,))))
    assert one.reply == "differs"


def test_an_entry_that_the_person_has_set_aside_casts_no_doubt() -> None:
    record = without_births("ask").record
    word = Fact("taro", "person.birth_date", "2016-09-09", Provenance("person"), AT)
    entry = Fact("taro", "person.birth_date", "2017-09-09", Provenance("registry", "births", HOME), AT)
    aside = Attempt("births", HOME, "taro", "person.birth_date", "declined", AT)
    assert declared(after(record, Change(facts=(word, entry)), Change(attempts=(aside,)))) == ()


# stop


def test_stopped_a_filing_asks_nothing_of_its_own_and_says_which_register_it_waits_for() -> None:
    case = without_births("stop")
    case.give({"move.movers": ["hanako", "taro"], "move.new_address": ANSWERS["move.new_address"]})
    stopped = procedure(case, "moving-out")
    assert stopped.stopped
    assert {one.kind for one in stopped.waiting} == {"registry"}
    assert ("hanako", "person.birth_date", "stopped") in hows(case)
    assert not asked(case) & BORN.keys()
    others = {name for question in found(case).questions for name in question.procedures}
    assert "moving-out" not in others or "moving-in" in others


def test_stopped_altogether_nothing_is_asked_and_no_application_is_made_until_it_begins_again_by_itself() -> None:
    alone = plan("moving-out", *saying("stop"))
    case = without_births_alone(alone)
    assert found(case).stopped
    assert asked(case) == set()
    assert case.record.submitted_on is None
    back(case)
    assert not found(case).stopped
    assert asked(case) >= {"move.date", "move.new_address"}


def without_births_alone(of: Plan) -> Simulation:
    case = opened(of=of, life_event="moving-out", down=("births",), answers={}, happens=())
    case.give({"move.movers": ["hanako", "taro"]})
    return case


@pytest.mark.parametrize("meanwhile", ["defer", "ask", "stop"])
def test_nothing_of_what_is_said_of_an_outage_describes_anybody(meanwhile: Meanwhile) -> None:
    case = without_births(meanwhile)
    case.give({"move.movers": ["hanako", "taro"]})
    if meanwhile == "ask":
        answered(case, **BORN)
    written = found(case).model_dump_json()
    assert '"unverified":[{' in written
    assert [piece for piece in PRIVATE if piece in written] == []


def test_who_declares_another_address_is_still_confirmed_by_the_register_that_was_asked() -> None:
    case = without_births("ask")
    word = Fact("hanako", "person.address", Address("141305", "神奈川県川崎市川崎区宮本町1"), Provenance("person"), AT)
    pending = Attempt("resident-register", HOME, "hanako", "person.address", "pending", AT)
    record = replace(case.record, facts=tuple(f for f in case.record.facts if f.term != "person.address"))
    record = after(record, Change(attempts=(pending,)), Change(facts=(word,)))
    assert confirms(record, "resident-register", HOME, "hanako", ("person.address",))
    assert offices(case.plan, record)["moving-out"] == {"141305"}
    assert offices(case.plan, record, sure=True)["moving-out"] == {None}
