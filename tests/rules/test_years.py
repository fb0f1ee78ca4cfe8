"""Ages and years at their edges: 1 and 2 April, 29 February."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ichido.rules.years import Years, age, attains, fiscal_year, fiscal_year_start

DAYS = st.dates(date(1900, 1, 1), date(2150, 12, 31))
EDGES = st.sampled_from([date(2012, 2, 28), date(2012, 2, 29), date(2012, 3, 1), date(2012, 4, 1), date(2012, 4, 2)])


@pytest.mark.parametrize(
    ("born", "years", "reached"),
    [
        (date(2020, 4, 1), 6, date(2026, 3, 31)),
        (date(2020, 4, 2), 6, date(2026, 4, 1)),
        (date(2012, 2, 29), 14, date(2026, 2, 28)),
        (date(2012, 2, 29), 16, date(2028, 2, 28)),
        (date(2012, 3, 1), 14, date(2026, 2, 28)),
        (date(2012, 3, 1), 16, date(2028, 2, 29)),
        (date(1961, 1, 1), 65, date(2025, 12, 31)),
        (date(2026, 4, 1), 0, date(2026, 3, 31)),
    ],
)
def test_an_age_is_reached_at_the_end_of_the_day_before_the_birthday(born: date, years: int, reached: date) -> None:
    assert attains(born, years) == reached
    assert age(born, reached) == years - 1
    assert age(born, reached + timedelta(days=1)) == years


def test_the_fiscal_year_turns_on_the_first_of_april() -> None:
    assert (fiscal_year(date(2026, 3, 31)), fiscal_year(date(2026, 4, 1))) == (2025, 2026)
    assert fiscal_year_start(date(2026, 3, 31)) == date(2025, 4, 1)
    assert fiscal_year_start(date(2026, 4, 1)) == date(2026, 4, 1)


def test_who_is_born_on_the_first_of_april_belongs_to_the_earlier_school_year() -> None:
    start = date(2026, 4, 1)
    assert age(date(2020, 4, 1), start) == 6 and attains(date(2020, 4, 1), 6) < start
    assert age(date(2020, 4, 2), start) == 5 and attains(date(2020, 4, 2), 6) == start


def test_no_age_below_zero_is_reached_but_before_birth_the_age_is_below_zero() -> None:
    assert age(date(2026, 4, 20), date(2026, 4, 1)) == -1
    with pytest.raises(ValueError):
        attains(date(2026, 4, 20), -1)


@pytest.mark.parametrize(
    ("born", "years", "reached"),
    [
        (date(2020, 4, 1), 6, date(2026, 4, 1)),
        (date(2012, 2, 29), 14, date(2026, 3, 1)),
        (date(2012, 2, 29), 16, date(2028, 2, 29)),
        (date(1961, 1, 1), 65, date(2026, 1, 1)),
    ],
)
def test_where_the_law_says_so_an_age_is_reached_as_the_birthday_begins(born: date, years: int, reached: date) -> None:
    assert attains(born, years, Years(age_attained="birthday")) == reached
    assert age(born, reached) == years
    assert age(born, reached - timedelta(days=1)) == years - 1


def test_a_fiscal_year_turns_on_the_day_the_law_names() -> None:
    calendar_year, british = Years(fiscal_year_starts=(1, 1)), Years(fiscal_year_starts=(4, 6))
    assert fiscal_year(date(2026, 1, 1), calendar_year) == 2026
    assert fiscal_year_start(date(2026, 12, 31), calendar_year) == date(2026, 1, 1)
    assert (fiscal_year(date(2026, 4, 5), british), fiscal_year(date(2026, 4, 6), british)) == (2025, 2026)
    assert fiscal_year_start(date(2026, 4, 5), british) == date(2025, 4, 6)


@settings(max_examples=300, deadline=None)
@given(st.one_of(DAYS, EDGES), st.one_of(DAYS, EDGES), st.integers(0, 120))
def test_the_age_is_completed_once_its_day_has_passed(born: date, on: date, years: int) -> None:
    assert (attains(born, years) < on) == (age(born, on) >= years)
