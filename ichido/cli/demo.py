"""`ichido demo`: a family moves house on real servers, and what happened is told."""

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import httpx2
from rich.console import Console

from ichido.doors.desk import places_of
from ichido.engine.process import Process, definitions
from ichido.language.catalogue import Catalogue
from ichido.language.kinds import Scenario
from ichido.local import Line, Local, StartFailure
from ichido.rehearsal.person import Person
from ichido.rehearsal.report import Report, report
from ichido.rehearsal.run import Rehearsal
from ichido.rehearsal.town import Town
from ichido.security.access import Caller
from ichido.security.token_key import token_key
from ichido.security.tokens import issue
from ichido.settings import Settings
from ichido.store.migrate import migrate

LIFE_EVENT = "moving"
SECONDS_UNTIL_A_DOOR_TRIES_AGAIN = 1.0


def run(once: bool, output: str) -> int:
    """Start everything, run the move, say what happened; stay until Ctrl-C unless `once`. Gives the exit code."""
    started = time.monotonic()
    console = Console(stderr=output == "json", highlight=False)
    settings = Settings().model_copy(
        update={"rehearsals": True, "door_retry_seconds": SECONDS_UNTIL_A_DOOR_TRIES_AGAIN}
    )
    try:
        with Local(settings) as local:
            running = start(local, console)
            found = asyncio.run(_rehearse(running, console, started))
            _say(found, output, console)
            if not once:
                _stay(local, running, console)
    except StartFailure as failure:
        console.print(str(failure), style="red", markup=False)
        return 2
    except KeyboardInterrupt:
        console.print("stopped")
        return 0
    return 0 if found.complete else 1


class Running:
    """The addresses of what runs, and the settings its processes have."""

    def __init__(self, local: Local, testbed: str, api: str) -> None:
        self.settings, self.testbed, self.api = local.settings, testbed, api
        self.temporal_ui = local.temporal_ui
        self.token_key = token_key(local.settings.token_key_file)


def start(local: Local, console: Console) -> Running:
    """Start the testbed, the worker and the API beside the servers; raises StartFailure."""
    with _step(console, "starting the pretend government, the worker and the API"):
        testbed = local.begin("testbed", "-m", "ichido.testbed", "--mode", "scripted", ready=Line(r"testbed: (\S+)"))
        migrate(local.database_url)
        testbed.wait_ready(30)
        partners = local.settings.partners or local.settings.var / "partners.json"
        asyncio.run(_directory(testbed.said, partners))
        local.settings = local.settings.model_copy(update={"partners": partners})
        worker = local.begin("worker", "worker.py", ready=Line(r"worker: ready"))
        api = local.begin("api", "-m", "portal", ready=Line(r"portal: (\S+)"))
        for process in (worker, api):
            process.wait_ready(30)
    return Running(local, testbed.said, api.said)


async def _directory(testbed: str, partners: Any) -> None:
    async with httpx2.AsyncClient() as http:
        await Town(http, testbed).directory(partners)


async def _rehearse(running: Running, console: Console, started: float) -> Report:
    catalogue = definitions(running.settings)
    scenario = next(d.model for d in catalogue.scenarios if d.model.life_event == LIFE_EVENT)
    async with Process.connected(running.settings) as process, httpx2.AsyncClient() as http:
        rehearsal = await prepared(running, process, http, catalogue, scenario)
        rehearsal.said = lambda day, text: _tell(console, day, text)
        console.print(f"[bold]{scenario.scenario}[/bold]")
        observed = await rehearsal.run()
        found = await report(rehearsal, observed, time.monotonic() - started, running.temporal_ui)
        await rehearsal.town.behave("auto")
        return found


async def prepared(
    running: Running, process: Process, http: httpx2.AsyncClient, catalogue: Catalogue, scenario: Scenario
) -> Rehearsal:
    """A scenario's people in the registers, and a person who can act as its applicant."""
    places = places_of(catalogue)
    town = Town(http, running.testbed)
    references = await town.people(scenario, places)
    assert running.settings.partners is not None
    await town.directory(running.settings.partners)
    await town.answers_to(running.api, "scripted")
    home = _home(scenario, places)
    caller = Caller("person", references[scenario.applicant], home)
    token = issue(running.token_key, caller, datetime.now(UTC))
    registries = {id_: document.model for id_, document in catalogue.registries.items()}
    return Rehearsal(scenario, registries, process, town, Person(http, running.api, token), references, home)


def _home(scenario: Scenario, places: Any) -> str:
    """The authority that knows the applicant: where they live as the case opens."""
    address = next(
        value
        for entries in scenario.registered.values()
        for value in entries.get(scenario.applicant, {}).values()
        if isinstance(value, str) and any(value.startswith(place) for place in places)
    )
    return str(places[max((place for place in places if address.startswith(place)), key=len)])


def _tell(console: Console, day: date, text: str) -> None:
    console.print(f"  [dim]{day}[/dim]  {text}")


def _say(found: Report, output: str, console: Console) -> None:
    if output == "json":
        json.dump(found.plain(), sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
        sys.stdout.flush()
        return
    console.print()
    for line in found.lines():
        console.print(line, markup=False)


def _stay(local: Local, running: Running, console: Console) -> None:
    token = issue(running.token_key, Caller("operator"), datetime.now(UTC))
    file = running.settings.var / "run.json"
    file.write_text(json.dumps({"api": running.api, "temporal_ui": running.temporal_ui, "token": token}))
    file.chmod(0o600)
    console.print(f"\nTemporal UI  {running.temporal_ui}\nAPI          {running.api}/docs\nCtrl-C stops everything.")
    try:
        local.wait()
    finally:
        file.unlink(missing_ok=True)


@contextmanager
def _step(console: Console, what: str) -> Iterator[None]:
    begun = time.monotonic()
    with console.status(what) if console.is_terminal else _quiet():
        yield
    console.print(f"{what}: {time.monotonic() - begun:.1f} s", style="dim")


@contextmanager
def _quiet() -> Iterator[None]:
    yield
