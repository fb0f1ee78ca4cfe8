"""Consent: nothing is read before it is given, and what rests on it counts no more once it is withdrawn."""

from dataclasses import replace

import pytest

from ichido.case.conclude import conclude
from ichido.case.conclusions import Conclusions, Lookup, ProcedureConclusion
from ichido.case.consents import consented, put_aside, standing_under
from ichido.case.granted import Ungranted, check_consent
from ichido.case.record import Attempt, Change, Fact, Provenance, Record, changed
from ichido.case.reuse import of_case
from ichido.case.simulate import Simulation
from ichido.case.state import Effect, Obtain, Submit
from ichido.case.town import Town
from ichido.case.withdrawing import NotWithdrawable, withdraw
from ichido.compiler.consents import Reading, paths_read
from ichido.language.kinds import Scenario
from tests.case.families import AT
from tests.case.test_reuse import AGAIN, PHONE, left, library, permit, reader, why
from tests.procedures.moving import catalogue, moving, scenario

POLICE = "consent:resident-register.by-consent:licence-address"


def case_of(words: str, **changes: object) -> Simulation:
    """A case of a scenario that has opened."""
    told: Scenario = scenario(words).model_copy(update=changes)
    town = Town.of(moving(), told, catalogue().places)
    case = Simulation(moving(), told, town, catalogue().places, town.opening(moving()), told.today)
    case.settle()
    return case


def police(**changes: object) -> Simulation:
    """A mover with a driving licence, whose form is answered but for the consent."""
    case = case_of("consent withdrawn while a case waits", **changes)
    case.give({key: value for key, value in case.scenario.answers.items() if key != POLICE})
    return case


def looked_up(case: Simulation) -> list[Lookup]:
    """Every lookup a case makes from now on."""
    made: list[Lookup] = []
    perform = case.perform

    def noted(effect: Effect) -> None:
        if isinstance(effect, Obtain):
            made.extend(effect.lookups)
        perform(effect)

    case.perform = noted  # type: ignore[method-assign]  # listens in on the simulator
    return made


def conclusion(case: Simulation, key: str) -> ProcedureConclusion:
    found = case.state.conclusions.procedure(key)
    assert found is not None
    return found


def take_back(case: Simulation, key: str) -> None:
    """The person withdraws what they consented to under a question."""
    consent = standing_under(case.record, key)
    assert consent is not None
    case.tell(withdraw(case.plan, case.record, case.today, case.state.conclusions, consent.id, case.now, "person"))


def test_who_gets_what_from_where_and_what_for_is_asked_before_anything_is_read() -> None:
    case = police()
    (question,) = case.state.conclusions.questions
    assert (question.key, question.why, question.procedures) == (POLICE, "consent", ("licence-address",))
    assert case.record.submitted_on is None, "it is part of the one form"
    assert not [one for one in case.state.conclusions.lookups if one.procedure == "licence-address"]


def test_nothing_is_looked_up_under_a_grant_by_consent_before_or_without_it() -> None:
    case = case_of("consent refused")
    made = looked_up(case)
    case.give(case.scenario.answers)
    assert case.record.submitted_on is not None
    grants = {(one.registry, one.grant) for one in made}
    assert ("resident-register", "by-consent") not in grants
    assert consented(case.record) == ()


def test_saying_no_costs_nothing_but_being_asked() -> None:
    case = police()
    case.give({POLICE: "refuse"})
    assert {q.key: q.why for q in case.state.conclusions.questions} == {
        "applicant.name": "declined",
        "applicant.birth_date": "declined",
    }


def test_a_consent_says_who_gets_what_of_whom_from_where_for_what_and_when() -> None:
    case = police()
    case.give({POLICE: "give"})
    given = standing_under(case.record, POLICE)
    assert given is not None
    assert (given.kind, given.source, given.grant) == ("registry", "resident-register", "by-consent")
    assert (given.recipients, given.procedures, given.acts) == (
        ("police-40",),
        ("licence-address",),
        ("道路交通法 94条1項",),
    )
    assert (given.subject, given.terms) == ("aoi", ("applicant.name", "applicant.birth_date"))
    assert (given.under, given.given_at, given.given_by) == ("個人情報保護法 69条2項1号", case.now, "person")


