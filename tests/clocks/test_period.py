"""Where legal periods end."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ichido.clocks import BusinessCalendar, OutsideCalendar, due, due_before, is_open
from ichido.language.scalars import Duration, Unit
from tests.clocks.calendars import FAMILY_REGISTER, MUNICIPAL, NEVER_CLOSED

INCLUDED = BusinessCalendar(zone="UTC", first_day="included")

days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
counts = st.integers(0, 200)
units: st.SearchStrategy[Unit] = st.sampled_from(["days", "business days", "weeks", "months", "years"])
calendars = st.sampled_from([MUNICIPAL, FAMILY_REGISTER, NEVER_CLOSED, INCLUDED])


def within(text: str, start: date, calendar: BusinessCalendar = NEVER_CLOSED) -> date:
    return due(calendar, start, Duration.parse(text))


def test_moving_in_on_the_first_of_april_is_notified_by_the_fifteenth() -> None:
    assert within("14 days", date(2026, 4, 1), MUNICIPAL) == date(2026, 4, 15)


def test_a_birth_counts_its_own_day() -> None:
    assert within("14 days", date(2026, 4, 1), FAMILY_REGISTER) == date(2026, 4, 14)


def test_a_fourteenth_day_on_a_saturday_moves_to_monday() -> None:
    assert within("14 days", date(2026, 4, 5), FAMILY_REGISTER) == date(2026, 4, 20)


def test_a_last_day_on_a_saturday_moves_to_monday() -> None:
    assert within("14 days", date(2026, 4, 4), MUNICIPAL) == date(2026, 4, 20)


def test_a_last_day_in_golden_week_moves_past_all_of_it() -> None:
    assert within("14 days", date(2026, 4, 18), MUNICIPAL) == date(2026, 5, 7)


def test_a_last_day_in_the_year_end_closure_moves_to_the_fourth() -> None:
    assert within("14 days", date(2026, 12, 16), MUNICIPAL) == date(2027, 1, 4)


def test_a_calendar_may_leave_the_end_on_a_closed_day() -> None:
    stays = MUNICIPAL.model_copy(update={"ends_when_closed": "same-day"})
    assert within("14 days", date(2026, 4, 4), stays) == date(2026, 4, 18)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2024, 1, 31), date(2024, 2, 29)),
        (date(2026, 1, 30), date(2026, 2, 28)),
        (date(2026, 1, 29), date(2026, 2, 28)),
        (date(2026, 1, 27), date(2026, 2, 27)),
        (date(2026, 2, 28), date(2026, 3, 31)),  # the period begins with March and so ends with it
        (date(2026, 4, 1), date(2026, 5, 1)),
        (date(2026, 12, 15), date(2027, 1, 15)),
    ],
)
def test_a_month_ends_on_the_corresponding_day_or_with_the_month(start: date, end: date) -> None:
    assert within("1 month", start) == end


def test_a_month_whose_first_day_counts_ends_the_day_before() -> None:
    assert within("1 month", date(2026, 4, 1), INCLUDED) == date(2026, 4, 30)
    assert within("1 month", date(2026, 1, 31), INCLUDED) == date(2026, 2, 28)


def test_a_year_from_a_leap_day_ends_with_february() -> None:
    assert within("1 year", date(2024, 2, 29)) == date(2025, 2, 28)
    assert within("1 year", date(2024, 2, 28)) == date(2025, 2, 28)
    assert within("4 years", date(2024, 2, 29)) == date(2028, 2, 29)
    assert within("1 year", date(2024, 2, 29), INCLUDED) == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("text", "start", "before_first_day", "same_date"),
    [
        ("1 month", date(2026, 2, 28), date(2026, 3, 31), date(2026, 3, 28)),
        ("2 months", date(2026, 1, 30), date(2026, 3, 30), date(2026, 3, 30)),
        ("1 month", date(2026, 1, 30), date(2026, 2, 28), date(2026, 2, 28)),
        ("1 month", date(2026, 1, 31), date(2026, 2, 28), date(2026, 2, 28)),
        ("1 year", date(2024, 2, 29), date(2025, 2, 28), date(2025, 2, 28)),
        ("1 year", date(2026, 2, 28), date(2027, 2, 28), date(2027, 2, 28)),
        ("2 years", date(2026, 2, 28), date(2028, 2, 29), date(2028, 2, 28)),
    ],
)
def test_a_calendar_says_how_its_months_end(text: str, start: date, before_first_day: date, same_date: date) -> None:
    assert within(text, start) == before_first_day
    assert within(text, start, NEVER_CLOSED.model_copy(update={"months_end": "same-date"})) == same_date


def test_three_months_after_learning_of_an_inheritance() -> None:
    assert within("3 months", date(2026, 11, 30)) == date(2027, 2, 28)


def test_weeks_end_on_the_same_weekday() -> None:
    assert within("2 weeks", date(2026, 4, 1)) == date(2026, 4, 15)
    assert within("2 weeks", date(2026, 4, 1), INCLUDED) == date(2026, 4, 14)


def test_three_business_days_from_a_thursday_step_over_the_weekend() -> None:
    assert within("3 business days", date(2026, 4, 9), MUNICIPAL) == date(2026, 4, 14)


def test_business_days_from_a_closed_day_begin_with_the_next_open_one() -> None:
    assert within("1 business day", date(2026, 4, 11), MUNICIPAL) == date(2026, 4, 13)
    assert within("1 business day", date(2026, 4, 11), FAMILY_REGISTER) == date(2026, 4, 13)


def test_business_days_count_an_open_first_day_where_it_is_included() -> None:
    assert within("1 business day", date(2026, 4, 9), FAMILY_REGISTER) == date(2026, 4, 9)
    assert within("3 business days", date(2026, 4, 9), FAMILY_REGISTER) == date(2026, 4, 13)


def test_a_period_of_nothing_ends_on_the_day_itself() -> None:
    assert within("0 days", date(2026, 4, 1), MUNICIPAL) == date(2026, 4, 1)
    assert within("0 business days", date(2026, 4, 4), MUNICIPAL) == date(2026, 4, 6)


def test_beforehand_means_the_day_before_at_the_latest_even_if_it_is_closed() -> None:
    assert due_before(date(2026, 4, 1)) == date(2026, 3, 31)
    assert due_before(date(2026, 5, 7)) == date(2026, 5, 6)


def test_an_end_beyond_the_calendar_is_refused_with_words() -> None:
    for text in ("1 day", "1 month", "9999 years", "1 business day"):
        with pytest.raises(OutsideCalendar, match="past the end of the calendar"):
            within(text, date.max)
    with pytest.raises(OutsideCalendar, match="not for 2126"):
        within("100 years", date(2026, 4, 1), MUNICIPAL)
    with pytest.raises(OutsideCalendar, match="no day comes before"):
        due_before(date.min)


@given(days, counts, units, st.sampled_from([MUNICIPAL, FAMILY_REGISTER]))
def test_a_period_never_ends_on_a_closed_day_that_moves(
    start: date, count: int, unit: Unit, calendar: BusinessCalendar
) -> None:
    if unit in ("years", "months"):
        count %= 30
    assert is_open(calendar, due(calendar, start, Duration(count, unit)))


@given(days, st.integers(0, 60), counts, units, calendars)
def test_who_starts_later_is_due_no_earlier(
    start: date, later: int, count: int, unit: Unit, calendar: BusinessCalendar
) -> None:
    if unit in ("years", "months"):
        count %= 30
    duration = Duration(count, unit)
    assert due(calendar, start, duration) <= due(calendar, start + timedelta(days=later), duration)


@given(days, counts, st.integers(0, 10), units, calendars)
def test_a_longer_period_ends_no_earlier(
    start: date, count: int, more: int, unit: Unit, calendar: BusinessCalendar
) -> None:
    if unit in ("years", "months"):
        count %= 25
    assert due(calendar, start, Duration(count, unit)) <= due(calendar, start, Duration(count + more, unit))


@given(days, st.integers(1, 40), calendars)
def test_business_days_are_the_open_days_counted(start: date, count: int, calendar: BusinessCalendar) -> None:
    first = start if calendar.first_day == "included" else start + timedelta(days=1)
    end = due(calendar, start, Duration(count, "business days"))
    passed = [first + timedelta(days=n) for n in range((end - first).days + 1)]
    assert sum(is_open(calendar, day) for day in passed) == count


@given(days, counts)
def test_counting_the_first_day_saves_one_day(start: date, count: int) -> None:
    duration = Duration(count + 1, "days")
    assert due(NEVER_CLOSED, start, duration) - due(INCLUDED, start, duration) == timedelta(days=1)
