"""A scenario: what the registers hold, what the person says, what happens, what must come out."""

from typing import Any, Literal

from pydantic import Field

from ichido.language.kinds.model import Model
from ichido.language.kinds.procedure import Act
from ichido.language.scalars import Day, Flag, Id, Name, Whole

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


class Happening(Model):
    """One thing that happens on a day: an authority speaks, people act, a registry falls or rises.

    `agrees` is somebody who has to act together with who applied.
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


class Expected(Model):
    """What must be so at the end; a key left out is not compared."""

    asked: tuple[str, ...] | None = None
    confirmed: tuple[str, ...] | None = None
    reused: tuple[str, ...] | None = None
    sequence: tuple[str, ...] | None = None
    due: dict[str, Day] = Field(default_factory=dict)
    overdue: tuple[str, ...] | None = None
    outcomes: dict[str, str] = Field(default_factory=dict)
    paid: dict[str, Whole] = Field(default_factory=dict)
    facts: dict[str, Written] = Field(default_factory=dict)
    waiting: dict[str, str] = Field(default_factory=dict)
    versions: dict[str, Whole] = Field(default_factory=dict)
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
    acts: str | None = None
    mandates: tuple[Given, ...] = ()
    down: tuple[Id, ...] = ()
    answers: dict[str, Written] = Field(default_factory=dict)
    happens: tuple[Happening, ...] = ()
    expect: Expected
