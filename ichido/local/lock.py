"""One Ichido a folder: a lock that the kernel lets go of when its holder ends, however that happens."""

import fcntl
import os
from pathlib import Path
from typing import IO

from ichido.local.failure import StartFailure, unusable

NAME = "lock"


def hold(var: Path) -> IO[str]:
    """Take the folder for this process until the file returned is closed; raises StartFailure if it is taken."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        file = (var / NAME).open("a+")
    except OSError as error:
        raise unusable(var, error) from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise StartFailure(
            f"Ichido already runs from {var} (process {holder(var)})\n"
            "  = help: use that one, or stop it with Ctrl-C where it was started;"
            " for a second one beside it: ICHIDO_VAR=another-folder"
        ) from None
    file.truncate(0)
    file.write(f"{os.getpid()}\n")
    file.flush()
    return file


def holder(var: Path) -> int | None:
    """The process that runs from this folder, or None."""
    path = var / NAME
    if not path.exists():
        return None
    with path.open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            text = file.read().strip()
            return int(text) if text else None
    return None
