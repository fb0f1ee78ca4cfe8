"""The laws a catalogue cites, by name, and how the country's law counts."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from ichido.language.kinds.definition import InForce
from ichido.language.kinds.model import Labelled, Model
from ichido.language.kinds.registry import Correct
from ichido.language.scalars import Id

_A_COMMON_YEAR = 2001


def _month_day(value: str) -> str:
    try:
        # A day that some years lack begins no fiscal year.
        return date.fromisoformat(f"{_A_COMMON_YEAR}-{value}").strftime("%m-%d")
    except ValueError:
        raise ValueError("expected the month and day of every year, such as `01-01`") from None


def _currency(value: str) -> str:
    if len(value) != 3 or not (value.isascii() and value.isalpha() and value.isupper()):
        raise ValueError("expected a currency by its ISO 4217 code, such as `EUR`")
    return value


AgeAttained = Literal["eve", "birthday"]
MonthDay = Annotated[str, AfterValidator(_month_day)]
Currency = Annotated[str, AfterValidator(_currency)]
Letter = Annotated[str, StringConstraints(min_length=1, max_length=1)]
LawId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z][0-9A-Za-z:/._-]{3,63}$")]


class Law(Labelled):
    """A law, ordinance, guideline or notice; `of` names the local government that issued it, `in_force` its days."""

    kind: Literal["law", "ordinance", "guideline", "notice"] = "law"
    id: LawId | None = None
    of: str | None = None
    in_force: InForce | None = None


class Laws(Model):
    """Every name that a citation may begin with; the id is the country's ISO 3166 code.

    `age_attained`: on the eve of the birthday, at its end, or as the birthday begins. `correct`: how the entry of a
    register is put right that has no route of its own. `alike`: characters that names may have for one another.
    """

    laws: Id
    currency: Currency | None = None
    fiscal_year_starts: MonthDay | None = None
    age_attained: AgeAttained | None = None
    correct: Correct | None = None
    alike: dict[Letter, Letter] = Field(default_factory=dict)
    names: dict[str, Law]
