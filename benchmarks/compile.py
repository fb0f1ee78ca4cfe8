"""What a catalogue of a whole country costs to load, check and compile, beside parsing the same YAML.

The yardstick is `yaml.load` with the C loader on the texts of the same files, already in memory: no positions, no
models, no law. Every measurement has a process of its own, and so a peak of memory of its own. Seconds are those of
the processor: what else the machine does is not counted.
"""

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import yaml

from benchmarks import inventory
from ichido.compiler.checks import check
from ichido.compiler.compile import compile_all
from ichido.language.catalogue import load

GOAL = 3.0
STAGES = ("load", "check", "compile")


def main() -> None:
    """Print seconds, definitions a second, peaks of memory, and how many times the yardstick each stage takes."""
    options = _options()
    found = measure(options.definitions)
    if options.output == "json":
        print(json.dumps(found, indent=2))
        return
    yardstick = found["yaml"]["seconds"]
    print(f"{found['definitions']:,} definitions of {found['shapes']:,} shapes, {found['bytes']:.0f} bytes on average")
    print(f"  {'yaml alone':12}  {yardstick:7.2f} s   1.0   {found['yaml']['peak_mb']:6.0f} MB")
    for stage in STAGES:
        print(f"  {stage:12}  {found['cold'][stage]:7.2f} s  {found['cold'][stage] / yardstick:4.1f}")
    print(
        f"  {'together':12}  {found['cold']['seconds']:7.2f} s  {found['ratio']:4.1f} (goal: at most {GOAL:g})"
        f"   {found['cold']['peak_mb']:6.0f} MB   {found['definitions_per_s']:,.0f} definitions/s"
    )


def measure(definitions: int = inventory.PROCEDURES) -> dict[str, Any]:
    """Everything there is to print, of a catalogue of so many definitions."""
    shapes = max(1, definitions * inventory.SHAPES // inventory.PROCEDURES)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size = inventory.write(folder, inventory.entries(inventory.found()), definitions, shapes)
        parsed, cold = _apart(_parse, folder), _apart(_cold, folder)
    return {
        "definitions": definitions,
        "shapes": shapes,
        "bytes": size / definitions,
        "yaml": parsed,
        "cold": cold,
        "ratio": cold["seconds"] / parsed["seconds"],
        "definitions_per_s": definitions / cold["seconds"],
    }


def _parse(folder: Path) -> dict[str, float]:
    """The yardstick."""
    texts = [file.read_text(encoding="utf-8") for file in folder.rglob("*.yaml")]
    started = time.process_time()
    for text in texts:
        yaml.load(text, yaml.CSafeLoader)
    return {"seconds": time.process_time() - started, "peak_mb": _peak()}


def _cold(folder: Path) -> dict[str, float]:
    """Every stage once, one after another; each plan is let go as it would be once it is written."""
    at = [time.process_time()]
    catalogue, problems = load(folder)
    at.append(time.process_time())
    problems += check(catalogue)
    at.append(time.process_time())
    plans = sum(1 for _ in compile_all(catalogue))
    at.append(time.process_time())
    if problems or plans != len(catalogue.procedures):
        raise RuntimeError(f"{len(problems)} problems in what was invented: {problems[:1]}")
    stages = {stage: after - before for stage, before, after in zip(STAGES, at, at[1:], strict=False)}
    return {**stages, "seconds": at[-1] - at[0], "peak_mb": _peak()}


def _apart(work: Callable[[Path], dict[str, float]], folder: Path) -> dict[str, float]:
    """What the work measures in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, folder).result()


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", choices=("text", "json"), default="text")
    parser.add_argument("--definitions", type=int, default=inventory.PROCEDURES, help="how many; fewer are quicker")
    return parser.parse_known_args()[0]


if __name__ == "__main__":
    main()
