"""A permit: for which acts law lets what was said or obtained for other acts be used again."""

from typing import Literal

from ichido.language.kinds.definition import Definition
from ichido.language.kinds.model import Labels
from ichido.language.kinds.registry import Stage
from ichido.language.scalars import Citation, Id, Path

EARLIER = "earlier submissions"
"""Looked in, in the place of a registry, for what other cases hold; no registry has a space in its id."""

By = Literal["law", "ordinance", "same-purpose", "consent"]


class Permit(Definition):
    """What may be used again: obtained for the acts `from`, wanted by the acts `to`; `by` is what allows it.

    With `across: household` what one person said of a household serves its other members too.
    """

    permit: Id
    title: Labels
    from_: tuple[Citation, ...]
    to: tuple[Citation, ...]
    terms: tuple[Path, ...]
    by: By
    under: Citation
    across: Literal["household"] | None = None

    @property
    def channel(self) -> Literal["earlier"]:
        """Between the acts of one installation, not over any network."""
        return "earlier"

    @property
    def stage(self) -> tuple[Stage, ...]:
        """What is used again need not be asked in the form."""
        return ("before-application",)
