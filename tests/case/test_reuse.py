"""What was said in one case serves another: under a permit, while it is fresh, and as its term says."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ichido.case.conclusions import Lookup, Question
from ichido.case.granted import Ungranted, check_fact, refusal
from ichido.case.record import Fact, Filing, Provenance
from ichido.case.reuse import Earlier, of_case
from ichido.case.simulate import Simulation, simulation
from ichido.compiler.checks import check
from ichido.compiler.plan import Plan
from ichido.language.kinds.permit import EARLIER
from tests.case.families import Edit, catalogue, places, plan, scenarios
from tests.case.families import submitted as moved

CARD = "図書館条例 1条"
MOVE_IN = "住民基本台帳法 22条1項"
PHONE = "090-0000-0000"
PERMIT = """\
permit: phone-again
title: {ja: 連絡先の再利用, en: contact used again}
from: [住民基本台帳法 22条1項]
to: [図書館条例 1条]
terms: [person.phone]
by: ordinance
under: 図書館条例 2条
"""
LIBRARY: tuple[Edit, ...] = (
    ("laws.yaml", "names:\n", 'names:\n  図書館条例: {kind: ordinance, of: "122033"}\n'),
    (
        "library/library-card.yaml",
        "",
        """\
procedure: library-card
title: {ja: 図書館の利用登録, en: library card}
kind: notification
basis: 図書館条例 1条
about: applicant
authority: municipality
jurisdiction: applicant.address
needs:
  applicant.phone:
