"""The rule as SQL comes to the same as the rule evaluated, row by row."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ichido.rules.check import check
from ichido.rules.evaluate import evaluate
from ichido.rules.resolve import RuleError
from ichido.rules.sql import Column, NotInSql, to_sql
from ichido.rules.values import NONE, ParameterSet, Subject, Unknown, Value
from ichido.rules.years import FIRST, Years
from tests.rules.family import TARO, Catalogue, place, tree, unknown

COLUMNS = {
    "child.birth_date": "date",
    "child.studies": "boolean",
    "child.household.tax_exempt": "boolean",
    "child.income": "bigint",
    "child.loan": "bigint",
    "child.grade": "bigint",
    "child.kind": "text",
    "on": "date",
    "support.elementary": "bigint",
}


class Table:
    """Each path in two columns, named after it."""

    def column(self, dotted: str) -> Column | None:
        name = dotted.replace(".", "_")
        return Column(f"r.{name}_value", f"r.{name}_known") if dotted in COLUMNS else None


Row = dict[str, Value]


class OneRow:
    """The world of one child, from the same row the database is given."""

    def __init__(self, row: Row, years: Years = FIRST) -> None:
        self.row = row
        self.years = years

    def root(self, name: str) -> Value:
        return {"child": TARO, "on": self.row["on"], "support": ParameterSet("support")}[name]

    def fact(self, subject: Subject, term: str) -> Value:
        if term == "household":
            return Subject("sato", "household")
        return self.row["child.household.tax_exempt" if term == "tax_exempt" else f"child.{term}"]

    def parameter(self, set: str, name: str, on: datetime.date) -> Value:
        return self.row[f"{set}.{name}"]

    def then(self, day: datetime.date) -> OneRow:
        raise AssertionError("SQL knows no past")


@pytest.fixture(scope="module")
def database(postgres_url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as connection:
        yield connection


BORN = st.one_of(
    st.dates(datetime.date(2008, 1, 1), datetime.date(2026, 12, 31)),
    st.sampled_from([datetime.date(2012, 2, 29), datetime.date(2020, 4, 1), datetime.date(2020, 4, 2)]),
)
ON = st.one_of(
    st.dates(datetime.date(2024, 1, 1), datetime.date(2029, 12, 31)),
    st.sampled_from([datetime.date(2026, 3, 31), datetime.date(2026, 4, 1), datetime.date(2028, 2, 29)]),
)


def maybe(known: st.SearchStrategy[Value], path: str) -> st.SearchStrategy[Value]:
    return st.one_of(known, known, st.just(unknown("x", path)))


ROWS = st.fixed_dictionaries(
    {
        "child.birth_date": maybe(BORN, "birth_date"),
        "child.studies": maybe(st.booleans(), "studies"),
        "child.household.tax_exempt": maybe(st.booleans(), "tax_exempt"),
        "child.income": maybe(st.integers(-50, 50), "income"),
        "child.loan": maybe(st.one_of(st.just(NONE), st.integers(-3, 3)), "loan"),
        "child.grade": maybe(st.integers(-3, 9), "grade"),
        "child.kind": maybe(st.sampled_from(["a", "b", "100%", "山"]), "kind"),
        "on": ON,
        "support.elementary": st.sampled_from([11630, 12]),
    }
)

CHOICE = "{0} if {2} else {1}"
NUMBERS = ("child.income", "child.loan if has(child.loan) else 0", "support.elementary", "7", "-child.income")
NUMBER_SHAPES = (
    "{0} + {1}",
    "{0} - {1}",
    "{0} * 3",
    "({0}) // 7",
    "min({0}, {1})",
    "max({0}, {1})",
    "{0} if {2} else {1}",
)
DAYS = ("child.birth_date", "on", "fiscal_year_start(on)", "date('2024-02-29')", "attains(child.birth_date, 6)")
LEAVES = (
    "child.studies",
    "child.household.tax_exempt",
    "True",
    "has(child.loan)",
    "(has(child.loan) and child.loan > 0)",
    "6 <= age(child.birth_date, fiscal_year_start(on)) < 15",
    "age(child.birth_date, on) < 12",
    "fiscal_year(on) - fiscal_year(child.birth_date) > child.grade",
    "child.kind == 'a'",
    "child.kind != '100%'",
)
SHAPES = ("{0} and {1}", "{0} or {1}", "not {0}", "{0} if {1} else {2}", "({0}) == ({1})")

LAWS = (FIRST, Years((1, 1), "birthday"), Years((4, 6), "birthday"))

Texts = st.SearchStrategy[str]


def fill(shapes: tuple[str, ...], *parts: Texts) -> Texts:
    return st.builds(lambda shape, *texts: f"({shape.format(*texts)})", st.sampled_from(shapes), *parts)


LEAF = st.sampled_from(LEAVES)
NUMBER = st.one_of(
    st.sampled_from(NUMBERS).map("({})".format),
    fill(NUMBER_SHAPES, *[st.sampled_from(NUMBERS).map("({})".format)] * 2, LEAF),
)
COMPARED = st.one_of(
    fill(("{0} < {1}", "{0} == {1}", "{0} >= {1}", "{0} <= {1} < 20"), NUMBER, NUMBER),
    fill(("{0} < {1}", "{0} != {1}", "{0} >= {1}"), st.sampled_from(DAYS), st.sampled_from(DAYS)),
)
RULES = st.one_of(
    NUMBER, st.recursive(st.one_of(LEAF, COMPARED), lambda inner: fill(SHAPES, inner, inner, inner), max_leaves=5)
)

TABLES = st.builds(
    lambda hit, rows, last: f"{hit}({', '.join(f'{when}, {then}' for when, then in rows)}{last})",
    st.sampled_from(["first", "unique"]),
    st.lists(st.tuples(st.one_of(LEAF, COMPARED), NUMBER), min_size=1, max_size=5),
    st.sampled_from(["", ", 0", ", child.income"]),
)


def selected(
    database: psycopg.Connection[Any], text: str, rows: list[Row], law: Years = FIRST
) -> list[tuple[object, bool]]:
    """Value and known of the rule for each row, in one statement."""
    rule = to_sql(tree(text), Table(), law)
    names = [name.replace(".", "_") for name in COLUMNS]
    columns = ", ".join(f"{name}_value, {name}_known" for name in names)
    arguments: dict[str, object] = dict(rule.parameters)
    lines = []
    for number, row in enumerate(rows):
        cells = []
        for (path, kind), name in zip(COLUMNS.items(), names, strict=True):
            known = not isinstance(row[path], Unknown)
            arguments[f"r{number}_{name}"] = row[path] if known and row[path] is not NONE else None
            cells.append(f"%(r{number}_{name})s::{kind}, {'TRUE' if known else 'FALSE'}")
        lines.append(f"({number}, {', '.join(cells)})")
    statement = (
        f"SELECT {rule.value}, {rule.known} FROM (VALUES {', '.join(lines)}) AS r (number, {columns}) ORDER BY number"
    )
    return database.execute(statement.encode(), arguments).fetchall()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(RULES, st.lists(ROWS, min_size=1, max_size=6))
def test_both_engines_agree(database: psycopg.Connection[Any], text: str, rows: list[Row]) -> None:
    parsed = tree(text)
    assert check(parsed, Catalogue(), place(text))[1] == ()
    for (found, known), row in zip(selected(database, text, rows), rows, strict=True):
        expected = evaluate(parsed, OneRow(row))
        assert known is not isinstance(expected, Unknown)
        assert found == (None if isinstance(expected, Unknown) else expected)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TABLES, st.lists(ROWS, min_size=1, max_size=6))
def test_both_engines_agree_on_tables(database: psycopg.Connection[Any], text: str, rows: list[Row]) -> None:
    """Where no row applies, or two of those of which one may, evaluation stops and SQL does not know."""
    for (found, known), row in zip(selected(database, text, rows), rows, strict=True):
        try:
            expected = evaluate(tree(text), OneRow(row))
        except RuleError:
            expected = unknown("x", "no row")
        assert known is not isinstance(expected, Unknown)
        assert found == (None if isinstance(expected, Unknown) else expected)


def test_a_long_table_is_still_one_statement(database: psycopg.Connection[Any]) -> None:
    rest: Row = {path: unknown("x", path) for path in COLUMNS}
    rows = [{**rest, "child.income": income} for income in (-50, 7, 29, 50)]
    table = ", ".join(f"child.income == {at}, {at} * support.elementary" for at in range(30))
    with_amount = [{**row, "support.elementary": 12, "on": datetime.date(2026, 5, 1)} for row in rows]
    found = selected(database, f"unique({table}, 0)", with_amount)
    assert found == [(0, True), (84, True), (348, True), (0, True)]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(BORN, ON), min_size=20, max_size=60), st.sampled_from(LAWS))
def test_both_engines_agree_on_every_edge_of_an_age(
    database: psycopg.Connection[Any], days: list[tuple[datetime.date, datetime.date]], law: Years
) -> None:
    rest: Row = {path: unknown("x", path) for path in COLUMNS}
    rows = [{**rest, "child.birth_date": born, "on": on} for born, on in days]
    for text in (
        "age(child.birth_date, on)",
        "attains(child.birth_date, 14)",
        "fiscal_year_start(on)",
        "year_start(on)",
    ):
        found = [value for value, _ in selected(database, text, rows, law)]
        assert found == [evaluate(tree(text), OneRow(row, law)) for row in rows]


def test_none_stays_apart_from_unknown(database: psycopg.Connection[Any]) -> None:
    rest: Row = {path: unknown("x", path) for path in COLUMNS}
    rows = [{**rest, "child.loan": NONE}, rest]
    assert selected(database, "child.loan", rows) == [(None, True), (None, False)]
    assert selected(database, "has(child.loan)", rows) == [(False, True), (None, False)]


@pytest.mark.parametrize(
    "text",
    [
        "any(applicant.children.studies)",
        "child in applicant.children",
        "child.income // child.grade",
        "child.note == 'a'",
        "as_of(child.birth_date, on)",
        "age(" * 9 + "on" + ", on)" * 9,
    ],
)
def test_what_has_no_sql_is_refused(text: str) -> None:
    with pytest.raises(NotInSql):
        to_sql(tree(text), Table())
