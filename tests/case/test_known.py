"""Who may see which fact of a case, and which of several counts."""

from datetime import date

from ichido.case.known import Known, Reader, knowing
from ichido.case.record import Change, Fact, Filing, Provenance, Record, SourceKind
from ichido.rules.values import NONE, Address, Cause, PersonName, Subject, Unknown, Value
from tests.case.families import AT, HOME, NEW, after, opened, plan

HANAKO, MOVE = Subject("hanako", "person"), Subject("move", "move")
OUT, IN, SUPPORT = "住民基本台帳法 24条", "住民基本台帳法 22条1項", "就学援助要綱 3条"
DAY = date(2026, 3, 20)


def blank(submitted: bool = False) -> Record:
    return Record("case", HANAKO, MOVE, DAY, DAY if submitted else None)


def fact(term: str, value: Value, source: SourceKind = "registry", **where: object) -> Fact:
    subject = "move" if term.startswith("move.") else "hanako"
    return Fact(subject, term, value, Provenance(source, **where), AT)  # type: ignore[arg-type]  # all of these are text


def register(value: str, authority: str = HOME) -> Fact:
    return fact("person.name", PersonName(value, ""), registry="resident-register", authority=authority)


def seen(record: Record, basis: str = "", authority: str | None = HOME, path: str = "applicant.name") -> Value:
    """What an act before an authority sees; without an act, what the case as a whole sees."""
    known = knowing(plan(), record, DAY)
    reader = Reader("x", basis, authority) if basis else None
    return Known(known.plan, record, DAY, known.facts, reader=reader).value(path)


def test_what_nobody_asked_for_is_unknown_for_that_reason() -> None:
    assert seen(blank()) == Unknown((Cause("hanako", "person.name", "not-asked"),))


def test_own_data_serves_the_office_it_came_from_and_no_other() -> None:
    record = after(blank(submitted=True), Change((register("a"),)))
    assert seen(record, OUT, HOME) == PersonName("a", "")
    assert isinstance(seen(record, OUT, NEW), Unknown)
    assert isinstance(seen(record, SUPPORT, NEW), Unknown)


def test_the_network_opens_data_to_another_office_after_the_application_only() -> None:
    facts = Change((register("a"),))
    assert seen(after(blank(submitted=True), facts), IN, NEW) == PersonName("a", "")
    assert isinstance(seen(after(blank(), facts), IN, NEW), Unknown)


def test_an_act_that_no_grant_names_sees_nothing_of_a_register() -> None:
    tax = fact("person.account", NONE, registry="public-accounts", authority=HOME)
    record = after(blank(submitted=True), Change((tax,)))
    assert isinstance(seen(record, OUT, HOME, "applicant.account"), Unknown)
    assert seen(record, SUPPORT, HOME, "applicant.account") is NONE


def test_what_the_person_said_serves_every_act() -> None:
    record = after(blank(), Change((fact("person.phone", "090", "person"),)))
    assert {seen(record, basis, NEW, "applicant.phone") for basis in (OUT, IN, SUPPORT)} == {"090"}


def test_of_two_facts_the_newer_counts() -> None:
    assert seen(after(blank(), Change((register("a"), register("b"))))) == PersonName("b", "")


def test_what_a_registry_says_late_never_overwrites_what_the_person_answered() -> None:
    said = fact("person.name", PersonName("said", ""), "person")
    assert seen(after(blank(), Change((said, register("late"))))) == PersonName("said", "")
    assert seen(after(blank(), Change((register("early"), said)))) == PersonName("said", "")


def address(text: str, source: SourceKind, **where: object) -> Fact:
    return fact("person.address", Address(NEW, text), source, **where)


def granted(outcome: str) -> Change:
    return Change(filings=(Filing("moving-in", sent=1, outcome=outcome, outcome_sequence=1),))


def test_what_a_procedure_produced_supersedes_what_was_obtained() -> None:
    facts = Change(
        (address("old", "registry", registry="resident-register"), address("new", "produced", filing="moving-in"))
    )
    record = after(blank(), facts, granted("accepted"))
    assert seen(record, path="applicant.address") == Address(NEW, "new")


def test_what_an_outcome_produced_goes_when_a_later_one_takes_it_back() -> None:
    facts = Change(
        (address("old", "registry", registry="resident-register"), address("new", "produced", filing="moving-in"))
    )
    record = after(blank(), facts, granted("not-accepted"))
    assert seen(record, path="applicant.address") == Address(NEW, "old")


def test_a_product_taken_back_from_one_child_is_not_kept_by_a_sibling_of_the_same_act() -> None:
    theirs = address("of taro", "produced", acts=(SUPPORT,), filing="school-support(taro)")
    record = after(blank(), Change((address("old", "registry", registry="resident-register"), theirs)))
    sibling = Filing("school-support(jiro)", outcome="granted", outcome_sequence=1)
    taken_back = Filing("school-support(taro)", outcome="refused", outcome_sequence=2)
    assert seen(after(record, Change(filings=(sibling, taken_back))), path="applicant.address") == Address(NEW, "old")


def test_at_opening_is_the_value_before_anything_was_produced() -> None:
    facts = Change(
        (address("old", "registry", registry="resident-register"), address("new", "produced", filing="moving-in"))
    )
    record = after(blank(), facts, granted("accepted"))
    assert seen(record, IN, NEW, "move.old_address") == Address(NEW, "old")


def test_what_the_person_put_right_stands_over_what_is_derived() -> None:
    facts = (
        address("old", "registry", registry="resident-register"),
        fact("move.old_address", Address(HOME, "right"), "person", acts=("correction",)),
    )
    assert seen(after(blank(), Change(facts)), path="move.old_address") == Address(HOME, "right")


def test_a_derived_term_waits_for_exactly_what_it_reads() -> None:
    case = opened()
    value = knowing(plan(), case.record, DAY).value("move.leaves_city")
    assert value == Unknown((Cause("move", "move.new_address", "not-asked"),))


def test_a_parameter_is_not_in_force_before_its_first_day() -> None:
    known = knowing(plan(), blank(), date(2020, 1, 1))
    assert known.value("support.elementary") == Unknown((Cause("support", "elementary", "not-in-force"),))
    assert knowing(plan(), blank(), DAY).value("support.elementary") == 11630


def test_a_consumer_waits_for_its_producer_until_that_has_an_outcome() -> None:
    waiting = [p.waiting for p in opened().state.conclusions.procedures if p.key == "moving-in"]
    assert all(w.kind != "procedure" for w in waiting[0])
    case = opened()
    known = Known(plan(), case.record, DAY, knowing(plan(), case.record, DAY).facts, waiting="moving-in")
    assert known.value("move.transfer") == Unknown((Cause("move", "move.transfer", "not-produced"),))
    done = after(case.record, Change(filings=(Filing("moving-out", outcome="not-accepted", outcome_sequence=1),)))
    known = Known(plan(), done, DAY, {}, waiting="moving-in")
    assert known.value("move.transfer") == Unknown((Cause("move", "move.transfer", "not-asked"),))


def test_what_a_declined_procedure_would_have_produced_is_not_waited_for() -> None:
    record = after(blank(), Change(choices={"moving-out": "decline"}))
    known = Known(plan(), record, DAY, {}, waiting="moving-in")
    assert known.value("move.transfer") == Unknown((Cause("move", "move.transfer", "not-asked"),))
