"""What a catalogue of a whole country costs to load, check and compile, beside parsing the same YAML.

The yardstick is `yaml.load` with the C loader on the texts of the same files, already in memory: no positions, no
models, no law. Then `ichido validate`, each time from its start to its end: with nothing kept of the
catalogue, with nothing changed since, and after one change each.

Every measurement has a process of its own, and so a peak of memory of its own. Seconds are those of the processor: what
else the machine does is not counted; `waited` is what a clock on the wall says.
"""

import argparse
import json
import os
import resource
import subprocess
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
from ichido.cli.app import briefly
from ichido.compiler.checks import check
from ichido.compiler.compile import compile_all
from ichido.language.catalogue import load

GOAL = 3.0
_VERB = "from ichido.cli import main; main()"
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
    print("`ichido validate`, from start to end:")
    for run, taken in found["validate"].items():
        waited = f"{taken['waited']:6.2f} s waited"
        print(f"  {run:22}  {taken['seconds']:6.2f} s  {taken['seconds'] / yardstick:4.1f}  {waited}")


def measure(definitions: int = inventory.PROCEDURES) -> dict[str, Any]:
    """Everything there is to print, of a catalogue of so many definitions."""
    shapes = max(1, definitions * inventory.SHAPES // inventory.PROCEDURES)
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryDirectory() as cache:
        folder = Path(name)
        size = inventory.write(folder, inventory.entries(inventory.found()), definitions, shapes)
        parsed, cold = _apart(_parse, folder), _apart(_cold, folder)
        validated = _validated(folder, Path(cache))
    return {
        "definitions": definitions,
        "shapes": shapes,
        "bytes": size / definitions,
        "yaml": parsed,
        "cold": cold,
        "ratio": cold["seconds"] / parsed["seconds"],
        "definitions_per_s": definitions / cold["seconds"],
        "validate": validated,
    }


def _parse(folder: Path) -> dict[str, float]:
    """The yardstick."""
    texts = [file.read_text(encoding="utf-8") for file in folder.rglob("*.yaml")]
    started = time.process_time()
    for text in texts:
        yaml.load(text, yaml.CSafeLoader)
    return {"seconds": time.process_time() - started, "peak_mb": _peak()}


def _cold(folder: Path) -> dict[str, float]:
    """Every stage once, one after another, as a verb begins; each plan is let go as it would be once it is written."""
    briefly()
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


def _validated(folder: Path, cache: Path) -> dict[str, dict[str, float]]:
    """`ichido validate` with nothing kept yet, and then after one change each."""
    act, shared = folder / "acts" / "000" / "act-00000.yaml", folder / "person.yaml"
    text, people = act.read_text(encoding="utf-8"), shared.read_text(encoding="utf-8")
    found = {"nothing kept": _validate(folder, cache), "nothing changed": _validate(folder, cache)}
    act.write_text(text.replace("{ja: ", "{ja: 新", 1), encoding="utf-8")
    found["one procedure changed"] = _validate(folder, cache)
    act.write_text(text.replace("needs:", "neds:"), encoding="utf-8")
    found["a key misspelt in one"] = _validate(folder, cache, problems=True)
    act.write_text(text.replace("authority: office", "authority: ofice"), encoding="utf-8")
    found["a name misspelt in one"] = _validate(folder, cache, problems=True)
    act.write_text(text, encoding="utf-8")
    shared.write_text(people.replace("ja: 個人", "ja: 人"), encoding="utf-8")
    return {**found, "what all share changed": _validate(folder, cache)}


def _validate(folder: Path, cache: Path, problems: bool = False) -> dict[str, float]:
    """Seconds of the processor and of the wall; RuntimeError if what it says is not what was invented."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = (sys.executable, "-c", _VERB, "validate", "--catalogue", str(folder), "-o", "json")
    ran = subprocess.run(command, env={**os.environ, "ICHIDO_CACHE": str(cache)}, capture_output=True, text=True)
    after, waited = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - started
    if ran.returncode != int(problems):
        raise RuntimeError(ran.stderr)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"seconds": seconds, "waited": waited}


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
