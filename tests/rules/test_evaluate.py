"""What an expression comes to in a world where some facts are known, some are none and some are unknown."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ichido.rules.evaluate import evaluate
from ichido.rules.resolve import RuleError
from ichido.rules.select import Selection, select
from ichido.rules.values import NONE, Address, BankAccount, Cause, Listing, PersonName, Unknown, Value
from tests.rules.family import HANAKO, JIRO, TARO, Family, each, people, tree, unknown, value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("child.household.tax_exempt and 6 <= age(child.birth_date, fiscal_year_start(on)) < 15", True),
        ("support.elementary if age(child.birth_date, fiscal_year_start(on)) < 12 else support.junior_high", 11630),
        ("move.old_address.municipality != move.new_address.municipality", True),
        ("1 + 2 * 3 - 8 // 3", 5),
        ("-7 // 2", -4),
        ("-(1 + 2)", -3),
        ("fiscal_year(date('2026-03-31'))", 2025),
        ("fiscal_year_start(on)", datetime.date(2026, 4, 1)),
        ("child in applicant.children", True),
        ("applicant not in applicant.children", True),
        ("count(applicant.household.members)", 3),
        ("count(m for m in applicant.household.members if age(m.birth_date, on) < 18)", 2),
        ("sum(applicant.household.members.income)", 1_205_000),
        ("sum(m.loan for m in applicant.household.members if has(m.loan))", 300),
        ("min(applicant.household.members.birth_date)", datetime.date(1990, 5, 3)),
        ("max(3, 5, 4)", 5),
        ("any(applicant.children.studies)", True),
        ("all(c.studies for c in applicant.children if age(c.birth_date, on) < 12)", True),
        ("count(applicant.children.household.members)", 6),
        ("has(applicant.loan)", False),
        ("has(applicant.account.bank)", True),
        ("has(applicant.spouse.birth_date)", False),
        ("has(applicant.children)", True),
        ("applicant.loan if has(applicant.loan) else 0", 0),
        ("not has(applicant.loan) or applicant.loan > 3", True),
        ("'en' in applicant.speaks", True),
        ("'fr' not in applicant.speaks", True),
        ("applicant.kind in applicant.speaks", False),
        ("count(applicant.speaks)", 2),
        ("count(day for day in applicant.absent if day >= fiscal_year_start(on))", 1),
        ("any(code == 'en' for code in applicant.speaks)", True),
        ("max(applicant.absent)", datetime.date(2026, 4, 2)),
        ("on in applicant.absent", False),
        ("any(place.municipality == '131016' for place in applicant.former)", True),
        ("'131016' in applicant.former.municipality", True),
        ("has(applicant.speaks)", True),
        ("any(has(c.speaks) for c in applicant.children)", True),
        ("'ja' in child.speaks", True),
        ("applicant.loan", NONE),
        ("applicant.name.kana", "サトウ ハナコ"),
    ],
)
def test_what_is_known_has_a_value(text: str, expected: Value) -> None:
    assert value(text) == expected


def test_what_cannot_change_the_outcome_is_not_waited_for() -> None:
    world = Family().but(sato__tax_exempt=False)
    del world.facts["taro", "birth_date"]
    assert value("child.household.tax_exempt and age(child.birth_date, on) < 15", world) is False
    assert value("age(child.birth_date, on) < 15 and child.household.tax_exempt", world) is False
    assert value("not child.household.tax_exempt or age(child.birth_date, on) < 15", world) is True


def test_unknowns_unite_their_causes_in_the_order_met() -> None:
    world = Family().but(sato__tax_exempt=unknown("sato", "tax_exempt", "unavailable"))
    del world.facts["taro", "birth_date"]
    found = value("age(child.birth_date, on) < 15 and child.household.tax_exempt and child.birth_date < on", world)
    assert found == Unknown((Cause("taro", "birth_date", "not asked"), Cause("sato", "tax_exempt", "unavailable")))


def test_a_choice_between_equals_needs_no_condition() -> None:
    world = Family().but(taro__studies=unknown("taro", "studies"))
    assert value("5 if child.studies else 2 + 3", world) == 5
    assert value("5 if child.studies else 6", world) == unknown("taro", "studies")
    assert value("child.grade if child.studies else 6", world) == Unknown(
        (Cause("taro", "studies", "not asked"), Cause("taro", "grade", "not asked"))
    )


def test_a_list_not_complete_can_only_make_any_true_and_all_false() -> None:
    world = Family().but(hanako__children=people(TARO, JIRO, complete=False))
    open_end = Unknown((Cause("hanako", "children", "incomplete"),))
    assert value("any(applicant.children.studies)", world) is True
    assert value("all(applicant.children.studies)", world) is False
    assert value("child in applicant.children", world) is True
    for text in (
        "any(c.income > 9999 for c in applicant.children)",
        "all(c.income < 9999 for c in applicant.children)",
        "count(applicant.children)",
        "sum(applicant.children.income)",
        "min(applicant.children.income)",
        "max(applicant.children.income)",
        "applicant in applicant.children",
        "applicant not in applicant.children",
    ):
        assert value(text, world) == open_end, text


def test_a_list_wholly_unknown_is_an_open_list() -> None:
    world = Family().but(hanako__children=unknown("hanako", "children"))
    assert value("any(applicant.children.studies)", world) == unknown("hanako", "children")
    assert value("child in applicant.children", world) == unknown("hanako", "children")


def test_an_unknown_item_makes_a_total_unknown() -> None:
    world = Family().but(jiro__income=unknown("jiro", "income"))
    assert value("sum(applicant.children.income)", world) == unknown("jiro", "income")
    assert value("count(c for c in applicant.children if c.income > 3)", world) == unknown("jiro", "income")
    assert value("sum(c.income for c in applicant.children if c.studies)", world) == 0


def test_an_empty_complete_list_settles_everything_but_the_smallest() -> None:
    world = Family().but(hanako__children=people())
    assert value("any(applicant.children.studies)", world) is False
    assert value("all(applicant.children.studies)", world) is True
    assert value("has(applicant.children)", world) is False
    assert value("sum(applicant.children.income)", world) == 0
    with pytest.raises(RuleError, match="at least one"):
        value("min(applicant.children.income)", world)


def test_a_list_not_known_to_be_complete_says_only_what_is_in_it() -> None:
    more = unknown("taro", "speaks", "incomplete")
    assert value("'en' in child.speaks") == value("count(child.speaks) == 2") == more
    assert value("has(child.speaks)") is True
    world = Family().but(taro__speaks=Listing((), False))
    assert value("has(child.speaks)", world) == more
    assert value("has(child.speaks)", Family().but(taro__speaks=Listing((), True))) is False


def test_none_is_refused_everywhere_but_in_has() -> None:
    for text in ("applicant.loan > 3", "applicant.loan + 1", "sum(applicant.children.loan)", "applicant.spouse.grade"):
        with pytest.raises(RuleError):
            evaluate(tree(text), Family())


def test_an_error_behind_an_unknown_condition_has_not_happened_yet() -> None:
    world = Family().but(taro__grade=0, taro__studies=unknown("taro", "studies"))
    for text in ("child.studies and 6 // child.grade > 1", "not child.studies or 6 // child.grade > 1"):
        assert value(text, world) == unknown("taro", "studies")
    assert value("6 // child.grade if child.studies else 0", world) == unknown("taro", "studies")
    with pytest.raises(RuleError, match="zero"):
        value("child.studies and 6 // child.grade > 1", world.but(taro__studies=True))


@pytest.mark.parametrize(
    "text",
    [
        "child.name == 'a'",
        "child.birth_date == 3",
        "not 3",
        "'a' < 'b'",
        "True + 1",
        "999999999999999 * 9",
        "attains(date('9990-01-01'), 20) < on",
        "attains(on, -1) < on",
        "fiscal_year_start(date('0001-01-01')) < on",
        "applicant.children == 3",
        "any(child.studies)",
        "age(on) > 3",
        "nothing(on)",
        "applicant.address.city == 'a'",
        "applicant.grade.x",
    ],
)
def test_what_does_not_fit_is_an_error_and_never_a_value(text: str) -> None:
    world = Family().but(taro__name=PersonName("a", ""), hanako__grade=3)
    with pytest.raises(RuleError):
        evaluate(tree(text), world)


def test_an_error_names_no_value_and_says_where() -> None:
    text = "child.studies and 6 // child.grade > 1"
    with pytest.raises(RuleError) as caught:
        value(text, Family().but(taro__grade=0))
    assert text[caught.value.offset :][: caught.value.length] == "6 // child.grade"


def test_parameters_are_those_of_the_day() -> None:
    assert value("support.limit") == 15
    assert value("support.limit", Family(on=datetime.date(2020, 1, 1))) == unknown(
        "school-support-amounts", "limit", "not in force"
    )
    assert value("support.limit", Family(on=unknown("case", "on"))) == unknown("case", "on")


def test_a_life_event_runs_for_those_who_fit() -> None:
    rule = each("c in move.movers if age(c.birth_date, move.date) < 15")
    assert select(rule, Family()) == Selection((TARO,), (), True, ())
    world = Family().but(moving__movers=people(HANAKO, TARO, JIRO, complete=False))
    del world.facts["taro", "birth_date"]
    assert select(rule, world) == Selection(
        (), ((TARO, unknown("taro", "birth_date")),), False, (Cause("moving", "movers", "incomplete"),)
    )
    assert select(each("c in move.movers"), Family()).chosen == (HANAKO, TARO)


def test_composite_values_read_as_text() -> None:
    assert str(Address("141305", "宮本町1")) == "宮本町1"
    assert str(PersonName("佐藤 花子", "サトウ ハナコ")) == "佐藤 花子（サトウ ハナコ）"
    assert str(BankAccount("0001", "001", "1234567", "サトウ")) == "0001 001 1234567 サトウ"


SHAPES = (
    "{0} and {1}",
    "{0} or {1}",
    "not {0}",
    "{0} if {1} else {2}",
    "any({0} for c in applicant.children if {1})",
    "all({0} for c in applicant.children if {1})",
    "count(c for c in applicant.children if {0}) > 1",
    "({0}) == ({1})",
    "(child.grade if {0} else 3) // child.grade > 1",
)
LEAVES = (
    "True",
    "applicant.studies",
    "child.studies",
    "any(applicant.children.studies)",
    "child in applicant.children",
    "child.grade < 3",
    "has(applicant.loan)",
    "(has(applicant.loan) and applicant.loan > 3)",
    "sum(c.grade for c in applicant.children if c.studies) < 3",
)


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda shape, *parts: f"({shape.format(*parts)})", st.sampled_from(SHAPES), inner, inner, inner
    ).filter(lambda text: text.count(" for c ") < 2)


CONDITIONS = st.recursive(st.sampled_from(LEAVES), grown, max_leaves=5)
TRUTH, NUMBER = st.booleans(), st.integers(-1, 4)
KNOWN: dict[tuple[str, str], st.SearchStrategy[Value]] = {
    ("hanako", "studies"): TRUTH,
    ("taro", "studies"): TRUTH,
    ("jiro", "studies"): TRUTH,
    ("taro", "grade"): NUMBER,
    ("jiro", "grade"): NUMBER,
    ("hanako", "loan"): st.one_of(st.just(NONE), NUMBER),
    ("hanako", "children"): st.sampled_from([people(), people(TARO), people(JIRO), people(TARO, JIRO)]),
}


@st.composite
def before_and_after(draw: st.DrawFn) -> tuple[dict[tuple[str, str], Value], dict[tuple[str, str], Value]]:
    """A world with every fact known, and the same world before some of them were."""
    after = {key: draw(known) for key, known in KNOWN.items()}
    before = dict(after)
    for key in draw(st.sets(st.sampled_from(tuple(KNOWN)))):
        before[key] = unknown(*key)
        listing = after[key]
        if isinstance(listing, Listing) and draw(st.booleans()):
            before[key] = Listing(listing.items[:1], False)
    return before, after


def outcome(text: str, facts: dict[tuple[str, str], Value]) -> Value | None:
    try:
        return evaluate(tree(text), Family(facts))
    except RuleError:
        return None


@settings(max_examples=250, deadline=None)
@given(CONDITIONS, before_and_after())
def test_learning_more_never_changes_what_was_already_known(
    text: str, worlds: tuple[dict[tuple[str, str], Value], dict[tuple[str, str], Value]]
) -> None:
    before, after = (outcome(text, facts) for facts in worlds)
    if isinstance(before, Unknown):
        waited_for = {(cause.subject, cause.term) for cause in before.causes}
        assert waited_for and waited_for <= {key for key in KNOWN if worlds[0][key] != worlds[1][key]}
    elif before is not None:
        assert after == before
    assert not isinstance(after, Unknown)


BEFORE = Address("131016", "東京都千代田区")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("as_of(applicant.address, date('2026-01-01'))", BEFORE),
        ("as_of(applicant.address.municipality, year_start(on)) == '131016'", True),
        ("as_of(applicant.address.municipality, on) == applicant.address.municipality", True),
        ("as_of(applicant.income, date('2026-01-01')) > 3", unknown("hanako", "income")),
        ("child.studies or as_of(applicant.income, date('2026-01-01')) > 3", True),
        ("as_of(applicant.address.municipality, move.date) == '122033'", True),
        ("any(as_of(c.studies, date('2026-01-01')) for c in applicant.children)", None),
        ("any(c.studies and as_of(c.studies, on) for c in applicant.children)", True),
        ("year_start(date('2026-12-31'))", datetime.date(2026, 1, 1)),
    ],
)
def test_the_past_is_what_the_history_shows_and_no_more(text: str, expected: Value | None) -> None:
    found = evaluate(tree(text), Family())
    assert isinstance(found, Unknown) if expected is None else found == expected


def test_a_day_that_is_not_known_is_what_the_past_waits_for() -> None:
    world = Family().but(moving__date=unknown("moving", "date"))
    assert evaluate(tree("as_of(applicant.address, move.date)"), world) == unknown("moving", "date")
