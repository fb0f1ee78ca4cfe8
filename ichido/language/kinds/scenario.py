"""A scenario: what the registers hold, what the person says, what happens, what must come out."""

from typing import Any, Literal

from pydantic import Field

from ichido.language.kinds.model import Model
from ichido.language.kinds.procedure import Act
from ichido.language.scalars import Day, Flag, Id, Name, Whole

Protected = dict[str, tuple[str, ...]]
"""Who must not become known to whom, as some authority decided, by short names: the registers may name them still."""
Written = Any
"""A value as the author wrote it; the type of its term reads it."""


class Given(Model):
    """A mandate that the applicant gives, which its holder accepts: for what, until when, as which professions."""

    to: str
    life_events: tuple[Id, ...] = ()
    procedures: tuple[Id, ...] = ()
    authorities: tuple[str, ...] = ()
    from_: Day
    until: Day
    revoked: Day | None = None
    accepted: Flag = True
    professions: tuple[Name, ...] = ()


class Objection(Model):
    """The person says of a fact (`hanako.address`) that the register is wrong, what it should be, and why."""

    fact: str
    should_be: Written = None
    why: str = "it is wrong"


class Happening(Model):
    """One thing that happens on a day: an office speaks, a person acts, a registry falls or rises, one is protected.

    `contested`: the person says that a register is wrong; `corrects` names the fact whose register's holder answers
    with `outcome`. `withdraws` is the question whose consent the person takes back; `agrees` is somebody
    who has to act together with who applied.
    """

    at: Day
    procedure: str | None = None
    received: Flag | None = None
    outcome: str | None = None
    with_: dict[str, Written] = Field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    correction: tuple[str, ...] = ()
    act: Act | None = None
    agrees: str | None = None
    answers: dict[str, Written] = Field(default_factory=dict)
    registry: Id | None = None
    state: Literal["down", "up"] | None = None
    protected: Protected = Field(default_factory=dict)
    contested: Objection | None = None
    corrects: str | None = None
    withdraws: str | None = None


class Expected(Model):
    """What must be so at the end; a key left out is not compared.

    `conflicts`: whose word counts of each term of which sources say different things, `open` while nobody's does.
    `contested`: what became of each objection to a register, `open`, `granted` or `refused`.
    """

    asked: tuple[str, ...] | None = None
    confirmed: tuple[str, ...] | None = None
    consented: tuple[str, ...] | None = None
    withdrawn: tuple[str, ...] | None = None
    reused: tuple[str, ...] | None = None
    sequence: tuple[str, ...] | None = None
    due: dict[str, Day] = Field(default_factory=dict)
    overdue: tuple[str, ...] | None = None
    outcomes: dict[str, str] = Field(default_factory=dict)
    paid: dict[str, Whole] = Field(default_factory=dict)
    facts: dict[str, Written] = Field(default_factory=dict)
    waiting: dict[str, str] = Field(default_factory=dict)
    versions: dict[str, Whole] = Field(default_factory=dict)
    conflicts: dict[str, str] | None = None
    contested: dict[str, str] | None = None
    refused: dict[str, str] = Field(default_factory=dict)


class Scenario(Model):
    """A situation in the domain's words, run on the core in milliseconds and on real servers.

    `acts` is who acts for the applicant, `mandates` are what the applicant has given.
    """

    scenario: str
    life_event: Id
    today: Day
    after: str | None = None
    registered: dict[str, dict[str, dict[str, Written]]]
    applicant: str
    protected: Protected = Field(default_factory=dict)
    acts: str | None = None
    mandates: tuple[Given, ...] = ()
    down: tuple[Id, ...] = ()
    answers: dict[str, Written] = Field(default_factory=dict)
    happens: tuple[Happening, ...] = ()
    expect: Expected
