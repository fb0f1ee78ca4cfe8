"""Targets: what a life event is to come to for those who meet it, to be held against what it came to."""

from typing import Annotated

from pydantic import Field

from ichido.language.kinds.budget import Count
from ichido.language.kinds.model import Model
from ichido.language.scalars import Whole

Percent = Annotated[Whole, Field(ge=0, le=100)]


class Targets(Model):
    """What is to be reached at least of shares, in percent, and at most of what a case takes; what is left out is none.

    `online`: cases that people open themselves; `once_only`: needs that nobody was asked for; `minutes` of a person a
    case; `days` from the application to the last outcome.
    """

    online: Percent | None = None
    once_only: Percent | None = None
    minutes: Count | None = None
    days: Count | None = None
