"""The key that signs tokens: a file that only its owner can read, made on first use."""

import contextlib
import os
import secrets
from pathlib import Path

from ichido.security.tokens import SHORTEST_KEY


def token_key(file: Path) -> bytes:
    """Give the key in the file, made if there is none; ValueError if others can read it or it holds no key."""
    if not file.exists():
        _make(file)
    if file.stat().st_mode & 0o077:
        raise ValueError(f"others can read the token key: run `chmod 600 {file}`")
    try:
        key = bytes.fromhex(file.read_text().strip())
    except ValueError:
        key = b""
    if len(key) < SHORTEST_KEY:
        raise ValueError(f"{file} holds no token key: at least {SHORTEST_KEY} bytes as hexadecimal digits")
    return key


def _make(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        opened.write(secrets.token_hex(SHORTEST_KEY) + "\n")
    # Two processes that start together must end with the same key: the first link wins.
    with contextlib.suppress(FileExistsError):
        os.link(fresh, file)
    fresh.unlink()
