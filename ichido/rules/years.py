"""Completed years and fiscal years, as the law of a country counts them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

AgeAttained: TypeAlias = Literal["eve", "birthday"]


@dataclass(frozen=True, slots=True)
class Years:
    """Month and day on which a fiscal year begins, and which day is the one an age is attained on."""

    fiscal_year_starts: tuple[int, int] = (4, 1)
    age_attained: AgeAttained = "eve"


FIRST = Years()
"""How version 1 of the language counted before a catalogue could say: 地方自治法 208条1項, 年齢計算ニ関スル法律."""


def age(born: date, on: date) -> int:
    """Completed years as the day begins; below zero before birth.

    Whether an age is attained at the end of the day before the birthday (年齢計算ニ関スル法律, 民法 143条2項) or as
    the birthday begins, its morning is the first that counts; for 29 February in a common year that is 1 March.
    """
    before = on.month < born.month or (on.month == born.month and on.day < born.day)
    return on.year - born.year - before


def attains(born: date, years: int, law: Years = FIRST) -> date:
    """The legal day on which the age is reached: the day before the birthday, at its end, or the birthday itself.

    `eve`: born on 1 April, 31 March, hence the earlier school year; born on 29 February, always 28 February, for lack
    of the day the month's last day takes its place (民法 143条2項); `attains(born, n) < on` exactly when
    `age(born, on) >= n`. `birthday`: the first day that begins with the age, so `<=` takes the place of `<`.
    Raises ValueError below zero years, or OverflowError when the calendar ends.
    """
    if years < 0:
        raise ValueError("an age is not below zero")
    if (born.month, born.day) == (2, 29):
        eve = date(born.year + years, 2, 28)
    else:
        eve = date(born.year + years, born.month, born.day) - timedelta(days=1)
    return eve if law.age_attained == "eve" else eve + timedelta(days=1)


def fiscal_year(day: date, law: Years = FIRST) -> int:
    """The year in which the fiscal year of the day began, wherever in that year it ends."""
    return day.year - ((day.month, day.day) < law.fiscal_year_starts)


def fiscal_year_start(day: date, law: Years = FIRST) -> date:
    """The first day of the fiscal year of the day."""
    return date(fiscal_year(day, law), *law.fiscal_year_starts)


def year_start(day: date) -> date:
    """1 January of the calendar year of the day, as 地方税法 318条 counts."""
    return date(day.year, 1, 1)
