"""National holidays by country, computed by the `holidays` library."""

from datetime import date
from functools import lru_cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase


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
    known = _class_of(country)(years=year)
    if not known.start_year <= year <= known.end_year:
        raise OutsideCalendar(
            f"the holidays of {country} are known from {known.start_year} to {known.end_year}, not for {year}"
        )
    return frozenset(known)


@lru_cache(maxsize=8)
def _class_of(country: str) -> type["HolidayBase"]:
    """The one country's class by its file: to import it by name imports all two hundred countries, most of a second."""
    import holidays
    from holidays.registry import COUNTRIES

    found = next(((file, names[0]) for file, names in COUNTRIES.items() if country in names[1:]), None)
    if found is None:
        raise ValueError(f"the national holidays of `{country}` are not known; use an ISO 3166 code")
    file, name = found
    spec = spec_from_file_location(f"{__name__}.{file}", Path(holidays.__file__).parent / "countries" / f"{file}.py")
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    loaded: type[HolidayBase] = getattr(module, name)
    return loaded
