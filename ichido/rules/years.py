"""Completed years and fiscal years, as Japanese law counts them."""

from __future__ import annotations

from datetime import date, timedelta

FISCAL_YEAR_STARTS = 4


def age(born: date, on: date) -> int:
    """Completed years as the day begins; below zero before birth.

    A year of age is completed with the end of the day before the birthday (年齢計算ニ関スル法律, 民法 143条2項), so the
    morning of the birthday is the first that counts; for 29 February in a common year that is 1 March.
    """
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def attains(born: date, years: int) -> date:
    """The legal day on which the age is reached, at its end: the day before the birthday.

    Born on 1 April: 31 March, hence the earlier school year. Born on 29 February: always 28 February, for lack of the
    day the month's last day takes its place (民法 143条2項). `attains(born, n) < on` exactly when `age(born, on) >= n`.
    Raises ValueError below zero years, or OverflowError when the calendar ends.
    """
    if years < 0:
        raise ValueError("an age is not below zero")
    if (born.month, born.day) == (2, 29):
        return date(born.year + years, 2, 28)
    return date(born.year + years, born.month, born.day) - timedelta(days=1)


def fiscal_year(day: date) -> int:
    """The year in which the fiscal year (1 April to 31 March, 地方自治法 208条1項) of the day began."""
    return day.year if day.month >= FISCAL_YEAR_STARTS else day.year - 1


def fiscal_year_start(day: date) -> date:
    """1 April of the fiscal year of the day (地方自治法 208条1項)."""
    return date(fiscal_year(day), FISCAL_YEAR_STARTS, 1)
