"""Which of many offices is competent: found by where a path leads, today or on another day."""

from typing import Any

from pydantic import model_validator

from ichido.language.kinds.model import Model
from ichido.language.scalars import Expression, Path


class Jurisdiction(Model):
    """The address or code that picks an office, and the day as of which it counts; a path alone counts as it is now.

    A registry's path begins at the vocabulary of those it holds, a procedure's at what the procedure is about.
    """

    of: Path
    as_of: Expression | None = None

    @model_validator(mode="before")
    @classmethod
    def _path_alone(cls, value: Any) -> Any:
        return {"of": value} if isinstance(value, str) else value

    @property
    def read(self) -> str:
        """The expression that gives the address or code."""
        return f"as_of({self.of}, {self.as_of})" if self.as_of else self.of

    def __str__(self) -> str:
        return f"{self.of} as of {self.as_of}" if self.as_of else self.of
