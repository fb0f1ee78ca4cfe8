"""Run a rival's worker or face as a process of its own: `python -m benchmarks.rivals naive worker`."""

import asyncio
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvicorn
import uvloop
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from benchmarks.rivals.expert import Expert, Steps
from benchmarks.rivals.face import create_app
from benchmarks.rivals.naive import Calls, Naive
from ichido.engine.beating import Beating
from ichido.engine.process import STICKY, Process
from ichido.engine.sandbox import OURS
from ichido.settings import Settings
from portal.__main__ import Server

WORKFLOWS: dict[str, type] = {"naive": Naive, "expert": Expert}


async def work(settings: Settings, rival: str) -> None:
    """Work until the process is ended, with a notary beside it as beside every worker."""
    async with Process.connected(settings) as process, worker(process, rival):
        print("worker: ready", flush=True)
        await process.notary().run()


def worker(process: Process, rival: str) -> Worker:
    """A worker with the options of our own, whose sandbox lets the rivals' modules through as it does ours."""
    texts = letters(process.settings.catalogue)
    steps, calls = Steps(process.desk, texts), Calls(process.desk, texts)
    every: dict[str, list[Callable[..., Any]]] = {
        "expert": [steps.step],
        "naive": [calls.ask, calls.submit, calls.record, calls.decide, calls.notify, calls.remind, calls.end],
    }
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*OURS, "benchmarks")
    return Worker(
        process.client,
        task_queue=process.settings.task_queue,
        workflows=[WORKFLOWS[rival]],
        activities=every[rival],
        interceptors=[Beating()],
        workflow_runner=SandboxedWorkflowRunner(restrictions=restrictions),
        max_concurrent_activities=process.settings.worker_concurrency,
        sticky_queue_schedule_to_start_timeout=STICKY,
        max_cached_workflows=process.settings.max_cached_workflows,
    )


async def serve(settings: Settings, rival: str) -> None:
    """Serve until the process is ended."""
    async with Process.connected(settings) as process:
        app = create_app(process, f"moving-{rival}")
        config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=1)
        with socket.create_server((settings.api_host, 0)) as listener:
            await Server(config).serve(sockets=[listener])


def letters(catalogue: Path) -> dict[str, str]:
    """The texts of all letters in Japanese, by the name of their file."""
    own = Path("ichido/notices/templates").glob("*.ja.md")
    return {file.name: file.read_text(encoding="utf-8") for file in (*own, *catalogue.rglob("*.ja.md"))}


if __name__ == "__main__":
    if sys.argv[2] == "worker":
        uvloop.run(work(Settings(), sys.argv[1]))
    else:
        asyncio.run(serve(Settings(), sys.argv[1]))
