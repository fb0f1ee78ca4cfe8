"""A birth in Japan: who hears of it when, that nobody is anybody before the city says so, and how little is asked."""

from datetime import date, timedelta

import pytest

from ichido.case.conclude import conclude
from ichido.case.known import procedure_of
from ichido.case.tell import told
from ichido.compiler.consents import reading_of
from tests.case.families import AT, authority
from tests.procedures.birth import before_the_entry, birth, lived, lived_through, sent
from tests.procedures.moving import catalogue, moving, scenario

FIRST, SECOND, TWINS = "first child of parents", "second child", "twins"


def test_it_reaches_the_city_its_register_employer_insurer_and_the_state() -> None:
    authorities = {one.definition.authority for one in birth().procedures.values()}
    assert authorities == {"municipality", "family-register", "employer", "health-insurer", "immigration-office"}
    assert len(birth().procedures) == 18


def test_nobody_meets_the_child_before_the_city_has_entered_it() -> None:
    case = before_the_entry(FIRST)
    assert "haru" not in case.record.subjects
    assert not [fact for fact in case.record.facts if fact.subject == "haru"]
    for_a_child = {"number-notice", "insurance-newborn", "child-medical-birth"}
    assert for_a_child.isdisjoint(map(procedure_of, case.sent))


def test_whom_the_city_names_is_looked_up_and_everything_for_a_child_begins() -> None:
    case = before_the_entry(TWINS)
    said = authority("residence-entry", "outcome", 9, outcome="done", produced=(("birth.children", ["ao", "akane"]),))
    change = told(birth(), case.record, AT, said, catalogue().places)
    assert [(one.id, one.vocabulary) for one, _ in change.subjects] == [("ao", "person"), ("akane", "person")]
    assert {office for _, office in change.subjects} == {said.authority}
    case.tell(change)
    assert {fact.term for fact in case.record.facts if fact.subject == "akane"} >= {"person.name", "person.birth_date"}
    assert {"number-notice(ao)", "number-notice(akane)"} <= case.sent.keys()


def test_what_cannot_wait_for_the_entry_is_filed_before_it() -> None:
    assert {"birth-notification", "child-allowance-first", "dependant-entry"} <= before_the_entry(FIRST).sent.keys()
    assert {"low-birth-weight", "birth-grant"} <= before_the_entry(TWINS).sent.keys()


# Born on days from which both periods end on a working day.
@pytest.mark.parametrize("born", [date(2026, 6, 2), date(2026, 6, 3), date(2026, 6, 9), date(2026, 6, 10)])
def test_the_day_of_birth_counts_for_the_family_register_alone(born: date) -> None:
    whole = scenario(SECOND)
    (baby,) = whole.answers["birth.babies"]
    answers = {**whole.answers, "birth.babies": [{**baby, "birth_date": born.isoformat()}]}
    case = lived(whole.model_copy(update={"answers": answers, "happens": ()}))
    assert case.due["birth-notification"] == born + timedelta(days=13)
    assert case.due["child-allowance-increase"] == born + timedelta(days=15)


def test_the_employer_is_told_of_the_child_and_of_nobody_elses_affairs() -> None:
    told_employer = sent(before_the_entry(FIRST), "dependant-entry")
    assert set(told_employer) == {
        "applicant.name",
        "applicant.birth_date",
        "applicant.address",
        "birth.babies",
        "birth.date",
    }
    assert [set(one) for one in told_employer["birth.babies"]] == [{"name", "sex", "birth_date"}]
    consent = {question.term for question in birth().questions if question.why == "consent"}
    assert {one for one in consent if reading_of(one) is None} == {"dependant-entry"}


def test_what_the_register_gives_elsewhere_by_consent_is_asked_for_each_purpose() -> None:
    readings = [reading_of(one.term) for one in birth().questions]
    elsewhere = {one.procedure for one in readings if one and one[:2] == ("resident-register", "births-by-consent")}
    assert elsewhere == {"birth-grant", "birth-grant-dependant", "residence-status"}


def test_the_one_who_earns_more_claims_the_allowance() -> None:
    claim = sent(lived_through("another letter"), "child-allowance-first")
    assert claim["birth.claimant.name"]["text"] == "西 丈"
    assert claim["birth.claimant.account"]["number"] == "5555556"


def test_a_certificate_goes_as_an_image_only_to_the_city_of_the_register() -> None:
    case = before_the_entry(TWINS)
    assert sent(case, "birth-notification")["birth.certificate"]["media_type"] == "image/jpeg"
    offices = {one.key: one.authority for one in case.state.conclusions.procedures}
    assert offices["birth-notification"] == "202029"
    assert offices["low-birth-weight"] == "141003"
    assert "birth.certificate" not in sent(before_the_entry(FIRST), "birth-notification")


def test_what_was_answered_for_a_move_is_not_another_question_here() -> None:
    """The telephone, and nothing else that a register does not have: so it can be confirmed and not asked."""
    by_event = [{q.term for q in plan.questions if "." in q.term} for plan in (moving(), birth())]
    shared = by_event[0] & by_event[1]
    assert shared == {"applicant.phone"}
    assert birth().vocabularies["person"].terms["phone"].reuse == "confirm"


def test_a_case_of_a_child_born_abroad_ends_although_no_city_enters_it() -> None:
    case = lived_through("born abroad")
    assert case.closed
    assert conclude(birth(), case.record, case.today, 1).complete


def test_who_is_asked_what_hangs_on_what_the_registers_say() -> None:
    married, single = lived_through(FIRST).asked, lived_through("single mother").asked
    assert "birth.earns_more" in married and "birth.earns_more" not in single
    assert "birth.married_apart" in single and "birth.married_apart" not in married


def test_what_runs_for_each_child_comes_after_the_entry_that_names_them() -> None:
    assert birth().procedures["number-notice"].after == ("residence-entry",)
    assert birth().procedures["residence-entry"].after == ("birth-notification", "birth-notification-abroad")


def test_the_amount_of_the_grant_is_a_parameter_that_derived_terms_read() -> None:
    assert set(birth().parameters) == {"childbirth", "newborn", "burden"}
    for words, paid in ((SECOND, 500_000), ("single mother", 22_000)):
        assert lived_through(words).record.filings["birth-grant-national"].amount == paid


def test_all_that_is_asked_is_asked_on_the_first_form() -> None:
    for document in catalogue().scenarios:
        taken_back = any(happening.withdraws for happening in document.model.happens)
        if document.model.life_event == "birth" and not document.model.down and not taken_back:
            at_once = lived(document.model.model_copy(update={"happens": ()})).asked
            assert lived(document.model).asked.keys() == at_once.keys(), document.model.scenario
