"""The one table of builtin functions: types, evaluation, words and SQL of each."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from ichido.rules import years
from ichido.rules.types import DATE, INTEGER, Type
from ichido.rules.years import Years

Evaluation: TypeAlias = Callable[..., int | datetime.date]


@dataclass(frozen=True, slots=True)
class Function:
    """A builtin of dates and whole numbers; `en`, `ja` and what `sql` gives are templates, `{0}`, `{1}` the arguments.

    `by_law`: what it comes to is a matter of a country's law, which `evaluate` takes last.
    """

    name: str
    parameters: tuple[tuple[str, Type], ...]
    result: Type
    evaluate: Evaluation
    en: str
    ja: str
    sql: Callable[[Years], str]
    by_law: bool = False

    @property
    def signature(self) -> str:
        """How it is called, for messages: `age(born, on)`."""
        return f"{self.name}({', '.join(name for name, _ in self.parameters)})"


# Rows are compared, not intervals: PostgreSQL's own age() and year arithmetic treat 29 February in another way.
_AGE = (
    "(extract(year from {1})::bigint - extract(year from {0})::bigint"
    " - ((extract(month from {1}), extract(day from {1})) < (extract(month from {0}), extract(day from {0})))::int)"
)
# Adding years turns 29 into 28 February, which is already the day before; every other birthday still loses a day.
_ANNIVERSARY = "({0} + make_interval(years => ({1})::int))::date"
_EVE = f"({_ANNIVERSARY} - (extract(day from {_ANNIVERSARY}) = extract(day from {{0}}))::int)"


def _attains(law: Years) -> str:
    return _EVE if law.age_attained == "eve" else f"({_EVE} + 1)"


def _fiscal_year(law: Years) -> str:
    month, day = law.fiscal_year_starts
    before = f"(extract(month from {{0}}), extract(day from {{0}})) < ({month}, {day})"
    return f"(extract(year from {{0}})::bigint - ({before})::int)"


def _fiscal_year_start(law: Years) -> str:
    month, day = law.fiscal_year_starts
    return f"make_date(({_fiscal_year(law)})::int, {month}, {day})"


_TABLE = (
    Function(
        "age",
        (("born", DATE), ("on", DATE)),
        INTEGER,
        years.age,
        "the age of {0} on {1}",
        "{1}における{0}の年齢",
        lambda _: _AGE,
    ),
    Function(
        "attains",
        (("born", DATE), ("years", INTEGER)),
        DATE,
        years.attains,
        "the day {0} reaches the age of {1}",
        "{0}が{1}歳に達する日",
        _attains,
        by_law=True,
    ),
    Function(
        "fiscal_year",
        (("day", DATE),),
        INTEGER,
        years.fiscal_year,
        "the fiscal year of {0}",
        "{0}の属する年度",
        _fiscal_year,
        by_law=True,
    ),
    Function(
        "fiscal_year_start",
        (("day", DATE),),
        DATE,
        years.fiscal_year_start,
        "the first day of the fiscal year of {0}",
        "{0}の属する年度の初日",
        _fiscal_year_start,
        by_law=True,
    ),
    Function(
        "year_start",
        (("day", DATE),),
        DATE,
        years.year_start,
        "1 January of the year of {0}",
        "{0}の属する年の1月1日",
        lambda law: "make_date((extract(year from {0}))::int, 1, 1)",
    ),
)

FUNCTIONS = MappingProxyType({function.name: function for function in _TABLE})
OF_A_PERSON = frozenset({"age", "attains"})
"""Functions whose first argument is a date of birth: explanations name the person, not the date."""

RESERVED = MappingProxyType({"in_force": "in_force", "may_act": "may_act"})
NAMES = (*FUNCTIONS, "as_of", "has", "date", "any", "all", "sum", "count", "min", "max")
