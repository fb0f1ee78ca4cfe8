"""What a case costs: the demo's move in Ichido, beside the same move in two Temporal workflows written by hand.

`naive` is written as one writes it first, an activity for every call; `expert` as a good Temporal engineer writes it.
All three read the same registers, file with the same offices and leave the same rows, which every run compares.
"""

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx2

from benchmarks.race import cpu
from benchmarks.race.families import multiplied
from benchmarks.race.left import differences, left
from benchmarks.race.run import Run, Turn
from benchmarks.race.system import OURS, RIVALS, Field, System
from benchmarks.race.system import field as started
from benchmarks.race.system import rival as beside
from ichido.engine.process import Process
from ichido.language.catalogue import load
from ichido.language.kinds import Scenario
from ichido.language.kinds.scenario import Happening
from ichido.rehearsal.town import Settled, Town

CATALOGUE = Path("procedures/jp")
FIGURES = ("events", "cpu_ms", "cases_per_s", "open_ms")
RATIOS = dict(zip(("events", "cpu", "throughput", "open"), FIGURES, strict=True))
GOALS = {("naive", "events"): "at most 0.5", ("naive", "throughput"): "at least 1.5", ("expert", "cpu"): "at most 1.15"}


@dataclass(frozen=True)
class Size:
    """How much is measured: each round has cases one by one, then many at once, after `warm` that do not count.

    An office takes at least `apart` seconds to decide while a case is alone, so that most outcomes come by themselves.
    """

    rounds: int = 3
    alone: int = 2
    many: int = 16
    at_once: int = 8
    apart: float = 0.2
    warm: int = 4


class Unequal(Exception):
    """The systems did not do the same; the message shows the rows that differ."""


@dataclass
class Figures:
    """What was measured of one system, a value for each round."""

    events: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    cases_per_s: list[float] = field(default_factory=list)
    open_ms: list[float] = field(default_factory=list)
    parts: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def median(self) -> dict[str, float]:
        """The median of each figure."""
        return {name: round(statistics.median(getattr(self, name)), 2) for name in FIGURES}


def main(output: str = "text", size: Size | None = None) -> None:
    """Print the figures of each system, and ours as ratios to the others; SystemExit shows rows that differ."""
    try:
        figures = measure(size or Size())
    except Unequal as unequal:
        raise SystemExit(str(unequal)) from None
    if output == "json":
        print(json.dumps(plain(figures), indent=2))
    else:
        _say(figures)


def measure(size: Size) -> dict[str, Figures]:
    """Let all systems race; Unequal if they did not do the same."""
    rivals = dict.fromkeys(RIVALS, beside)
    with tempfile.TemporaryDirectory() as folder, started(Path(folder), CATALOGUE, rivals) as systems:
        return asyncio.run(Race(size, systems, RIVALS).run())


def plain(figures: dict[str, Figures]) -> dict[str, Any]:
    """The medians of each system, and ours divided by those of each rival."""
    medians: dict[str, Any] = {name: one.median() for name, one in figures.items()}
    ours = medians[OURS]
    return medians | {
        "ratio": {
            rival: {short: round(ours[name] / medians[rival][name], 3) for short, name in RATIOS.items()}
            for rival in RIVALS
        }
    }