accept: {within: 1 business day}
""",
    ),
    (
        "registries/resident-register.yaml",
        "住民基本台帳法 24条",
        "住民基本台帳法 24条, 図書館条例 1条",
    ),
)
AGAIN: Edit = ("permits/phone.yaml", "", PERMIT)
SILENT: Edit = ("vocabulary/person.yaml", "reuse: confirm, fresh: 1 year", "reuse: silent, fresh: 1 year")


def permit(old: str, new: str) -> Edit:
    """The permit with something else in it."""
    assert old in PERMIT
    return ("permits/phone.yaml", "", PERMIT.replace(old, new))


def library(*edits: Edit) -> Plan:
    return plan("library-card", *LIBRARY, *edits)


def a_year_on(day: date) -> date:
    return day.replace(year=day.year + 1)


def left(case: Simulation | None = None) -> tuple[Earlier, ...]:
    """What a move leaves behind."""
    case = case or moved()
    return tuple(of_case(case.plan, replace(case.record, case="the move")))


def reader(
    of: Plan, earlier: tuple[Earlier, ...], today: date = date(2026, 4, 20), applicant: str = "hanako"
) -> Simulation:
    """Somebody of the household asks for a library card."""
    told = scenarios()[0].model_copy(
        update={"life_event": "library-card", "today": today, "applicant": applicant, "answers": {}, "happens": ()}
    )
    case = simulation(of, told, places(), earlier)
    case.settle()
    return case


def questions(case: Simulation) -> tuple[Question, ...]:
    return case.state.conclusions.questions


def why(case: Simulation) -> str | None:
    return next((q.why for q in questions(case) if q.key == "applicant.phone"), None)


def used(case: Simulation) -> Fact:
    (found,) = (fact for fact in case.record.facts if fact.term == "person.phone")
    return found


def test_what_was_said_in_one_case_is_not_asked_in_the_next() -> None:
    case = reader(library(SILENT, AGAIN), left())
    assert questions(case) == ()
    fact = used(case)
    assert (fact.value, fact.provenance.source, fact.provenance.earlier) == (PHONE, "earlier", "the move")
    assert (fact.provenance.grant, fact.provenance.under) == ("phone-again", "図書館条例 2条")
    assert MOVE_IN in fact.provenance.acts, "it keeps what it was said for"


def test_somebody_who_never_moved_is_asked() -> None:
    assert why(reader(library(SILENT, AGAIN), ())) == "no-source"


def test_without_a_permit_nobody_even_looks() -> None:
    case = reader(library(SILENT), left())
    assert why(case) == "no-source"
    assert not any(key.startswith(EARLIER) for key in case.state.asked)


def test_what_is_to_be_confirmed_is_a_question_with_a_proposal() -> None:
    case = reader(library(AGAIN), left())
    assert why(case) == "confirm"
    case.give({"applicant.phone": PHONE})
    said = case.record.facts[-1]
    assert said.provenance.source == "person"
    assert (said.provenance.grant, said.provenance.earlier) == ("phone-again", "the move"), "the receipt of it"
    assert questions(case) == ()


def test_a_new_word_replaces_the_proposal() -> None:
    case = reader(library(AGAIN), left())
    case.give({"applicant.phone": "080-1111-2222"})
    said = case.record.facts[-1]
    assert (said.value, said.provenance.grant, said.provenance.earlier) == ("080-1111-2222", "", "")


@pytest.mark.parametrize(
    ("day", "asked"), [(date(2027, 3, 20), None), (date(2027, 3, 21), "no-source")], ids=["last day", "day after"]
)
def test_it_is_fresh_through_the_last_day_of_its_period(day: date, asked: str | None) -> None:
    assert why(reader(library(SILENT, AGAIN), left(), day)) == asked


@pytest.mark.parametrize(
    ("instant", "asked"),
    [(datetime(2027, 3, 20, 14, 59, tzinfo=UTC), None), (datetime(2027, 3, 20, 15, 0, tzinfo=UTC), None)],
    ids=["23:59 in Tokyo", "midnight in Tokyo"],
)
def test_the_day_it_was_said_is_that_of_the_country(instant: datetime, asked: str | None) -> None:
    said = tuple(
        replace(one, fact=replace(one.fact, at=instant)) if one.fact.term == "person.phone" else one for one in left()
    )
    last = date(2028, 3, 20) if instant.hour == 14 else date(2028, 3, 21)
    assert why(reader(library(SILENT, AGAIN), said, last)) == asked
    assert why(reader(library(SILENT, AGAIN), said, date.fromordinal(last.toordinal() + 1))) == "no-source"


def test_what_it_was_said_for_was_refused() -> None:
    case = moved()
    case.record = replace(
        case.record, filings={**case.record.filings, "moving-in": Filing("moving-in", outcome="not-accepted")}
    )
    assert why(reader(library(SILENT, AGAIN), left(case))) == "no-source"


def test_what_was_typed_but_never_submitted_is_not_used() -> None:
    case = moved()
    case.record = replace(case.record, submitted_on=None)
    assert why(reader(library(SILENT, AGAIN), left(case))) == "no-source"


def test_freshness_never_revives_what_was_superseded() -> None:
    first, later = moved(), moved()
    newer = tuple(replace(f, at=datetime(2026, 4, 1, tzinfo=UTC)) for f in later.record.facts)
    refused = {"moving-in": Filing("moving-in", outcome="not-accepted")}
    later.record = replace(later.record, facts=newer, filings={**later.record.filings, **refused})
    assert why(reader(library(SILENT, AGAIN), (*left(first), *left(later)))) == "no-source"


def test_what_another_member_said_does_not_serve_without_a_law() -> None:
    case = moved()
    said = next(fact for fact in case.record.facts if fact.term == "person.phone")
    case.record = replace(case.record, facts=(*case.record.facts, replace(said, subject="taro")))
    assert why(reader(library(SILENT, AGAIN), left(case), applicant="taro")) == "no-source"
    across = permit("by: ordinance", "across: household\nby: ordinance")
    assert why(reader(library(SILENT, across), left(case), applicant="taro")) is None


def test_a_permit_from_another_act_opens_nothing() -> None:
    other = permit("from: [住民基本台帳法 22条1項]", "from: [住民基本台帳法 24条]")
    assert why(reader(library(SILENT, other), left())) == "no-source"


def test_by_consent_is_always_to_be_confirmed() -> None:
    assert why(reader(library(SILENT, permit("by: ordinance", "by: consent")), left())) == "confirm"


def test_consent_is_never_enough_for_specific_personal_information() -> None:
    specific: Edit = ("vocabulary/person.yaml", "type: phone, reuse: confirm", "type: phone, data: specific-personal")
    agreed = permit("by: ordinance", "by: consent")
    assert [p.code for p in check(catalogue(*LIBRARY, specific, agreed)) if p.code == "wrong-permit"] == [
        "wrong-permit"
    ]
    assert why(reader(library(specific, agreed), left())) == "no-source", "and the core refuses it again"


def test_what_is_of_an_earlier_day_is_not_used() -> None:
    case = moved()
    said = next(fact for fact in case.record.facts if fact.term == "person.phone")
    of_then = replace(said, provenance=replace(said.provenance, on=date(2026, 1, 1)))
    case.record = replace(case.record, facts=(*(f for f in case.record.facts if f is not said), of_then))
    assert why(reader(library(SILENT, AGAIN), left(case))) == "no-source"


def test_looking_back_is_foretold() -> None:
    of = library(AGAIN)
    (ahead,) = (one for one in of.lookups if one.registry == EARLIER)
    assert (ahead.after, ahead.channel, ahead.under) == ("opening", "earlier", "図書館条例 2条")
    assert (ahead.subjects, ahead.terms, ahead.acts) == ("applicant", ("phone",), ("library-card",))
    case = reader(of, ())
    assert [key for key in case.state.asked if key.startswith(EARLIER)] == [f"{EARLIER}@:hanako:person.phone"]


def test_the_store_keeps_nothing_of_another_case_that_no_permit_covers() -> None:
    of = library(AGAIN)
    source = Provenance("earlier", EARLIER, grant="phone-again", under="図書館条例 2条", acts=(MOVE_IN,), earlier="x")
    fact = Fact("hanako", "person.phone", PHONE, source, datetime(2026, 4, 1, tzinfo=UTC))
    check_fact(of, fact)
    for wrong in (
        replace(fact, term="person.name"),
        replace(fact, provenance=replace(source, acts=("住民基本台帳法 24条",))),
        replace(fact, provenance=replace(source, grant="")),
        replace(fact, provenance=replace(source, under="図書館条例 3条")),
    ):
        with pytest.raises(Ungranted):
            check_fact(of, wrong)


def test_a_case_that_looks_back_without_a_permit_is_refused() -> None:
    of = library(AGAIN)
    case = reader(of, ())
    right = Lookup(
        registry=EARLIER,
        authority="",
        subject="hanako",
        terms=("person.phone",),
        grant="phone-again",
        under="図書館条例 2条",
        procedure="library-card",
        act=CARD,
    )
    assert refusal(of, case.record, right, ()) is None
    for change in (
        {"grant": "another"},
        {"under": "図書館条例 3条"},
        {"act": MOVE_IN},
        {"terms": ("person.name",)},
        {"subject": "stranger"},
    ):
        assert refusal(of, case.record, right.model_copy(update=change), ()) is not None
