"""The calendar an authority keeps: the days it is closed, and how it counts."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal, Self, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, field_validator

from ichido.clocks.holidays import OutsideCalendar, is_holiday

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
NATIONAL_HOLIDAYS = "national-holidays"

_A_LEAP_YEAR = 2000


class MonthDays(BaseModel):
    """Days that come back every year, both ends included; `12-29..01-03` runs over the new year."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    first: tuple[int, int]
    last: tuple[int, int]

    @field_validator("first", "last")
    @classmethod
    def _exists(cls, month_day: tuple[int, int]) -> tuple[int, int]:
        date(_A_LEAP_YEAR, *month_day)
        return month_day

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `12-29..01-03` or `06-23`; ValueError says what is expected."""
        first, dots, last = text.partition("..")
        try:
            return cls(first=_month_day(first), last=_month_day(last if dots else first))
        except ValueError:
            raise ValueError(f"`{text}` is not a day such as `06-23` or a range such as `12-29..01-03`") from None

    def __contains__(self, day: date) -> bool:
        here = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last


class BusinessCalendar(BaseModel):
    """Closed days and counting rules of one authority; `holidays_of` is an ISO 3166 country, `zone` an IANA name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    closed_weekdays: tuple[Weekday, ...] = ()
    holidays_of: str | None = None
    closed_ranges: tuple[MonthDays, ...] = ()
    first_day: Literal["excluded", "included"] = "excluded"
    months_end: Literal["before-first-day", "same-date"] = "before-first-day"
    ends_when_closed: Literal["next-open-day", "same-day"] = "same-day"
    zone: str

    @field_validator("closed_weekdays")
    @classmethod
    def _opens_some_day(cls, weekdays: tuple[Weekday, ...]) -> tuple[Weekday, ...]:
        closed = tuple(weekday for weekday in WEEKDAYS if weekday in weekdays)
        if closed == WEEKDAYS:
            raise ValueError("a calendar that is closed on all seven weekdays never opens")
        return closed

    @field_validator("zone")
    @classmethod
    def _is_a_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"`{zone}` is not a time zone; use an IANA name such as `Asia/Tokyo`") from None
        return zone

    @classmethod
    def of(
        cls,
        closed: Iterable[str],
        *,
        zone: str,
        country: str | None = None,
        first_day: Literal["excluded", "included"] = "excluded",
        months_end: Literal["before-first-day", "same-date"] = "before-first-day",
        ends_when_closed: Literal["next-open-day", "same-day"] = "same-day",
    ) -> Self:
        """Build from the words of a calendar file; ValueError names the word that is none."""
        words = tuple(dict.fromkeys(closed))
        if NATIONAL_HOLIDAYS in words and country is None:
            raise ValueError(f"`{NATIONAL_HOLIDAYS}` needs to know the country")
        ranges = [word for word in words if word not in WEEKDAYS and word != NATIONAL_HOLIDAYS]
        return cls(
            closed_weekdays=tuple(weekday for weekday in WEEKDAYS if weekday in words),
            holidays_of=country if NATIONAL_HOLIDAYS in words else None,
            closed_ranges=tuple(MonthDays.parse(text) for text in sorted(ranges)),
            first_day=first_day,
            months_end=months_end,
            ends_when_closed=ends_when_closed,
            zone=zone,
        )


def is_open(calendar: BusinessCalendar, day: date) -> bool:
    """Whether the authority works on this day; OutsideCalendar where holidays are not known."""
    if WEEKDAYS[day.weekday()] in calendar.closed_weekdays or any(day in days for days in calendar.closed_ranges):
        return False
    return calendar.holidays_of is None or not is_holiday(calendar.holidays_of, day)


def next_open(calendar: BusinessCalendar, day: date) -> date:
    """This day if open, else the first open day after it; ValueError if none comes within a year."""
    for ahead in range(367):
        candidate = days_after(day, ahead)
        if is_open(calendar, candidate):
            return candidate
    raise ValueError(f"the calendar has no open day in the year after {day}")


def days_after(day: date, count: int) -> date:
    """The day `count` days later; OutsideCalendar past the last day that can be written."""
    try:
        return day + timedelta(days=count)
    except OverflowError:
        raise OutsideCalendar(f"{count} days after {day} is past the end of the calendar") from None


def _month_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    if len(month) != 2 or len(day) != 2:
        raise ValueError("two digits each")
    return int(month), int(day)
