"""When each term a life event reads can be known, at the earliest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from ichido.compiler.plan import Origin
from ichido.compiler.sources import BY_ACT, Key, Sourced

OPENING = 0
ANSWERED = 1

Spot = tuple[str, str, str]
"""Where a fact is found: its registry, the path its subjects are on, and for whose office alone (else empty)."""


class Moment(NamedTuple):
    """A wave of lookups within a phase; phase 0 is the opening, 1 the answers, then one per wave of outcomes."""

    phase: int
    wave: int


FIRST = Moment(OPENING, 0)


@dataclass(frozen=True)
class Moments:
    """When each need is met, as far as it has been worked out.

    `deciding`: where the facts come from that decide a procedure's authority; `met`: terms obtained or produced anyway.
    """

    sourced: tuple[Sourced, ...]
    phase_of: Mapping[str, int]
    after: Mapping[str, tuple[str, ...]]
    deciding: frozenset[tuple[Origin, str]]
    met: frozenset[str]
    known: Mapping[Key, Moment]

    def spot(self, one: Sourced) -> Spot:
        """What an `own` registry gave is obtained anew when a product decides that another office is to act."""
        need = one.need
        anew = need.channel == "own" and need.use in BY_ACT and ("produced", need.procedure) in self.deciding
        return need.via, need.canonical, need.procedure if anew else ""

    def met_elsewhere(self, one: Sourced) -> bool:
        """To find an office, whoever is met on the way is taken to be somebody of whom the same is known anyway."""
        return one.office and one.term in self.met

    def round(self) -> "Moments":
        """Each need after what it follows from; a fact once obtained serves all who may see it."""
        found = {one.key: self._moment(one) for one in self.sourced}
        obtained = [(one.key, self.spot(one)) for one in self.sourced if one.need.origin == "obtained"]
        earliest: dict[Spot, Moment] = {}
        for key, spot in obtained:
            for seen in {spot, (*spot[:2], "")}:
                earliest[seen] = min(found[key], earliest.get(seen, found[key]))
        return replace(self, known=found | {key: earliest[spot] for key, spot in obtained})

    def _moment(self, one: Sourced) -> Moment:
        need, after = one.need, self._last(one.after)
        if need.origin == "asked":
            return max(after, Moment(ANSWERED, 0))
        if need.origin == "produced":
            return max(after, Moment(max(self.phase_of[id_] for id_ in need.producers) + 1, 0))
        if need.origin == "derived":
            return after
        return self.looked_up(one)

    def looked_up(self, one: Sourced) -> Moment:
        """When a registry is asked for a need, or earlier cases are looked in for it."""
        asked = one.key.late or one.need.stage == "after-application" or one.need.channel == "consent"
        late = Moment(ANSWERED, 0) if asked else FIRST
        begins = max(self._last(one.after), late, self._gate(one))
        if one.options:
            begins = min(begins, max(late, self._last(one.options)))
        return begins if self.met_elsewhere(one) else Moment(begins.phase, begins.wave + 1)

    def _gate(self, one: Sourced) -> Moment:
        """An act reads once it is known to apply, and whose act it is if others come first."""
        procedure, purpose = one.key.procedure, one.key.purpose
        if purpose == "applies":
            return FIRST
        keys = [k for k in self.known if k.procedure == procedure and k.purpose == "applies"]
        if purpose == "act" and (self.after[procedure] or self._waits_for_office(one)):
            keys += [k for k in self.known if k.procedure == procedure and k.purpose == "jurisdiction"]
        return self._last(keys)

    def _waits_for_office(self, one: Sourced) -> bool:
        """An `own` registry opens once it is known whose it is, if only the person can say that."""
        return one.need.channel == "own" and ("asked", one.key.procedure) in self.deciding

    def _last(self, keys: Iterable[Key]) -> Moment:
        return max((self.known.get(key, FIRST) for key in keys), default=FIRST)


def moments(
    sourced: Iterable[Sourced], submissions: Iterable[tuple[str, ...]], after: Mapping[str, tuple[str, ...]]
) -> Moments:
    """The earliest moment of each need: rounds are repeated until nothing moves any more."""
    phase_of = {id_: ANSWERED + number for number, wave in enumerate(submissions) for id_ in wave}
    all_ = tuple(sourced)
    deciding = frozenset((one.need.origin, one.key.procedure) for one in all_ if one.key.purpose == "jurisdiction")
    met = frozenset(one.term for one in all_ if not one.office and one.need.origin in ("obtained", "produced"))
    now = Moments(all_, phase_of, after, deciding, met, {})
    while (then := now.round()).known != now.known:
        now = then
    return now
