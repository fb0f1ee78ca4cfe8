"""The scalars that have a grammar of their own: citation, duration, ids and paths."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, GetCoreSchemaHandler, StrictBool, StrictInt, StringConstraints
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

Unit = Literal["days", "business days", "weeks", "months", "years"]

_DURATION = re.compile(r"(0|[1-9][0-9]{0,4}) (business day|day|week|month|year)s?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CITATION = re.compile(r"(?P<law>\S(?:.*\S)?) (?P<article>\S+)")


class _Scalar:
    """A value written as one text; `parse` reads it and `str` writes it back."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._validate, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def _validate(cls, value: Any) -> Any:
        if isinstance(value, cls):
            return value
        if not isinstance(value, str):
            raise PydanticCustomError("string_type", "expected text")
        try:
            return cls.parse(value)
        except ValueError as error:
            # The type of the error is the code of the problem: bad-duration, bad-citation.
            raise PydanticCustomError(f"bad-{cls.__name__.lower()}", "{why}", {"why": str(error)}) from None

    @classmethod
    def parse(cls, text: str) -> Any:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Duration(_Scalar):
    """A length of legal time, `14 days`, `3 business days` or `1 month`."""

    count: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> "Duration":
        """Read a duration; ValueError says what is expected."""
        match = _DURATION.fullmatch(text)
        if match is None:
            raise ValueError("a duration is a whole number and a unit, such as `14 days`, `3 business days`, `1 month`")
        unit = next(u for u in get_args(Unit) if u == match[2] + "s")
        return cls(int(match[1]), unit)

    def __str__(self) -> str:
        return f"{self.count} {self.unit.removesuffix('s') if self.count == 1 else self.unit}"


@dataclass(frozen=True, slots=True)
class Citation(_Scalar):
    """A law by its name in the laws file, and an article of it: `住民基本台帳法 22条1項`."""

    law: str
    article: str

    @classmethod
    def parse(cls, text: str) -> "Citation":
        """Read a citation; the article is what follows the last space."""
        match = _CITATION.fullmatch(text)
        if match is None:
            raise ValueError(
                "a citation is a law and an article with a space between, such as `住民基本台帳法 22条1項`"
            )
        return cls(match["law"], match["article"])

    def __str__(self) -> str:
        return f"{self.law} {self.article}"


def _composed(name: str) -> str:
    """The letters that an expression would read: an accent typed apart from its letter looks the same and is not."""
    plain = unicodedata.normalize("NFKC", name)
    if plain != name:
        raise ValueError(f"these letters only look like others; type `{plain}`")
    return name


_ID = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
_NAME = r"^[^\W\d_][^\W_]*(_[^\W_]+)*$"
_PATH = r"^[^\W\d_]\w*(\.[^\W\d_]\w*)*$"

# An id names a thing that has a file; a term name may use the letters of any alphabet.
Id = Annotated[str, StringConstraints(pattern=_ID, max_length=64)]
Name = Annotated[str, StringConstraints(pattern=_NAME, max_length=64), AfterValidator(_composed)]
Path = Annotated[str, StringConstraints(pattern=_PATH, max_length=200), AfterValidator(_composed)]
Expression = Annotated[str, StringConstraints(min_length=1, max_length=2000)]

SHAPES = {
    _ID: ("an id", "an id is small letters and digits with hyphens between words, such as `moving-in`"),
    _NAME: ("a name", "a name is letters and digits with underscores between words, such as `birth_date`"),
    _PATH: ("a path", "a path is names with a dot after each link, such as `applicant.household.head`"),
}
"""What each pattern asks for, in words."""


def _day(value: Any) -> Any:
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or _DAY.fullmatch(value) is None:
        raise PydanticCustomError("date_type", "expected a date")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("wrong-value", "{day} is not a day of the calendar", {"day": value}) from None


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar, as it is written here."""
    try:
        return _day(text) is not None
    except PydanticCustomError:
        return False


Day = Annotated[date, BeforeValidator(_day)]
"""A date written `2026-04-01`, and nothing else that could pass for one."""
Whole = StrictInt
Flag = StrictBool
