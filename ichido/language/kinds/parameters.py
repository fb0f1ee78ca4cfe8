"""Parameters: amounts and thresholds, dated as the law dates them."""

from pydantic import Field

from ichido.language.kinds.definition import Definition
from ichido.language.kinds.model import Labelled
from ichido.language.scalars import Citation, Day, Name, Whole


class Parameter(Labelled):
    """A value from each of its dates on."""

    type: str
    from_: dict[Day, Whole | str] = Field(min_length=1)


class Parameters(Definition):
    """Named values under one article."""

    parameters: Name
    under: Citation
    values: dict[Name, Parameter]
