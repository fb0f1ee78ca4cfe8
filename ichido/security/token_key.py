"""The key that signs tokens: a file that only its owner can read, made on first use."""

import secrets
from pathlib import Path

from ichido.security.key_file import make
from ichido.security.tokens import SHORTEST_KEY


def token_key(file: Path) -> bytes:
    """Give the key in the file, made if there is none; ValueError if others can read it or it holds no key."""
    if not file.exists():
        make(file, secrets.token_bytes(SHORTEST_KEY))
    if file.stat().st_mode & 0o077:
        raise ValueError(f"others can read the token key: run `chmod 600 {file}`")
    try:
        key = bytes.fromhex(file.read_text().strip())
    except ValueError:
        key = b""
    if len(key) < SHORTEST_KEY:
        raise ValueError(f"{file} holds no token key: at least {SHORTEST_KEY} bytes as hexadecimal digits")
    return key
