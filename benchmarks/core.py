"""What the pure core costs a case, beside reading the same plan from JSON.

The yardstick is `json.loads` of the plan's own bytes: work of a known kind on data of the same size, done by C code.
"""

import json
import time
from collections.abc import Callable
from pathlib import Path

from ichido.case.advance import advance, begin
from ichido.case.conclude import conclude
from ichido.case.simulate import simulation
from ichido.case.town import Town
from ichido.compiler.compile import compile_plan
from ichido.compiler.plan import encode
from ichido.language.catalogue import load

SECONDS = 1.0


def main() -> None:
    """Print microseconds for each step of the core on moving house, and the ratio to the yardstick."""
    catalogue, _ = load(Path("procedures/jp"))
    plan = compile_plan(catalogue, "moving")
    scenario, places = catalogue.scenarios[0].model, catalogue.places
    record, written = Town.of(plan, scenario, places).opening(plan), encode(plan)
    conclusions = conclude(plan, record, scenario.today, 1)
    steps: dict[str, Callable[[], object]] = {
        "json.loads of the plan": lambda: json.loads(written),
        "compile the plan": lambda: compile_plan(catalogue, "moving"),
        "conclude at opening": lambda: conclude(plan, record, scenario.today, 1),
        "advance at opening": lambda: advance(begin(conclusions), ()),
        "a whole scenario": lambda: simulation(plan, scenario, places).run(),
    }
    for step in steps.values():
        step()
    taken = {name: _microseconds(step) for name, step in steps.items()}
    yardstick = next(iter(taken.values()))
    print(f"plan: {len(written):,} bytes")
    for name, microseconds in taken.items():
        print(f"{name:24}  {microseconds:9,.0f} µs  {microseconds / yardstick:7.1f} times the yardstick")


def _microseconds(step: Callable[[], object]) -> float:
    """The least of many runs: other work on the machine only ever adds."""
    until, least = time.perf_counter() + SECONDS, float("inf")
    while time.perf_counter() < until:
        started = time.perf_counter()
        step()
        least = min(least, time.perf_counter() - started)
    return least * 1e6


if __name__ == "__main__":
    main()
