"""Where a legal period ends (民法138条–143条)."""

import calendar as months
from datetime import date, timedelta
from typing import assert_never

from ichido.clocks.calendar import BusinessCalendar, days_after, next_open
from ichido.clocks.holidays import OutsideCalendar
from ichido.language.scalars import Duration


def due(calendar: BusinessCalendar, start: date, duration: Duration) -> date:
    """The last day of a period that runs from the event on `start`.

    The first day does not count unless the calendar includes it (民法140条; included: 戸籍法43条). Months and years run
    to the day before the one that corresponds to the first day (民法143条2項) or, where the calendar says so, to the
    same date as `start` (Regulation 1182/71 Art. 3(2)(c)), else to the end of the month. Business days count open days
    alone.
    A last day that is closed moves to the next open day where the calendar says so (地方自治法4条の2第4項).
    A period of nothing ends on `start`. OutsideCalendar when the end lies beyond the years the calendar knows.
    """
    last = last_day(calendar, start, duration)
    match calendar.ends_when_closed:
        case "next-open-day":
            return next_open(calendar, last)
        case "same-day":
            return last
        case _ as never:
            assert_never(never)


def due_before(day: date) -> date:
    """The last day that is still before `day`: the day before, open or not.

    What must be done あらかじめ (住民基本台帳法24条) has no period of its own, so the roll of closed days, which covers
    limits set by a period, cannot carry it past the event. OutsideCalendar on the first day there is.
    """
    if day == date.min:
        raise OutsideCalendar(f"no day comes before {day}")
    return day - timedelta(days=1)


def last_day(calendar: BusinessCalendar, start: date, duration: Duration) -> date:
    """The last day of a period as in `due`, open or not."""
    if duration.count == 0:
        return start
    included = calendar.first_day == "included"
    first = start if included else days_after(start, 1)
    match duration.unit:
        case "days":
            return days_after(first, duration.count - 1)
        case "weeks":
            return days_after(first, 7 * duration.count - 1)
        case "months":
            return _months(calendar, start, first, duration.count)
        case "years":
            return _months(calendar, start, first, 12 * duration.count)
        case "business days":
            return _open_day(calendar, first, duration.count)
        case _ as never:
            assert_never(never)


def _months(calendar: BusinessCalendar, start: date, first: date, count: int) -> date:
    """The last of `count` months after the event on `start`, whose first day is `first`."""
    counted = start if calendar.months_end == "same-date" else first
    year, month0 = divmod(counted.year * 12 + counted.month - 1 + count, 12)
    if year > date.max.year:
        raise OutsideCalendar(f"{count} months from {counted} is past the end of the calendar")
    length = months.monthrange(year, month0 + 1)[1]
    if counted.day > length:
        return date(year, month0 + 1, length)
    same = date(year, month0 + 1, counted.day)
    return same if calendar.months_end == "same-date" else same - timedelta(days=1)


def _open_day(calendar: BusinessCalendar, first: date, count: int) -> date:
    """The `count`th open day, `first` being a candidate."""
    day = next_open(calendar, first)
    for _ in range(count - 1):
        day = next_open(calendar, days_after(day, 1))
    return day
