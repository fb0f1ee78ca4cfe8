"""A record without those whom its reader must not know of."""

from dataclasses import replace
from datetime import date

import pytest

from ichido.case.conclude import conclude
from ichido.case.record import Attempt, Change, Fact, Filing, Provenance, Record, SourceKind
from ichido.case.unseen import admitted, askable, seen, unseen
from ichido.rules.values import NONE, Listing, PersonName, Subject, Value
from tests.case.families import AT, HOME, plan

FATHER, MOTHER, CHILD = (Subject(name, "person") for name in ("father", "mother", "child"))
MOVE = Subject("move", "move")
OLD, NEW = Subject("old-home", "household"), Subject("refuge", "household")
DAY = date(2026, 3, 20)
FLED = frozenset({"mother", "child"})


def fact(subject: Subject, term: str, value: Value, source: SourceKind = "registry", **more: str) -> Fact:
    where = {"registry": "resident-register", "authority": HOME} if source == "registry" else {}
    return Fact(subject.id, term, value, Provenance(source, **{**where, **more}), AT)  # type: ignore[arg-type]


def family(*more: Fact) -> Record:
    """The father's case, as a register that knows nothing of the flight tells it."""
    facts = (
        fact(FATHER, "person.household", OLD),
        fact(FATHER, "person.children", Listing((CHILD,), complete=True)),
        fact(OLD, "household.head", FATHER),
        fact(OLD, "household.members", Listing((FATHER, MOTHER, CHILD), complete=True)),
        fact(MOTHER, "person.name", PersonName("静", "")),
        fact(MOTHER, "person.household", NEW),
        fact(NEW, "household.members", Listing((MOTHER, CHILD), complete=True)),
        *more,
    )
    subjects = {one.id: one for one in (FATHER, MOTHER, CHILD, MOVE, OLD, NEW)}
    return Record("case", FATHER, MOVE, DAY, subjects=subjects, known_at=dict.fromkeys(subjects, HOME), facts=facts)


def value(record: Record, subject: Subject, term: str) -> Value | None:
    return next((one.value for one in record.facts if (one.subject, one.term) == (subject.id, term)), None)


def test_a_record_in_which_nobody_is_protected_stays_as_it_is() -> None:
    assert seen(plan(), family(), ()) == family()
    assert seen(plan(), family(), ("somebody-else",)).facts == family().facts


def test_a_list_without_the_protected_is_as_complete_as_it_was() -> None:
    record = seen(plan(), family(), FLED)
    assert value(record, OLD, "household.members") == Listing((FATHER,), complete=True)
    assert value(record, FATHER, "person.children") == Listing((), complete=True)


def test_what_only_the_protected_lead_to_is_not_there_either() -> None:
    assert unseen(family(), FLED) == {"mother", "child", "refuge"}
    record = seen(plan(), family(), FLED)
    assert {one.subject for one in record.facts} == {"father", "old-home"}
    assert record.subjects.keys() == record.known_at.keys() == {"father", "move", "old-home"}


def test_what_others_lead_to_as_well_stays() -> None:
    assert "old-home" not in unseen(family(fact(MOTHER, "person.household", OLD)), FLED)
    elder = Subject("elder", "person")
    shared = fact(OLD, "household.members", Listing((FATHER, elder), complete=True))
    theirs = fact(MOTHER, "person.children", Listing((CHILD, elder), complete=True))
    assert "elder" not in unseen(family(shared, theirs), FLED)


def test_who_applies_sees_themselves_whatever_is_said_of_them() -> None:
    record = replace(family(), applicant=MOTHER)
    assert value(seen(plan(), record, {"mother"}), MOTHER, "person.name") == PersonName("静", "")


def test_one_link_to_the_protected_is_as_a_register_without_them_answers() -> None:
    record = seen(plan(), family(fact(OLD, "household.head", MOTHER)), FLED)
    [attempt] = record.attempts
    assert (attempt.subject, attempt.term, attempt.result) == ("old-home", "household.head", "not-found")


def test_of_a_register_that_is_complete_silence_is_none() -> None:
    account = plan().registries["public-accounts"].holds["person.account"]
    assert account.complete
    told = replace(fact(FATHER, "person.account", MOTHER), provenance=Provenance("registry", "public-accounts", "n"))
    assert value(seen(plan(), family(told), FLED), FATHER, "person.account") is NONE


def test_who_was_chosen_with_others_is_chosen_no_more_and_alone_is_asked_again() -> None:
    both = fact(MOVE, "move.movers", Listing((FATHER, MOTHER), complete=True), "person")
    assert value(seen(plan(), family(both), FLED), MOVE, "move.movers") == Listing((FATHER,), complete=True)
    only = fact(MOVE, "move.movers", Listing((MOTHER,), complete=True), "person")
    assert value(seen(plan(), family(only), FLED), MOVE, "move.movers") is None


def test_filings_choices_and_attempts_about_the_protected_are_not_there() -> None:
    asked = Attempt("resident-register", HOME, "child", "person.name", "pending", AT)
    key = "school-support(child)"
    record = replace(family(), attempts=(asked,), choices={key: "apply"}, filings={key: Filing(key, sent=1)})
    left = seen(plan(), record, FLED)
    assert (left.attempts, dict(left.choices), dict(left.filings)) == ((), {}, {})


def test_nothing_about_the_protected_is_written() -> None:
    change = Change(
        facts=family().facts,
        attempts=(Attempt("resident-register", HOME, "child", "person.name", "not-found", AT),),
        subjects=((MOTHER, HOME), (OLD, HOME)),
    )
    kept = admitted(plan(), change, FLED)
    assert {one.subject for one in kept.facts} == {"father", "old-home", "refuge"}
    assert (kept.attempts, kept.subjects) == ((), ((OLD, HOME),))
    assert admitted(plan(), change, ()) is change


def test_what_follows_names_nobody_who_is_protected() -> None:
    movers = fact(MOVE, "move.movers", Listing((FATHER, MOTHER, CHILD), complete=True), "person")
    before = conclude(plan(), family(movers), DAY, 1)
    assert any(lookup.subject in FLED for lookup in before.lookups)
    after = conclude(plan(), seen(plan(), family(movers), FLED), DAY, 1)
    said = after.model_dump_json()
    assert not any(f'"{name}"' in said or f"({name})" in said for name in (*FLED, "refuge"))


@pytest.mark.parametrize("hidden", [FLED, frozenset[str]()])
def test_lookups_about_the_protected_are_not_made(hidden: frozenset[str]) -> None:
    lookups = conclude(plan(), family(), DAY, 1).lookups
    assert {one.subject for one in askable(lookups, hidden)} == {one.subject for one in lookups} - hidden