class Race:
    """Rounds in which every system has its turn, with the same families and registers as they were before."""

    def __init__(self, size: Size, systems: Field, alike: Sequence[str]) -> None:
        """Take the systems, and which of them must leave what ours leaves."""
        self._alike = alike
        catalogue, _ = load(CATALOGUE)
        self._size, self._systems, self._places = size, systems, catalogue.places
        self._scenario: Scenario = catalogue.scenarios[0].model
        self._says = dict(_sayings(self._scenario.happens))
        self._families = 0
        self._figures = {one.name: Figures() for one in systems.systems}

    async def run(self) -> dict[str, Figures]:
        """All rounds; the first warms up and does not count."""
        async with AsyncExitStack() as stack:
            http = await stack.enter_async_context(httpx2.AsyncClient(trust_env=False, limits=_LIMITS))
            self._town = Town(http, self._systems.testbed)
            self._http = http
            self._processes = {
                one.name: await stack.enter_async_context(Process.connected(one.settings))
                for one in self._systems.systems
            }
            if self._size.warm:
                await self._round(replace(self._size, alone=1, many=self._size.warm, apart=0), counts=False)
            for number in range(self._size.rounds):
                await self._round(self._size, first=number)
        return self._figures

    async def _round(self, size: Size, *, counts: bool = True, first: int = 0) -> None:
        """Every system's turn, each round beginning with another; then all must have left the same."""
        systems = self._systems.systems
        runs = {}
        # Nobody moves twice: what is known from an earlier case would be used again.
        self._families += size.alone + size.many
        for place in range(len(systems)):
            one = systems[(first + place) % len(systems)]
            runs[one.name] = await self._turn(one, size, self._figures[one.name] if counts else Figures())
        for name in self._alike:
            await self._compare(name, runs[OURS], runs[name])

    async def _turn(self, one: System, size: Size, figures: Figures) -> list[Run]:
        scenario, families = multiplied(self._scenario, size.alone + size.many, self._families, one.name)
        settled = await self._prepare(one, scenario)
        turn = Turn(self._processes[one.name], self._http, one.api, settled, scenario.today)
        await self._town.behave("auto", size.apart)
        alone = await turn.all(families[: size.alone], 1)
        await self._town.behave("auto", 0)
        before, began = cpu.used(one.processes), time.perf_counter()
        together = await turn.all(families[size.alone :], size.at_once)
        seconds, spent = time.perf_counter() - began, cpu.grown(before, cpu.used(one.processes), one.processes)
        figures.events.append(statistics.median(run.events for run in alone))
        figures.open_ms.append(1000 * statistics.median(run.open_s for run in alone))
        figures.cases_per_s.append(size.many / seconds)
        figures.cpu_ms.append(1000 * sum(spent.values()) / size.many)
        for part, used in spent.items():
            figures.parts[part].append(1000 * used / size.many)
        return [*alone, *together]

    async def _prepare(self, one: System, scenario: Scenario) -> Settled:
        """The registers as they were before anybody moved, and the offices answering to this system."""
        settled = await self._town.people(scenario, self._places, self._says)
        assert one.settings.partners is not None
        await self._town.directory(one.settings.partners)
        await self._town.answers_to(one.api, "auto")
        return settled

    async def _compare(self, name: str, ours: Sequence[Run], theirs: Sequence[Run]) -> None:
        for mine, other in zip(ours, theirs, strict=True):
            rows = await left(self._processes[OURS].store, mine.number, mine.words)
            others = await left(self._processes[name].store, other.number, other.words)
            if found := differences(rows, others):
                raise Unequal("\n".join([f"{OURS} (-) and {name} (+) did not leave the same rows:", *found[:40]]))


_LIMITS = httpx2.Limits(max_connections=200)


def _sayings(happens: Sequence[Happening]) -> dict[str, list[dict[str, Any]]]:
    """What the scenario's offices say of each procedure, in its order; no two of them at the same moment."""
    said: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for place, one in enumerate(happens):
        if one.procedure:
            told = {"event": "act", "act": one.act} if one.act else {"event": "outcome", "outcome": one.outcome}
            more = {"with": one.with_} if one.with_ else {}
            said[one.procedure.partition("(")[0]].append({"told": told | more, "after": 1 + place % 9})
    return said


def _say(figures: dict[str, Figures]) -> None:
    found = plain(figures)
    print(f"{'':8}  {'events':>7}  {'CPU ms':>7}  {'cases/s':>7}  {'open ms':>7}   of the CPU")
    for name, one in figures.items():
        line = "  ".join(f"{found[name][figure]:7.1f}" for figure in FIGURES)
        parts = ", ".join(f"{part} {statistics.median(values):.0f}" for part, values in one.parts.items())
        print(f"{name:8}  {line}   {parts}")
    for rival in RIVALS:
        for short in RATIOS:
            goal = f" (goal: {GOALS[rival, short]})" if (rival, short) in GOALS else ""
            print(f"{OURS} / {rival}: {short:10} {found['ratio'][rival][short]:.2f}{goal}")


if __name__ == "__main__":
    main("json" if "-o" in sys.argv and "json" in sys.argv else "text")
