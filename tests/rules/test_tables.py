"""What a decision table comes to, as a plan holds it: one expression of rows."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ichido.language.kinds.table import MAX_ROWS, MAX_TEXT, Row, Table
from ichido.rules.check import check
from ichido.rules.depend import paths
from ichido.rules.evaluate import evaluate
from ichido.rules.explain import explain
from ichido.rules.parse import MAX_CELLS, MAX_TABLE, parse
from ichido.rules.resolve import RuleError
from ichido.rules.values import NONE, Unknown, Value, unite
from tests.rules.family import Catalogue, Family, place, tree, unknown
from tests.rules.test_evaluate import CONDITIONS, KNOWN, before_and_after

STUDIES, GRADE = unknown("taro", "studies"), unknown("taro", "grade")


def value(text: str, **facts: Value) -> Value:
    return evaluate(tree(text), Family().but(**facts))


def test_the_row_that_applies_is_the_value() -> None:
    by_age = "unique(age(child.birth_date, on) < 3, 1, age(child.birth_date, on) >= 3, support.elementary)"
    assert value(by_age) == 11630
    assert value("first(child.studies, 1, True, 2)") == 1
    assert value("first(not child.studies, 1, 3)") == 3
    assert value("unique(child.studies, applicant.loan)") is NONE


def test_a_row_that_surely_applies_is_not_hidden_by_one_that_is_unknown() -> None:
    for rows in permutations(("child.studies, 1", "child.grade == 2, 2", "child.grade != 2, 3")):
        assert value(f"unique({', '.join(rows)})", taro__studies=STUDIES, taro__grade=2) == 2
    # Of rows that are read in order, an unknown one may still come first.
    assert value("first(child.studies, 1, True, 2)", taro__studies=STUDIES) == STUDIES
    assert value("first(True, 1, child.studies, 2)", taro__studies=STUDIES) == 1


@pytest.mark.parametrize("hit", ["first", "unique"])
def test_what_cannot_change_the_outcome_is_not_waited_for(hit: str) -> None:
    assert value(f"{hit}(child.studies, 5, 5)", taro__studies=STUDIES) == 5
    assert value(f"{hit}(child.studies, 5, not child.studies, 5)", taro__studies=STUDIES) == STUDIES  # a gap may be
    assert value(f"{hit}(child.studies, child.grade, 2)", taro__studies=STUDIES) == unite(STUDIES, GRADE)
    assert value(f"{hit}(child.studies, child.grade, 2)", taro__studies=False) == 2


def test_it_is_the_same_as_one_choice_after_the_other() -> None:
    for facts in ({}, {"taro__studies": STUDIES}, {"taro__grade": 3}, {"taro__studies": False}):
        table = value("first(child.studies, 1, child.grade > 2, 2, 3)", **facts)
        assert table == value("1 if child.studies else 2 if child.grade > 2 else 3", **facts)


def test_what_no_row_or_more_than_one_is_about_is_an_error_and_never_a_value() -> None:
    for text, why in (
        ("first(not child.studies, 1)", "no row"),
        ("unique(not child.studies, 1)", "no row"),
        ("unique(child.studies, 1, child.studies, 1)", "two rows"),
    ):
        with pytest.raises(RuleError, match=why):
            value(text)


def test_an_error_behind_an_unknown_row_has_not_happened_yet() -> None:
    for text in ("first(child.studies, 1, 6 // child.grade > 1, 2)", "first(child.studies, 6 // child.grade, 0)"):
        assert value(text, taro__studies=STUDIES, taro__grade=0) == STUDIES
    with pytest.raises(RuleError, match="zero"):
        value("first(child.studies, 1, 6 // child.grade > 1, 2)", taro__studies=False, taro__grade=0)


def test_it_reads_what_its_cells_read() -> None:
    text = "unique(child.studies, support.elementary, child.grade > 2, child.income, 0)"
    assert paths(tree(text)) == ("child.studies", "support.elementary", "child.grade", "child.income")


def test_it_is_told_in_words() -> None:
    text = "unique(child.grade < 3, 5000, child.grade >= 3, 10000)"
    assert explain(tree(text), "en", str) == (
        "what applies of: 5,000 if child.grade is under 3; 10,000 if child.grade is at least 3"
    )
    assert explain(tree(text), "ja", str) == (
        "次のうち該当するもの：child.gradeが3未満であるときは5,000；child.gradeが3以上であるときは10,000"
    )
    text = "first(child.studies, 5000, 0)"
    assert explain(tree(text), "en", str) == "the first that applies of: 5,000 if child.studies holds; otherwise 0"
    assert explain(tree(text), "ja", str) == (
        "次のうち最初に該当するもの：child.studiesに該当するときは5,000；いずれでもないときは0"
    )


def test_an_author_writes_it_as_rows() -> None:
    text = "unique(child.studies, 1, 0)"
    (problem,) = check(tree(text), Catalogue(), place(text))[1]
    assert (problem.code, problem.help) == (
        "expression-forbidden",
        "write `hit: unique`, and `rows:` of `when:` and `then:`",
    )
    assert check(tree("1 + unique(child.studies, 1, 0)"), Catalogue(), None)[1][0].code == "unknown-function"


def test_many_long_rows_are_read_and_not_without_end() -> None:
    cells = " + ".join(["child.income"] * 10)
    rows = tuple(Row(when=f"child.grade == {at}", then=cells) for at in range(MAX_ROWS))
    assert isinstance(parse(Table(hit="first", rows=rows, otherwise="0").text, None), type(tree("first(True, 1)")))
    assert MAX_CELLS == 2 * MAX_ROWS + 1 and MAX_TABLE == MAX_TEXT
    for attack in (
        "first(" + "True, 1, " * 150 + "0)",
        "first(" + "a" * 20_000 + ", 1)",
        "first(" + "(" * 30 + "a" + ")" * 30 + ", 1)",
        "first(" + "+".join(["1"] * 900) + ", 1)",
    ):
        found = parse(attack, None)
        assert isinstance(found, tuple) and found[0].code == "expression-too-large"


@pytest.mark.parametrize("slip", ["first()", "first(a)", "first(a, 1", "unique(a, 1) + 1", "unique(a, )", "first(a 1)"])
def test_a_slip_is_a_syntax_problem(slip: str) -> None:
    found = parse(slip, None)
    assert isinstance(found, tuple) and found[0].code == "expression-syntax"


TABLES = st.builds(
    lambda hit, rows, last: f"{hit}({', '.join(f'{when}, {then}' for when, then in rows)}{last})",
    st.sampled_from(["first", "unique"]),
    st.lists(
        st.tuples(CONDITIONS, st.sampled_from(["1", "2", "child.grade", "applicant.loan"])), min_size=1, max_size=4
    ),
    st.sampled_from(["", ", 0", ", child.grade"]),
)


def outcome(text: str, facts: dict[tuple[str, str], Value]) -> Value | None:
    try:
        return evaluate(tree(text), Family(facts))
    except RuleError:
        return None


@settings(max_examples=250, deadline=None)
@given(TABLES, before_and_after())
def test_learning_more_never_changes_what_was_already_known(
    text: str, worlds: tuple[dict[tuple[str, str], Value], dict[tuple[str, str], Value]]
) -> None:
    before, after = (outcome(text, facts) for facts in worlds)
    if isinstance(before, Unknown):
        waited_for = {(cause.subject, cause.term) for cause in before.causes}
        assert waited_for and waited_for <= {key for key in KNOWN if worlds[0][key] != worlds[1][key]}
    elif before is not None and after is not None:  # that two rows apply may only be seen later
        assert after == before
    assert not isinstance(after, Unknown)
