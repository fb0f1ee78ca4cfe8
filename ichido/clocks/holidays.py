"""National holidays by country, computed by the `holidays` library."""

from datetime import date
from functools import lru_cache


class OutsideCalendar(ValueError):
    """A day lies in years for which nobody knows the holidays; guessing that all are open would be wrong in law."""


def is_holiday(country: str, day: date) -> bool:
    """Whether a day is a national holiday of an ISO 3166 country; OutsideCalendar outside the years known."""
    return day in _holidays(country, day.year)


def knows_country(country: str) -> bool:
    """Whether national holidays of this ISO 3166 country are known."""
    from holidays import list_supported_countries

    return country in list_supported_countries()


@lru_cache(maxsize=512)
def _holidays(country: str, year: int) -> frozenset[date]:
    # Half a second to import: most commands never ask for a holiday.
    from holidays import country_holidays

    try:
        known = country_holidays(country, years=year)
    except NotImplementedError as unknown:
        raise ValueError(f"the national holidays of `{country}` are not known; use an ISO 3166 code") from unknown
    if not known.start_year <= year <= known.end_year:
        raise OutsideCalendar(
            f"the holidays of {country} are known from {known.start_year} to {known.end_year}, not for {year}"
        )
    return frozenset(known)
