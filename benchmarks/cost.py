"""What each promise costs a case: the demo's move with one of them off, beside the move with all of them on."""

import asyncio
import statistics
import tempfile
from pathlib import Path

from benchmarks.case import CATALOGUE, Figures, Race, Size
from benchmarks.race.system import OURS, ablated, field
from benchmarks.race.without import SWITCHES

ALIKE = ("payloads",)
"""Without this a case leaves rows that we can read and that are the same."""


def main(size: Size | None = None) -> None:
    """Print what a case takes with everything on, and which share of it each promise is."""
    found = measure(size or Size())
    whole = found.pop(OURS)
    figures = whole.median()
    print(f"all on: {figures['cpu_ms']:.0f} ms of CPU a case, {figures['cases_per_s']:.2f} cases/s")
    for name, one in found.items():
        rate = statistics.median(on / off for on, off in zip(whole.cases_per_s, one.cases_per_s, strict=True))
        print(f"{name:10} costs {saved(whole, one):5.1%} of the CPU; without it {1 / rate:.2f} times the cases/s")


def measure(size: Size) -> dict[str, Figures]:
    """Our system with everything on, and once without each promise, in turns; Unequal if they did not do the same."""
    others = dict.fromkeys(SWITCHES, ablated)
    with tempfile.TemporaryDirectory() as folder, field(Path(folder), CATALOGUE, others) as systems:
        return asyncio.run(Race(size, systems, ALIKE).run())


def saved(whole: Figures, without: Figures) -> float:
    """The median, over the rounds, of the share of the CPU that is saved without something."""
    return statistics.median(1 - off / on for on, off in zip(whole.cpu_ms, without.cpu_ms, strict=True))
