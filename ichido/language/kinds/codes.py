"""A list of codes with their labels, such as the municipalities of a country."""

from ichido.language.kinds.definition import Definition
from ichido.language.kinds.model import Labelled, Labels
from ichido.language.scalars import Name


class Code(Labelled):
    """One value of a code list."""


class Codes(Definition):
    """A code list; `codes: municipality` names the places that begin an address."""

    codes: Name
    title: Labels
    source: str | None = None
    values: dict[str, Code]
