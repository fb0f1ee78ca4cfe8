"""A file that holds one key as hexadecimal digits: made once, whoever comes first, and for its owner alone."""

import contextlib
import os
import secrets
import stat
from pathlib import Path


def read(file: Path, what: str, least: int, most: int | None = None) -> bytes:
    """The key in a file; ValueError if others can read it or it holds no `what` of `least` (to `most`) bytes."""
    if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ValueError(f"others can read the {what}: run `chmod 600 {file}`")
    try:
        key = bytes.fromhex(file.read_text().strip())
    except ValueError:
        key = b""
    if not least <= len(key) <= (most or least):
        size = f"at least {least}" if most else str(least)
        raise ValueError(f"{file} holds no {what}: {size} bytes as hexadecimal digits")
    return key


def make(file: Path, key: bytes) -> None:
    """Write a key into a file that is not there; who comes second keeps what the first wrote."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        opened.write(key.hex() + "\n")
        opened.flush()
        os.fsync(opened.fileno())
    # Two processes that start together must end with the same key: the first link wins.
    with contextlib.suppress(FileExistsError):
        os.link(fresh, file)
    fresh.unlink()
