"""Stops whatever runs from a folder: `python -m ichido.local.stop [FOLDER]`."""

import contextlib
import os
import signal
import sys
import time
from pathlib import Path

from ichido.local.lock import holder


def stop(var: Path, seconds: float = 30.0) -> bool:
    """Ask the process that runs from this folder to end and wait for it; whether nothing runs from it any more."""
    deadline = time.monotonic() + seconds
    asked = None
    while (pid := holder(var)) is not None:
        if pid != asked:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
            asked = pid
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


if __name__ == "__main__":
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "var")
    if not stop(folder):
        sys.exit(f"process {holder(folder)} still runs from {folder}; end it with `kill {holder(folder)}`")
