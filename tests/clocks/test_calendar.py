"""Which days are open."""

from datetime import date, timedelta

import jpholiday
import pytest
from pydantic import ValidationError

from ichido.clocks import BusinessCalendar, MonthDays, OutsideCalendar, is_open, next_open
from ichido.clocks.holidays import is_holiday, knows_country
from tests.clocks.calendars import MUNICIPAL, NEVER_CLOSED


def test_weekends_national_holidays_and_the_year_end_are_closed() -> None:
    closed = [date(2026, 4, 4), date(2026, 4, 5), date(2026, 4, 29), date(2026, 12, 29), date(2027, 1, 3)]
    assert [is_open(MUNICIPAL, day) for day in closed] == [False] * 5
    assert is_open(MUNICIPAL, date(2026, 4, 1))
    assert is_open(MUNICIPAL, date(2026, 12, 28))


def test_a_holiday_moved_from_sunday_is_closed() -> None:
    assert not is_open(MUNICIPAL, date(2026, 5, 6))


def test_after_golden_week_the_office_opens_on_thursday() -> None:
    assert next_open(MUNICIPAL, date(2026, 5, 2)) == date(2026, 5, 7)


def test_after_the_year_end_the_office_opens_on_the_fourth() -> None:
    assert next_open(MUNICIPAL, date(2026, 12, 29)) == date(2027, 1, 4)


def test_an_open_day_is_its_own_next_open_day() -> None:
    assert next_open(MUNICIPAL, date(2026, 4, 1)) == date(2026, 4, 1)


def test_a_range_may_lie_inside_one_year_or_be_one_day() -> None:
    obon = MonthDays.parse("08-13..08-15")
    assert [date(2026, 8, day) in obon for day in (12, 13, 15, 16)] == [False, True, True, False]
    memorial = MonthDays.parse("06-23")
    assert date(2030, 6, 23) in memorial
    assert date(2030, 6, 24) not in memorial


@pytest.mark.parametrize("text", ["13-01", "02-30", "12-29...01-03", "1-3", "new year", "12-29..", ""])
def test_what_is_no_range_is_named(text: str) -> None:
    with pytest.raises(ValueError, match="is not a day such as"):
        MonthDays.parse(text)


def test_the_words_of_a_file_give_the_same_calendar_in_any_order() -> None:
    turned = BusinessCalendar.of(
        ["12-29..01-03", "sunday", "national-holidays", "saturday", "sunday"],
        country="JP",
        zone="Asia/Tokyo",
        ends_when_closed="next-open-day",
    )
    assert turned == MUNICIPAL
    assert turned.model_dump_json() == MUNICIPAL.model_dump_json()


def test_a_calendar_survives_json() -> None:
    assert BusinessCalendar.model_validate_json(MUNICIPAL.model_dump_json()) == MUNICIPAL


def test_national_holidays_need_a_country() -> None:
    with pytest.raises(ValueError, match="needs to know the country"):
        BusinessCalendar.of(["national-holidays"], zone="UTC")


def test_a_country_nobody_knows_is_named() -> None:
    assert knows_country("JP")
    assert not knows_country("XX")
    with pytest.raises(ValueError, match="`XX` are not known"):
        is_holiday("XX", date(2026, 1, 1))


def test_a_zone_that_is_none_is_named() -> None:
    for zone in ("Asia/Edo", "", "../etc/passwd"):
        with pytest.raises(ValidationError, match="is not a time zone"):
            BusinessCalendar(zone=zone)


def test_a_calendar_that_never_opens_is_refused() -> None:
    every_day = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    with pytest.raises(ValidationError, match="never opens"):
        BusinessCalendar.of(every_day, zone="UTC")
    with pytest.raises(ValueError, match="no open day in the year after"):
        next_open(BusinessCalendar.of(["01-01..12-31"], zone="UTC"), date(2026, 1, 1))


def test_years_without_known_holidays_are_refused_and_not_taken_as_open() -> None:
    with pytest.raises(OutsideCalendar, match="known from 1949 to 2099, not for 2100"):
        is_open(MUNICIPAL, date(2100, 1, 4))
    with pytest.raises(OutsideCalendar, match="past the end"):
        next_open(BusinessCalendar.of(["12-31"], zone="UTC"), date.max)
    assert is_open(NEVER_CLOSED, date(2100, 1, 4))


def test_another_country_has_its_own_holidays() -> None:
    estonia = BusinessCalendar.of(["national-holidays"], country="EE", zone="Europe/Tallinn")
    assert not is_open(estonia, date(2026, 2, 24))
    assert is_open(estonia, date(2026, 4, 29))


def test_two_libraries_agree_on_the_holidays_of_half_a_century() -> None:
    days = [date(2000, 1, 1) + timedelta(days=n) for n in range((date(2051, 1, 1) - date(2000, 1, 1)).days)]
    ours = {day for day in days if is_holiday("JP", day)}
    theirs = {day for day, _ in jpholiday.between(days[0], days[-1])}
    assert ours == theirs
    assert len(ours) == 895
