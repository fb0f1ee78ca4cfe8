"""Replay every recorded history with the workflows as they are now; 1 and a line for each that goes another way."""

import asyncio
import os
import sys

from temporalio.worker import Replayer

from ichido.engine.sandbox import runner
from tests.histories import plain
from workflows import WORKFLOWS


async def replay() -> int:
    """Replay in the sandbox, as `make test` and a worker do."""
    replayer = Replayer(workflows=WORKFLOWS, workflow_runner=runner(True), data_converter=plain.converter())
    failed = 0
    for file in plain.recorded():
        result = await replayer.replay_workflow(plain.load(file), raise_on_replay_failure=False)
        if result.replay_failure is not None:
            failed += 1
            print(f"{file.name}: {result.replay_failure}")
    return int(failed > 0)


if __name__ == "__main__":
    code = asyncio.run(replay())
    sys.stdout.flush()
    os._exit(code)  # a thread of the engine may still let go of the interpreter while that ends, which aborts it
