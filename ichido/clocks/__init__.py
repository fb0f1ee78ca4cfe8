"""Legal time: which days are open, when a period ends, and what day it is somewhere."""

from ichido.clocks.calendar import BusinessCalendar, MonthDays, is_open, next_open
from ichido.clocks.day import civil_day, ends_at
from ichido.clocks.eras import format_era, parse_era, parse_era_part, writes_eras
from ichido.clocks.holidays import OutsideCalendar, knows_country
from ichido.clocks.period import due, due_before

__all__ = [
    "BusinessCalendar",
    "MonthDays",
    "OutsideCalendar",
    "civil_day",
    "due",
    "due_before",
    "ends_at",
    "format_era",
    "is_open",
    "knows_country",
    "next_open",
    "parse_era",
    "parse_era_part",
    "writes_eras",
]
