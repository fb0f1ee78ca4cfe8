"""The Japanese calendar (和暦) from 1 January of Meiji 6, the first Gregorian day, to the present era."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal


@dataclass(frozen=True, slots=True)
class Era:
    """An era by its name and initial; it reigns from its first day until the next era's."""

    name: str
    initial: str
    first_day: date


# 大正 and 昭和 took the day of their proclamation whole, 平成 and 令和 began the day after theirs (元号法).
ERAS = (
    Era("令和", "R", date(2019, 5, 1)),
    Era("平成", "H", date(1989, 1, 8)),
    Era("昭和", "S", date(1926, 12, 25)),
    Era("大正", "T", date(1912, 7, 30)),
    Era("明治", "M", date(1868, 1, 25)),
)
FIRST_GREGORIAN_DAY = date(1873, 1, 1)

_WRITTEN = re.compile(
    r"(?P<era>令和|平成|昭和|大正|明治|[RHSTM])\s*(?P<year>元|[0-9]{1,2})"
    r"(?:\s*年\s*(?P<month>[0-9]{1,2})\s*月\s*(?P<day>[0-9]{1,2})\s*日|([./-])(?P<m>[0-9]{1,2})\5(?P<d>[0-9]{1,2}))",
    re.IGNORECASE,
)


_IN_PART = re.compile(
    r"(?P<era>令和|平成|昭和|大正|明治)\s*(?P<year>元|[0-9]{1,2})\s*年(?:\s*(?P<month>[0-9]{1,2})\s*月)?"
)


def parse_era(text: str) -> date:
    """Read `令和8年4月1日`, `令和元年5月1日` or `R8.4.1`, digits of either width; ValueError says what is wrong."""
    match = _WRITTEN.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None:
        raise ValueError(f"`{text}` is not a date of the Japanese calendar such as `令和8年4月1日` or `R8.4.1`")
    era = next(era for era in ERAS if match["era"].upper() in (era.name, era.initial))
    year = 1 if match["year"] == "元" else int(match["year"])
    try:
        day = date(era.first_day.year + year - 1, int(match["month"] or match["m"]), int(match["day"] or match["d"]))
    except ValueError:
        raise ValueError(f"`{text}` is not a day that exists") from None
    if year == 0:
        raise ValueError(f"`{text}` is not a day that exists: an era begins with the year 元, or 1")
    if day < FIRST_GREGORIAN_DAY:
        raise ValueError(f"`{text}` is before 明治6年1月1日, when Japan took up the Gregorian calendar")
    if era_of(day) != era:
        raise ValueError(f"`{text}` lies outside {era.name}: that day is {format_era(day)}")
    return day


def parse_era_part(text: str) -> tuple[date, date]:
    """The first and last day of `昭和25年` or `昭和25年4月` in its era; ValueError says what is wrong."""
    match = _IN_PART.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None:
        raise ValueError(f"`{text}` is not a year or a month of the Japanese calendar such as `昭和25年4月`")
    era = next(era for era in ERAS if match["era"] == era.name)
    count = 1 if match["year"] == "元" else int(match["year"])
    year, month = era.first_day.year + count - 1, int(match["month"] or 1)
    if not 1 <= month <= 12 or count == 0:
        raise ValueError(f"`{text}` is not a month that exists")
    over = date(year + 1, 1, 1) if match["month"] is None or month == 12 else date(year, month + 1, 1)
    ends = next((later.first_day for later in reversed(ERAS) if later.first_day > era.first_day), over)
    first = max(date(year, month, 1), era.first_day, FIRST_GREGORIAN_DAY)
    last = min(over, ends) - timedelta(days=1)
    if last < first:
        raise ValueError(f"`{text}` lies outside {era.name}")
    return first, last


def format_era(day: date, style: Literal["long", "short"] = "long") -> str:
    """Write a day as `令和8年4月1日` or, short, `R8.4.1`; ValueError before 明治6年1月1日."""
    era = era_of(day)
    year = day.year - era.first_day.year + 1
    if style == "short":
        return f"{era.initial}{year}.{day.month}.{day.day}"
    return f"{era.name}{'元' if year == 1 else year}年{day.month}月{day.day}日"


def writes_eras(country: str) -> bool:
    """Whether people of this country may write a day in the Japanese calendar."""
    return country == "jp"


def era_of(day: date) -> Era:
    """The era a day belongs to; ValueError before 明治6年1月1日."""
    if day < FIRST_GREGORIAN_DAY:
        raise ValueError(f"{day} is before 明治6年1月1日, when Japan took up the Gregorian calendar")
    return next(era for era in ERAS if era.first_day <= day)
