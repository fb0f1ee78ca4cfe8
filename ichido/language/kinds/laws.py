"""The laws a catalogue cites, by name."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from ichido.language.kinds.model import Labelled, Model
from ichido.language.scalars import Id

LawId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z][0-9A-Za-z:/._-]{3,63}$")]


class Law(Labelled):
    """A law, ordinance, guideline or notice; `of` names the local government that issued it."""

    kind: Literal["law", "ordinance", "guideline", "notice"] = "law"
    id: LawId | None = None
    of: str | None = None


class Laws(Model):
    """Every name that a citation may begin with."""

    laws: Id
    names: dict[str, Law]
