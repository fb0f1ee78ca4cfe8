"""A calendar: which days are closed and how a legal period is counted."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from ichido.language.kinds.definition import Definition
from ichido.language.kinds.model import Labels
from ichido.language.scalars import Id

_CLOSED = re.compile(
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|national-holidays"
    r"|[01][0-9]-[0-3][0-9](\.\.[01][0-9]-[0-3][0-9])?"
)


def _closed(value: str) -> str:
    if _CLOSED.fullmatch(value) is None:
        raise ValueError("expected a weekday, `national-holidays`, a day such as `12-29` or a range `12-29..01-03`")
    return value


class Calendar(Definition):
    """Closed days, whether the first day counts, and what happens to a period that ends on a closed day.

    Months and years end on the day before the one that corresponds to the first day that counts, or on the same date as
    the day of the event.
    """

    calendar: Id
    title: Labels = Field(default_factory=dict)
    closed: tuple[Annotated[str, AfterValidator(_closed)], ...] = ()
    first_day: Literal["excluded", "included"] = "excluded"
    months_end: Literal["before-first-day", "same-date"] = "before-first-day"
    ends_when_closed: Literal["next-open-day", "same-day"] = "same-day"
    zone: str = "UTC"
