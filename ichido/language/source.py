"""Where something stands in what an author wrote."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Place:
    """A run of `length` characters in a file; line and column count from 1, columns in code points."""

    file: str
    line: int
    column: int
    length: int = 1
    excerpt: str = ""

    def shift(self, offset: int, length: int = 1) -> "Place":
        """The place `offset` characters further right on the same line."""
        return replace(self, column=self.column + offset, length=max(1, length))
