"""A mandate (委任): for what, from when and until when somebody may act for another, and whether it stands on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

Refused = Literal[
    "mandate-not-accepted", "mandate-not-begun", "not-qualified", "mandate-ended", "mandate-revoked",
    "outside-mandate", "no-mandate",
]  # fmt: skip
"""Why a mandate does not do, what comes nearest to one that does first."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a mandate is for: all that is one of these life events, procedures, or before one of these authorities."""

    life_events: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()

    def covers(self, life_event: str, procedure: str, authority: str | None) -> bool:
        """Whether a procedure of a life event, before an authority if that is known, is within it."""
        return life_event in self.life_events or procedure in self.procedures or authority in self.authorities


@dataclass(frozen=True, slots=True)
class Mandate:
    """What one person has let another do; `professions` are those that an office has confirmed of the other."""

    id: str
    scope: Scope
    since: date
    until: date
    accepted: bool = False
    revoked_on: date | None = None
    professions: tuple[str, ...] = ()

    def refused(self, day: date, applied: bool = False) -> Refused | None:
        """Why it does not stand on a day, whatever it is for: on its last day it does.

        A revoked one stands no more, but for what was `applied` for before it was revoked (民法 111条, 112条).
        """
        if self.revoked_on is not None and not (applied and day <= self.revoked_on):
            return "mandate-revoked"
        if self.until < day:
            return "mandate-ended"
        if day < self.since:
            return "mandate-not-begun"
        return None if self.accepted else "mandate-not-accepted"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a mandate is wanted for: a procedure, on a day, of a profession if only that will do."""

    life_event: str
    procedure: str
    authority: str | None
    profession: str | None
    day: date
    applied: bool


def best(mandates: Iterable[Mandate], wish: Wish) -> Refused | None:
    """None if one of some mandates does for what is wanted, else why the one that comes nearest does not."""
    found = [_refused(mandate, wish) for mandate in mandates] or ["no-mandate"]
    reasons = [one for one in found if one is not None]
    return None if len(reasons) < len(found) else min(reasons, key=get_args(Refused).index)


def _refused(mandate: Mandate, wish: Wish) -> Refused | None:
    if not mandate.scope.covers(wish.life_event, wish.procedure, wish.authority):
        return "outside-mandate"
    qualified = wish.profession is None or wish.profession in mandate.professions
    return mandate.refused(wish.day, wish.applied) or (None if qualified else "not-qualified")
