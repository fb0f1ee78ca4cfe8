"""Recorded histories: they replay, describe nobody, and asked for what the core asks for."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from ichido.case.state import Decide, Effect, Notify, Obtain, Submit
from ichido.compiler.correcting import CORRECTION
from ichido.engine.sandbox import runner
from ichido.language.catalogue import Catalogue, load
from ichido.language.kinds import Scenario
from ichido.testbed.world import references
from tests.histories import plain
from tests.histories.fingerprint import Traced, traced
from tests.histories.record import name_of
from tests.rehearsal.rig import PROCEDURES, SEED
from workflows import WORKFLOWS

SCENARIOS = tuple(document.model for document in load(PROCEDURES)[0].scenarios)
ROOT = Path(__file__).parents[2]
SEEDS = ("0", "1", "20260401")


@pytest.fixture(scope="module")
def replays() -> Iterator[dict[str, subprocess.Popen[str]]]:
    """A replay of everything under each hash seed, all at once."""
    started = {
        seed: subprocess.Popen(
            [sys.executable, "-m", "tests.histories.replay"],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for seed in SEEDS
    }
    yield started
    for process in started.values():
        process.kill()
        process.wait()


@pytest.mark.replay
@pytest.mark.parametrize("seed", SEEDS)
def test_every_recorded_history_replays_whatever_the_order_of_sets(
    replays: dict[str, subprocess.Popen[str]], seed: str
) -> None:
    said, _ = replays[seed].communicate(timeout=120)
    assert replays[seed].returncode == 0, f"a case that runs would go another way: `workflow.patched`.\n{said}"


@pytest.mark.replay
async def test_a_history_that_went_another_way_is_found() -> None:
    history = plain.load(plain.FOLDER / f"{name_of(SCENARIOS[0].scenario)}{plain.ENDING}")
    for event in history.events:
        if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
            event.activity_task_scheduled_event_attributes.activity_type.name = "obtain-otherwise"
            break
    replayer = Replayer(workflows=WORKFLOWS, workflow_runner=runner(True), data_converter=plain.converter())
    result = await replayer.replay_workflow(history, raise_on_replay_failure=False)
    assert result.replay_failure is not None


def test_every_scenario_is_recorded() -> None:
    names = {file.name.removesuffix(plain.ENDING) for file in plain.recorded()}
    assert {name_of(scenario.scenario) for scenario in SCENARIOS} <= names, "`make histories` records anew"


@pytest.mark.parametrize("file", plain.recorded(), ids=lambda file: file.name)
def test_a_recorded_history_describes_nobody(file: Path) -> None:
    written = file.read_text(encoding="utf-8")
    for scenario in SCENARIOS:
        for mark in {
            *_said(scenario.registered),
            *_said(scenario.answers),
            *references(SEED, scenario.registered).values(),
        }:
            assert mark not in written


def _said(node: Any) -> Iterator[str]:
    """What registers and answers say of people; a day of moving is no more than a day that the law also names."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key != "move.date":
                yield from _said(value)
    elif not isinstance(node, list) and len(str(node)) >= 8:
        yield str(node)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.scenario)
def test_a_real_run_asked_for_what_the_core_asks_for(scenario: Scenario, catalogue: Catalogue) -> None:
    history = plain.load(plain.FOLDER / f"{name_of(scenario.scenario)}{plain.ENDING}")
    assert Counter(_recorded_asks(history)) == Counter(_core_asks(traced(catalogue, scenario)))


def _core_asks(simulation: Traced) -> Iterator[str]:
    names = sorted({name for entries in simulation.scenario.registered.values() for name in entries})
    for effect in simulation.effects:
        for ask in _asks(effect):
            yield re.sub(rf"\b({'|'.join(names)}|{CORRECTION}-[0-9]+)\b", "*", ask)


def _asks(effect: Effect) -> Iterator[str]:
    """What is asked for, whichever wave it goes with.

    Whether what was filed late is still called overdue hangs on which is heard first, the period's end or the receipt.
    """
    match effect:
        case Obtain(lookups):
            yield from (f"obtain {one.asks(term)}" for one in lookups for term in one.terms)
        case Submit(submissions):
            yield from (f"submit {one.id} to {one.authority}" for one in submissions)
        case Decide(keys):
            yield from (f"decide {key}" for key in keys)
        case Notify(notices):
            yield from (f"notify {one.key} {one.kind} {one.outcome}" for one in notices if one.kind != "overdue")
        case _:
            return


def _recorded_asks(history: WorkflowHistory) -> Iterator[str]:
    for event in history.events:
        if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
            scheduled = event.activity_task_scheduled_event_attributes
            found = _given(scheduled.activity_type.name, json.loads(scheduled.input.payloads[0].data))
        elif event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
            done = json.loads(event.activity_task_completed_event_attributes.result.payloads[0].data)
            found = iter([f"obtain {ask}" for ask in done.get("asked", ())])
        else:
            continue
        for ask in found:
            # Subjects, and the case that had a register put right, go by random names.
            yield re.sub(r"\bs-[0-9a-f]{32}\b|(?<=!)[-0-9A-Z]+", "*", ask)


def _given(activity: str, given: dict[str, Any]) -> Iterator[str]:
    """What an activity is to do; which lookups it made it says itself, for further ones may follow from the first."""
    match activity:
        case "step":
            for name, part in given.items():
                yield from _given(name, part or {})
        case "submit" if given:
            for one in given["submissions"]:
                yield f"submit {one['key']}/{one['version']} to {one['authority']}"
        case "conclude" if given:
            yield from (f"decide {key}" for key in given["keys"])
        case "notify" if given:
            for one in given["notices"]:
                if one["kind"] != "overdue":
                    yield f"notify {one['key']} {one['kind']} {one['outcome']}"
