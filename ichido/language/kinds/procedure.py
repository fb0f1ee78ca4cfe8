"""A procedure: what one competent authority needs, under which law, and by when."""

from typing import Annotated, Literal

from pydantic import Field

from ichido.language.kinds.budget import Budget
from ichido.language.kinds.definition import Definition
from ichido.language.kinds.jurisdiction import Jurisdiction
from ichido.language.kinds.model import Labels, Model
from ichido.language.kinds.right import Right
from ichido.language.kinds.table import Rule
from ichido.language.scalars import Citation, Duration, Expression, Id, Name, Path

Act = Literal["presence", "identify", "sign", "fee", "original"]
ProcedureKind = Literal["notification", "application", "proof", "contract", "ex-officio"]
Unavailable = Literal["defer", "ask", "stop"]
Contested = Literal["go-on", "wait"]


class Need(Model):
    """A term the authority receives, on a day if it says so, or an act of the person it must see; `when`: only then.

    `while_contested`: whether its procedure waits while the person says that the register is wrong.
    """

    under: Citation | None = None
    when: Expression | None = None
    as_of: Expression | None = None
    on_unavailable: Unavailable = "defer"
    while_contested: Contested = "go-on"

    def read(self, path: str) -> str:
        """The expression that gives what is sent under a path."""
        return f"as_of({path}, {self.as_of})" if self.as_of else path


class ApplyClock(Model):
    """When to apply: before a day, or within a period from one."""

    before: Path | None = None
    within: Duration | None = None
    from_: Path | None = None


class AcceptClock(Model):
    """Within which period the authority accepts a notification."""

    within: Duration


class DecideClock(Model):
    """Who decides an application, and within which period."""

    by: Literal["rule", "person"] = "person"
    within: Duration | None = None


class Produced(Model):
    """A term that an accepted or granted procedure yields; `is` says what it becomes."""

    is_: Rule | None = None


class Deemed(Model):
    """The article by which a filing is also another one, if it carries a note with what that one needs."""

    under: Citation
    if_: Literal["noted"] = "noted"


class Pays(Model):
    """Money that a granted procedure pays out, in the smallest unit of its currency."""

    to: Path
    amount: Rule


class Retention(Model):
    """How many years a closed case is kept, from the next fiscal year or from its closing, and by which rule."""

    years: Annotated[int, Field(ge=1, le=100)]
    from_: Literal["fiscal-year", "closing"] = "fiscal-year"
    under: Citation


class Procedure(Definition):
    """One administrative procedure of one competent authority."""

    procedure: Id
    title: Labels
    kind: ProcedureKind
    basis: Citation
    about: Name
    authority: Id
    jurisdiction: Jurisdiction | None = None
    may_act: dict[Id, Right] = Field(default_factory=dict)
    eligible: Rule | None = None
    needs: dict[Path, Need]
    apply: ApplyClock | None = None
    accept: AcceptClock | None = None
    decide: DecideClock | None = None
    produces: dict[Path, Produced] = Field(default_factory=dict)
    once_for: tuple[Expression, ...] = ()
    pays: Pays | None = None
    deems: dict[Id, Deemed] = Field(default_factory=dict)
    budget: Budget | None = None
    retention: Retention | None = None


GENERAL = ("correction", "overdue")
"""Letters that every procedure may have to send; a catalogue writes them for languages that have none built in."""

OUTCOMES: dict[ProcedureKind, tuple[str, ...]] = {
    "notification": ("accepted", "not-accepted"),
    "application": ("granted", "refused"),
    "proof": ("issued", "refused"),
    "contract": ("granted", "refused"),
    "ex-officio": ("done",),
}
"""What an authority may say at the end, the favourable outcome first, by kind of act."""

ALWAYS = ("withdrawn", "not-needed", "impossible")
"""What it may say at the end of any act."""
