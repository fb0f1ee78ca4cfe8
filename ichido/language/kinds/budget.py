"""A budget: how much a definition may at most ask of a person."""

from typing import Annotated

from pydantic import Field

from ichido.language.kinds.model import Model
from ichido.language.scalars import Whole

Count = Annotated[Whole, Field(ge=0)]


class Budget(Model):
    """The most questions, documents to be shown and visits; what is left out is not bounded."""

    questions: Count | None = None
    documents: Count | None = None
    visits: Count | None = None
