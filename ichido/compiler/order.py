"""In which order things can happen, derived from who needs what another produces."""

from collections.abc import Iterable, Mapping

from ichido.compiler.plan import PlannedNeed


def waits(needs: Iterable[PlannedNeed], lists: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The procedures whose product each procedure waits for, by id; `lists`: on which path it finds its subjects."""
    found: dict[str, dict[str, None]] = {}
    for need in needs:
        found.setdefault(need.procedure, {})
        found[need.procedure] |= dict.fromkeys(awaited(need, lists.get(need.procedure)))
    return {procedure: tuple(sorted(producers)) for procedure, producers in found.items()}


def awaited(need: PlannedNeed, subjects: str | None) -> tuple[str, ...]:
    """The procedures that must have an outcome before this is read; on the path `subjects` stand those it is for."""
    if need.use == "condition" and need.path == subjects:
        return need.producers
    return () if need.use in ("condition", "key", "right") else need.producers


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
