"""A day of which only the year or the month is known: what is so whichever day it is, and what waits for the day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ichido.rules.check import check
from ichido.rules.evaluate import evaluate
from ichido.rules.phrases import EN, JA
from ichido.rules.resolve import RuleError
from ichido.rules.sql import Column, NotInSql, to_sql
from ichido.rules.types import DATE, Type
from ichido.rules.values import Cause, Listing, PartialDate, Range, Unknown, Value
from tests.rules.family import Catalogue, Family, place, tree

PARTLY = (Cause("taro", "person.birth_date", "partial"),)
OF_1950, APRIL = (
    PartialDate(date(1950, 1, 1), date(1950, 12, 31), PARTLY),
    PartialDate(date(1950, 4, 1), date(1950, 4, 30), PARTLY),
)
WAITS = Unknown(PARTLY)


def value(text: str, born: Value = OF_1950, **facts: Value) -> Value:
    """On 1 May 2026, of a child born some day."""
    return evaluate(tree(text), Family().but(taro__birth_date=born, **facts))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("child.birth_date < on", True),
        ("child.birth_date >= date('1951-01-01')", False),
        ("child.birth_date < date('1950-06-01')", WAITS),
        ("child.birth_date <= date('1950-12-31')", True),
        ("child.birth_date == date('1950-06-01')", WAITS),
        ("child.birth_date != date('1949-12-31')", True),
        ("child.birth_date == date('1951-01-01')", False),
        ("child.birth_date == child.birth_date", WAITS),
        ("date('1949-01-01') < child.birth_date < date('1951-01-01')", True),
        ("age(child.birth_date, on) >= 65", True),
        ("age(child.birth_date, on) >= 76", WAITS),
        ("age(child.birth_date, on) > 76", False),
        ("age(child.birth_date, on)", Range(75, 76, PARTLY)),
        ("age(child.birth_date, date('2026-12-31'))", 76),
        ("age(date('1949-06-01'), child.birth_date)", Range(0, 1, PARTLY)),
        ("attains(child.birth_date, 65) < on", True),
        ("attains(child.birth_date, 76) < on", WAITS),
        ("fiscal_year(child.birth_date)", Range(1949, 1950, PARTLY)),
        ("fiscal_year(child.birth_date) < 1950", WAITS),
        ("fiscal_year_start(child.birth_date) <= date('1950-04-01')", True),
        ("year_start(child.birth_date)", date(1950, 1, 1)),
        ("age(child.birth_date, on) + 1 > 75", True),
        ("100 - age(child.birth_date, on)", Range(24, 25, PARTLY)),
        ("-age(child.birth_date, on) < 0", True),
        ("age(child.birth_date, on) * 2 // 3", 50),
        ("9 // age(child.birth_date, date('1950-06-01'))", WAITS),
        ("min(child.birth_date, date('1940-01-01'))", date(1940, 1, 1)),
        ("max(child.birth_date, date('1940-01-01')) < on", True),
        ("1 if age(child.birth_date, on) >= 65 else 0", 1),
        ("1 if age(child.birth_date, on) >= 76 else 0", WAITS),
        ("unique(age(child.birth_date, on) < 65, 1, age(child.birth_date, on) >= 65, 2)", 2),
        ("first(age(child.birth_date, on) >= 76, 1, 2)", WAITS),
        ("any(age(c.birth_date, on) > 70 for c in applicant.children)", True),
        ("sum(age(c.birth_date, on) for c in applicant.children)", Range(92, 93, PARTLY)),
        ("max(applicant.children.birth_date)", date(2009, 4, 1)),
        ("min(applicant.children.birth_date) < date('1951-01-01')", True),
        ("as_of(applicant.address, child.birth_date)", WAITS),
        ("child.birth_date in applicant.absent", False),
        ("child.birth_date", OF_1950),
    ],
)  # fmt: skip
def test_what_both_ends_agree_on_is_so(text: str, expected: Value) -> None:
    assert value(text) == expected


def test_a_month_says_more_than_a_year() -> None:
    assert value("age(child.birth_date, on)", APRIL) == 76
    assert value("child.birth_date < date('1950-05-01')", APRIL) is True
    assert (
        value("child.birth_date in applicant.absent", APRIL, hanako__absent=Listing((date(1950, 4, 9),), True)) == WAITS
    )


def test_both_of_two_days_may_be_known_in_part() -> None:
    assert value("child.birth_date < applicant.birth_date", hanako__birth_date=OF_1950) == WAITS
    assert value("child.birth_date < applicant.birth_date", hanako__birth_date=APRIL) == WAITS
    later = PartialDate(date(1951, 1, 1), date(1951, 12, 31), PARTLY)
    assert value("child.birth_date < applicant.birth_date", hanako__birth_date=later) is True


@pytest.mark.parametrize(
    "text",
    ["child.birth_date == 3", "child.birth_date + 1", "child.birth_date == 'a'", "not age(child.birth_date, on)",
     "child.birth_date.year", "fiscal_year(age(child.birth_date, on))", "min(child.birth_date, 3)"],
)  # fmt: skip
def test_what_does_not_fit_is_an_error_and_never_a_value(text: str) -> None:
    with pytest.raises(RuleError):
        value(text)


DAYS = st.dates(date(1948, 1, 1), date(1953, 12, 31))
PARTS = st.builds(lambda day, more: PartialDate(day, day + timedelta(days=more), PARTLY), DAYS, st.integers(1, 400))
SHAPES = (
    "child.birth_date < applicant.birth_date",
    "child.birth_date == date('1950-06-01')",
    "age(child.birth_date, on) >= 75",
    "age(child.birth_date, date('1990-02-28')) * 2 - 1 == 79",
    "attains(child.birth_date, 40) <= date('1990-02-28')",
    "fiscal_year(child.birth_date) - fiscal_year(applicant.birth_date) > 0",
    "fiscal_year_start(child.birth_date) != date('1950-04-01')",
    "100 // age(child.birth_date, on) == 1",
    "max(child.birth_date, applicant.birth_date) < date('1950-06-01')",
    "first(age(child.birth_date, on) > 75, True, child.birth_date < applicant.birth_date, False, True)",
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(SHAPES), PARTS, st.one_of(DAYS, PARTS), st.data())
def test_what_is_said_of_a_part_is_so_of_every_day_in_it(
    text: str, born: PartialDate, other: Value, data: st.DataObject
) -> None:
    said = value(text, born, hanako__birth_date=other)
    day = data.draw(st.dates(born.first, born.last))
    another = data.draw(st.dates(other.first, other.last)) if isinstance(other, PartialDate) else other
    assert said in (WAITS, value(text, day, hanako__birth_date=another))


def test_only_a_term_that_says_so_takes_a_part() -> None:
    class Partly(Catalogue):
        def member(self, vocabulary: str, term: str) -> Type | None:
            found = super().member(vocabulary, term)
            return Type("date", partial=True) if term == "birth_date" else found

    def told(text: str, wanted: Type) -> list[str]:
        return [problem.message for problem in check(tree(text), Partly(), place(text), wanted)[1]]

    refused = ["this is a partial date, but a date is expected here"]
    assert told("child.birth_date", DATE) == told("child.birth_date if child.studies else on", DATE) == refused
    assert told("child.birth_date", Type("date", partial=True)) == told("on", Type("date", partial=True)) == []
    assert told("attains(child.birth_date, 3)", DATE) == []  # what is reckoned from it is known or unknown


def test_it_is_refused_as_sql() -> None:
    class Columns:
        def column(self, dotted: str) -> Column:
            return Column("v", "k", partial=dotted == "child.birth_date")

    assert "extract(year" in to_sql(tree("age(applicant.birth_date, on) > 3"), Columns()).value
    with pytest.raises(NotInSql, match="only a part may be known"):
        to_sql(tree("age(child.birth_date, on) > 3"), Columns())


@pytest.mark.parametrize(
    ("first", "last", "written", "ja", "en"),
    [
        ("1950-01-01", "1950-12-31", "1950", "1950年", "1950"),
        ("1950-04-01", "1950-04-30", "1950-04", "1950年4月", "April 1950"),
        ("2024-02-01", "2024-02-29", "2024-02", "2024年2月", "February 2024"),
        (
            "1989-01-01", "1989-01-07", "1989-01-01/1989-01-07",
            "1989年1月1日から1989年1月7日までの日", "between 1 January 1989 and 7 January 1989",
        ),
        (
            "2024-02-01", "2024-02-28", "2024-02-01/2024-02-28",
            "2024年2月1日から2024年2月28日までの日", "between 1 February 2024 and 28 February 2024",
        ),
    ],
)  # fmt: skip
def test_it_is_written_and_said(first: str, last: str, written: str, ja: str, en: str) -> None:
    part = PartialDate(date.fromisoformat(first), date.fromisoformat(last))
    assert (str(part), JA.part(part), EN.part(part)) == (written, ja, en)
