"""A decision table: rows of a condition and a value, written where one expression may stand."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, GetCoreSchemaHandler, StringConstraints
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from ichido.language.kinds.model import Model
from ichido.language.scalars import Expression

MAX_ROWS = 100
MAX_TEXT = 20_000
BEGINNINGS = ("unique(", "first(")
"""How the text of a table begins."""


def _cell(value: Any) -> Any:
    """A number, `true` and `false` stand for themselves."""
    return str(value) if isinstance(value, bool | int) else value


Cell = Annotated[Expression, BeforeValidator(_cell, json_schema_input_type=str | int | bool)]


class Row(Model):
    """What it comes to when a condition holds."""

    when: Cell
    then: Cell


def _bounded(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    # Not a constraint of the field: that would also count rows in which something else is wrong.
    if not rows:
        raise PydanticCustomError("too_short", "no rows")
    if len(rows) > MAX_ROWS:
        raise PydanticCustomError("too_long", "too many rows", {"max_length": MAX_ROWS})
    return rows


_BOUNDS = Field(json_schema_extra={"minItems": 1, "maxItems": MAX_ROWS})


class Table(Model):
    """Of `unique` rows at most one may apply, of others the `first` counts; `otherwise` is for when none does."""

    hit: Literal["unique", "first"]
    rows: Annotated[tuple[Row, ...], AfterValidator(_bounded), _BOUNDS]
    otherwise: Cell | None = None

    @property
    def text(self) -> str:
        """The table as one expression, `unique(when, then, …, otherwise)`, which only plans hold."""
        return f"{self.hit}({', '.join(self._cells())})"

    def _cells(self) -> Iterator[str]:
        for row in self.rows:
            yield from (row.when, row.then)
        if self.otherwise is not None:
            yield self.otherwise


class Ruled:
    """Marks a text that may also be written as a table; once read it is one text."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        forms = {"text": handler(source), "table": handler.generate_schema(Table)}
        return core_schema.no_info_after_validator_function(
            _text, core_schema.tagged_union_schema(forms, _form), serialization=core_schema.to_string_ser_schema()
        )


def _form(written: Any) -> str:
    return "table" if isinstance(written, Mapping) else "text"


def _text(written: str | Table) -> str:
    text = written if isinstance(written, str) else written.text
    if len(text) > MAX_TEXT:
        raise PydanticCustomError("string_too_long", "too long", {"max_length": f"{MAX_TEXT:,}"})
    return text


# What an author writes in one expression is bounded where it is read; a plan holds tables in the same place.
Rule = Annotated[str, StringConstraints(min_length=1), Ruled]