def test_a_partner_is_agreed_to_once_for_all_that_it_gets() -> None:
    case = police()
    given = standing_under(case.record, "power-start")
    assert given is not None
    assert (given.kind, given.recipients, given.source) == ("partner", ("power-company",), "")
    of = (need for need in moving().needs if need.procedure == "power-start" and need.use == "payload")
    assert set(given.terms) == {need.canonical for need in of}
    assert not any(q.key.endswith(":power-start") for q in case.state.conclusions.questions)


def test_what_is_held_already_serves_nobody_by_consent_until_it_is_given() -> None:
    case = police()
    assert any(fact.term == "person.name" for fact in case.record.facts), "it is known for other acts"
    case.give({POLICE: "give"})
    assert standing_under(case.record, POLICE)
    assert [w.what for w in conclusion(case, "licence-address").waiting] == ["moving-within"]


def test_withdrawn_while_it_waits_it_is_asked_instead() -> None:
    case = police()
    case.give({POLICE: "give"})
    take_back(case, POLICE)
    assert {q.key for q in case.state.conclusions.questions} == {"applicant.name", "applicant.birth_date"}
    assert consented(case.record) == ("power-start",)


def test_what_was_sent_stays_sent_and_is_not_asked_again() -> None:
    case = case_of("consent withdrawn while a case waits", happens=scenario("consent withdrawn").happens[3:5])
    case.run()
    assert conclusion(case, "licence-address").sent == 1
    take_back(case, POLICE)
    after = conclusion(case, "licence-address")
    assert (after.sent, after.version, after.authority) == (1, 1, "police-40")
    assert case.state.conclusions.questions == ()


def test_what_stands_ready_becomes_another_version() -> None:
    case = police()
    case.give({POLICE: "give"})
    consent = standing_under(case.record, POLICE)
    assert consent is not None
    ready = case.state.conclusions.model_copy(
        update={
            "procedures": tuple(
                one.model_copy(update={"ready": one.procedure == "licence-address"})
                for one in case.state.conclusions.procedures
            )
        }
    )
    change = withdraw(case.plan, case.record, case.today, ready, consent.id, AT, "person")
    assert [(filing.key, filing.version) for filing in change.filings] == [("licence-address", 2)]


def test_what_would_carry_it_as_a_note_is_made_anew_too() -> None:
    case = case_of("a tax-exempt family", happens=())
    carrying: list[tuple[Record, Conclusions]] = []
    perform = case.perform

    def noted(effect: Effect) -> None:
        if isinstance(effect, Submit) and any(one.key == "moving-out" for one in effect.submissions):
            carrying.append((case.record, case.state.conclusions))
        perform(effect)

    case.perform = noted  # type: ignore[method-assign]  # listens in on the simulator
    case.give(case.scenario.answers)
    (record, conclusions) = carrying[0]
    given = standing_under(case.record, "power-start")
    assert given is not None
    loss = replace(given, id="c9", kind="registry", procedures=("insurance-loss",), source="x", grant="y")
    change = withdraw(case.plan, changed(record, Change(consents=(loss,))), case.today, conclusions, "c9", AT, "person")
    assert {(filing.key, filing.version) for filing in change.filings} == {("moving-out", 2)}


def test_a_partner_that_has_nothing_yet_gets_nothing() -> None:
    case = case_of("what a partner has not got yet")
    case.give(case.scenario.answers)
    take_back(case, "power-start")
    assert case.record.choices["power-start"] == "decline"
    assert not conclusion(case, "power-start").ready


def test_a_partner_that_has_it_is_still_waited_for() -> None:
    case = police()
    case.give({POLICE: "give"})
    assert conclusion(case, "power-start").sent == 1
    take_back(case, "power-start")
    assert case.record.choices["power-start"] == "apply"
    assert consented(case.record) == (POLICE,)


def test_a_consent_is_withdrawn_once_and_only_if_it_was_given() -> None:
    case = police()
    case.give({POLICE: "give"})
    take_back(case, POLICE)
    for id_, said in (("c9", "no consent of that id"), ("c2", "withdrawn already")):
        with pytest.raises(NotWithdrawable, match=said):
            withdraw(case.plan, case.record, case.today, case.state.conclusions, id_, AT, "person")


