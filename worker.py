"""The worker: cases, doors and activities of one process, the sweeper and the notary beside them."""

import asyncio
import signal
from contextlib import suppress

from activities import activities
from ichido.engine.process import Process
from ichido.engine.registration import register
from ichido.settings import Settings
from workflows import WORKFLOWS


async def main(settings: Settings) -> None:
    """Work until the process is told to stop."""
    stopping = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopping.set)
    async with Process.connected(settings, measured=True) as process:
        await register(process.client)
        await work(process, stopping)


async def work(process: Process, stopping: asyncio.Event) -> None:
    """Run cases, doors and activities, with the sweeper and the notary beside them."""
    async with process.worker(WORKFLOWS, activities(process.desk, process.line.told)):
        print("worker: ready", flush=True)
        beside = [asyncio.create_task(work) for work in (process.sweep(), process.notary().run())]
        await stopping.wait()
        for task in beside:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


if __name__ == "__main__":
    import uvloop

    uvloop.run(main(Settings()))
