"""In which order things can happen, derived from who needs what another produces."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ichido.compiler.plan import PlannedNeed

OPENING = 0
ANSWERED = 1


@dataclass(frozen=True)
class Moment:
    """A wave of lookups within a phase; phase 0 is the opening, 1 the answers, then one per wave of outcomes."""

    phase: int
    wave: int


def waits(needs: Iterable[PlannedNeed]) -> dict[str, tuple[str, ...]]:
    """The procedures whose product each procedure waits for, by id."""
    found: dict[str, dict[str, None]] = {}
    for need in needs:
        found.setdefault(need.procedure, {})
        if need.origin == "produced" and need.use not in ("condition", "key"):
            found[need.procedure][need.via] = None
    return {procedure: tuple(sorted(producers)) for procedure, producers in found.items()}


def waves(after: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Procedures in waves: each wave waits only for earlier ones. Cycles were refused by the checks."""
    placed: dict[str, int] = {}

    def place(procedure: str) -> int:
        if procedure not in placed:
            placed[procedure] = 1 + max((place(p) for p in after.get(procedure, ())), default=-1)
        return placed[procedure]

    for procedure in after:
        place(procedure)
    return tuple(
        tuple(sorted(p for p, wave in placed.items() if wave == number)) for number in range(max(placed.values()) + 1)
    )


def moments(needs: Iterable[PlannedNeed], phase_of: Mapping[str, int]) -> dict[tuple[str, str], Moment]:
    """When each (procedure, path) can be known; links come before what lies behind them."""
    known: dict[tuple[str, str], Moment] = {}
    for need in needs:
        link = known.get((need.procedure, need.path.rpartition(".")[0]), Moment(OPENING, 0))
        known[need.procedure, need.path] = _moment(need, link, phase_of)
    return known


def _moment(need: PlannedNeed, link: Moment, phase_of: Mapping[str, int]) -> Moment:
    if need.origin == "asked":
        return Moment(max(link.phase, ANSWERED), 0)
    if need.origin == "produced":
        return Moment(max(link.phase, phase_of[need.via] + 1), 0)
    if need.origin == "derived":
        return link
    earliest = ANSWERED if need.stage == "after-application" else OPENING
    if need.use != "condition":
        earliest = max(earliest, phase_of[need.procedure] if phase_of[need.procedure] > ANSWERED else OPENING)
    return Moment(earliest, 1) if earliest > link.phase else Moment(link.phase, link.wave + 1)
