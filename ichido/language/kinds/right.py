"""A right to act for the applicant: who has it, and what shows it."""

from typing import Literal

from ichido.language.kinds.model import Labelled
from ichido.language.scalars import Citation, Expression, Name, Path

ACTOR = "actor"
"""What expressions call who acts, the applicant or somebody for them: a name only where a right is told of."""

How = Literal["one", "both"]


class Right(Labelled):
    """Who acts is on the path `of` and meets `when`, as registers tell, or holds a mandate; `how: both`: all on it.

    A `profession` is one that an office has confirmed of the holder of the mandate.
    """

    under: Citation
    of: Path | None = None
    when: Expression | None = None
    by: Literal["mandate"] | None = None
    profession: Name | None = None
    how: How = "one"