NAME = Lookup(
    registry="resident-register",
    authority="402036",
    subject="aoi",
    terms=("person.name", "person.birth_date"),
    grant="by-consent",
    under="個人情報保護法 69条2項1号",
    procedure="licence-address",
    act="道路交通法 94条1項",
)
READ = Provenance(
    "registry", "resident-register", "402036", "by-consent", "個人情報保護法 69条2項1号", ("道路交通法 94条1項",)
)


def in_flight() -> Change:
    """What the register answers to it."""
    return Change(
        facts=(Fact("aoi", "person.name", "小林 葵", READ, AT),),
        attempts=(Attempt("resident-register", "402036", "aoi", "person.birth_date", "not-found", AT),),
    )


def test_an_answer_that_comes_after_the_withdrawal_is_not_kept() -> None:
    case = police()
    case.give({POLICE: "give"})
    assert put_aside(case.plan, case.record, in_flight(), (NAME,)) == in_flight()
    take_back(case, POLICE)
    assert put_aside(case.plan, case.record, in_flight(), (NAME,)) == Change()
    with pytest.raises(Ungranted, match="by-consent without consent"):
        check_consent(case.plan, case.record, in_flight().facts[0])


def test_what_was_read_by_consent_counts_for_nobody_once_it_is_withdrawn() -> None:
    case = police()
    case.give({POLICE: "give"})
    only = replace(case.record, facts=tuple(f for f in case.record.facts if f.term != "person.name"))
    read = changed(only, in_flight())
    assert "applicant.name" not in _asked(case, read)
    consent = standing_under(read, POLICE)
    assert consent is not None
    gone = changed(read, withdraw(case.plan, read, case.today, case.state.conclusions, consent.id, AT, "person"))
    assert "applicant.name" in _asked(case, gone)


def _asked(case: Simulation, record: Record) -> set[str]:
    return {question.key for question in conclude(case.plan, record, case.today, 9).questions}


def test_what_another_act_may_have_is_asked_anew() -> None:
    case = case_of("what a partner has not got yet")
    case.give(case.scenario.answers)
    assert [(a.term, a.result) for a in case.record.attempts if a.term == "person.name"] == [("person.name", "pending")]
    made = looked_up(case)
    take_back(case, "power-start")
    assert [(one.procedure, one.anew) for one in made if "person.name" in one.terms] == [("water-start", 1)]


def test_to_use_again_by_consent_leaves_the_same_record() -> None:
    by_consent = library(permit("by: ordinance", "by: consent"))
    case = reader(by_consent, left())
    assert why(case) == "confirm"
    case.give({"applicant.phone": PHONE})
    given = standing_under(case.record, "applicant.phone")
    assert given is not None
    assert (given.kind, given.grant, given.terms) == ("reuse", "phone-again", ("person.phone",))
    assert conclusion(case, "library-card").sent == 1


def test_another_answer_is_no_consent_to_use_the_earlier_one() -> None:
    case = reader(library(permit("by: ordinance", "by: consent")), left())
    case.give({"applicant.phone": "090-1111-1111"})
    assert case.record.consents == ()


def test_what_law_lets_be_used_again_takes_no_consent() -> None:
    case = reader(library(AGAIN), left())
    case.give({"applicant.phone": PHONE})
    assert case.record.consents == ()


def test_a_consent_withdrawn_in_one_case_serves_no_other() -> None:
    case = police()
    case.give({POLICE: "give"})
    case.record = changed(case.record, in_flight())
    assert _stands(case)
    take_back(case, POLICE)
    assert not _stands(case)


def _stands(case: Simulation) -> bool:
    return next(e.stands for e in of_case(case.plan, case.record) if e.fact.provenance == READ)


def test_a_consent_is_about_all_that_the_grant_opens_to_the_procedure() -> None:
    garage = Reading("resident-register", "by-consent", "garage-certificate")
    assert paths_read(moving(), garage) == ("applicant.name",)
    assert garage.key == "consent:resident-register.by-consent:garage-certificate"
