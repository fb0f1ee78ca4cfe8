"""One installation in this process: API, worker and pretend government over real HTTP, Temporal and PostgreSQL."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import httpx2
import uvicorn
from fastapi import FastAPI
from temporalio.service import RPCError
from temporalio.worker import Worker

from activities import activities
from ichido.compiler.edition import edition
from ichido.engine.process import Process
from ichido.language.catalogue import Catalogue
from ichido.language.kinds import Scenario
from ichido.partners import Directory
from ichido.rehearsal.prepare import Stage, prepare
from ichido.rehearsal.run import Rehearsal
from ichido.settings import Settings
from ichido.store.published import publish
from ichido.testbed import Mode, build
from portal.api import create_app
from portal.running import RunningCases
from tests.testbed.town import Town, catalogue, running
from workflows import WORKFLOWS

PROCEDURES = Path(__file__).parents[2] / "tests" / "first"
SEED = 7
QUICK = {"rehearsals": True, "catalogue": PROCEDURES, "door_retry_seconds": 0.2}
"""Doors that try again at once; everything else is as it is in an installation."""


@dataclass(frozen=True)
class Rig:
    """What runs, and what tests steer it by."""

    process: Process
    catalogue: Catalogue
    town: Town
    app: FastAPI
    stage: Stage

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """Every scenario of the catalogue."""
        return tuple(document.model for document in self.catalogue.scenarios)

    async def rehearsal(self, scenario: Scenario) -> Rehearsal:
        """A scenario's case, with its people in the registers."""
        return await prepare(self.stage, scenario)

    def worker(self, settings: Settings | None = None) -> Worker:
        """A worker such as `worker.py` runs; with other settings if they are given."""
        process = replace(self.process, settings=settings or self.process.settings)
        return process.worker(WORKFLOWS, activities(process.desk, process.line.told))


@contextmanager
def town_of(settings: Settings, folder: Path = PROCEDURES) -> Iterator[tuple[Town, Settings]]:
    """A pretend government, and the settings of an installation whose partners it is and that goes by the same."""
    with running(build(catalogue(folder), seed=SEED, mode=Mode.SCRIPTED, moment=0.05, households=3)) as town:
        settings.var.mkdir(parents=True, exist_ok=True)
        partners = settings.var / "partners.json"
        partners.write_text(json.dumps(town.client.get("/control/directory").json()))
        yield town, settings.model_copy(update={**QUICK, "catalogue": folder, "partners": partners})


@asynccontextmanager
async def rig_of(settings: Settings, town: Town) -> AsyncIterator[Rig]:
    """Everything but a worker, connected."""
    assert settings.partners is not None
    async with Process.connected(settings) as process, httpx2.AsyncClient(trust_env=False) as http:
        line = RunningCases(process.line)
        definitions = catalogue(settings.catalogue)
        async with process.store.transaction() as session:
            await publish(session, edition(definitions), "rig")
        app = create_app(process.store, Directory(settings.partners), line, settings)
        async with serving(app) as api:
            stage = Stage(process, http, definitions, str(town.client.base_url).rstrip("/"), api)
            yield Rig(process, definitions, town, app, stage)
            await _end_all(process)


async def _end_all(process: Process) -> None:
    """Doors go by their partner's code: one left open would be in the way of the next test's."""
    ours = f"ExecutionStatus = 'Running' AND TaskQueue = '{process.settings.task_queue}'"
    async for execution in process.client.list_workflows(ours):
        with suppress(RPCError):
            await process.client.get_workflow_handle(execution.id).terminate(reason="the test is over")


@asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[str]:
    """The application on a free port; gives its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
        # `serve` would take over this process's signals.
        task = asyncio.create_task(server._serve(sockets=[listener]))
        while not server.started:
            await asyncio.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await task
