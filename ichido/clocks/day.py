"""Where a calendar day lies in time: between the instants every computer agrees on and the days the law counts."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from ichido.clocks.calendar import BusinessCalendar, days_after


def ends_at(calendar: BusinessCalendar, day: date) -> datetime:
    """The instant, in UTC, at which `day` is over in the calendar's zone: the midnight after it (民法141条)."""
    midnight = datetime.combine(days_after(day, 1), time.min, tzinfo=ZoneInfo(calendar.zone))
    return midnight.astimezone(UTC)


def civil_day(calendar: BusinessCalendar, instant: datetime) -> date:
    """The day it is in the calendar's zone at an aware instant; ValueError for a naive one."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs its offset from UTC: a naive time may be another day")
    return instant.astimezone(ZoneInfo(calendar.zone)).date()
