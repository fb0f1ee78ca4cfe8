"""A scenario: what the registers hold, what the person says, what happens, what must come out."""

from datetime import date
from typing import Any, Literal

from ichido.language.kinds.model import Model
from ichido.language.kinds.procedure import Act
from ichido.language.scalars import Id

Written = Any
"""A value as the author wrote it; the type of its term reads it."""


class Happening(Model):
    """One thing that happens on a day: an authority speaks, a person acts, a registry falls or rises."""

    at: date
    procedure: str | None = None
    received: bool | None = None
    outcome: str | None = None
    with_: dict[str, Written] = {}
    reasons: tuple[str, ...] = ()
    correction: tuple[str, ...] = ()
    act: Act | None = None
    answers: dict[str, Written] = {}
    registry: Id | None = None
    state: Literal["down", "up"] | None = None


class Expected(Model):
    """What must be so at the end; a key left out is not compared."""

    asked: tuple[str, ...] | None = None
    sequence: tuple[str, ...] | None = None
    due: dict[str, date] = {}
    overdue: tuple[str, ...] | None = None
    outcomes: dict[str, str] = {}
    paid: dict[str, int] = {}
    facts: dict[str, Written] = {}
    waiting: dict[str, str] = {}
    versions: dict[str, int] = {}


class Scenario(Model):
    """A situation in the domain's words, run on the core in milliseconds and on real servers."""

    scenario: str
    life_event: Id
    today: date
    registered: dict[str, dict[str, dict[str, Written]]]
    applicant: str
    down: tuple[Id, ...] = ()
    answers: dict[str, Written] = {}
    happens: tuple[Happening, ...] = ()
    expect: Expected
