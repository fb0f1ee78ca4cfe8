"""Where a calendar day lies in time."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ichido.clocks import BusinessCalendar, OutsideCalendar, civil_day, ends_at
from tests.clocks.calendars import MUNICIPAL

ZONES = ["Asia/Tokyo", "Europe/Tallinn", "America/Sao_Paulo", "America/Havana", "Asia/Kathmandu", "UTC"]


def test_the_fifteenth_ends_at_three_in_the_afternoon_utc() -> None:
    assert ends_at(MUNICIPAL, date(2026, 4, 15)) == datetime(2026, 4, 15, 15, 0, tzinfo=UTC)
    assert ends_at(MUNICIPAL, date(2026, 4, 15)).tzinfo is UTC


def test_it_is_already_tomorrow_in_tokyo() -> None:
    assert civil_day(MUNICIPAL, datetime(2026, 3, 31, 14, 59, 59, tzinfo=UTC)) == date(2026, 3, 31)
    assert civil_day(MUNICIPAL, datetime(2026, 3, 31, 15, 0, tzinfo=UTC)) == date(2026, 4, 1)
    assert civil_day(MUNICIPAL, datetime(2026, 4, 1, 0, 0, tzinfo=timezone(timedelta(hours=9)))) == date(2026, 4, 1)


def test_a_time_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="needs its offset"):
        civil_day(MUNICIPAL, datetime(2026, 4, 1))


def test_the_last_day_there_is_has_no_end() -> None:
    with pytest.raises(OutsideCalendar):
        ends_at(MUNICIPAL, date.max)


@given(st.dates(date(1990, 1, 1), date(2037, 12, 31)), st.sampled_from(ZONES))
def test_a_day_lasts_until_its_end_and_not_longer(day: date, zone: str) -> None:
    calendar = BusinessCalendar(zone=zone)
    end = ends_at(calendar, day)
    assert civil_day(calendar, end) == day + timedelta(days=1)
    assert civil_day(calendar, end - timedelta(microseconds=1)) == day
