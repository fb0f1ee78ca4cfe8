"""The key that signs tokens: a file that only its owner can read, made on first use."""

import secrets
from pathlib import Path

from ichido.security.key_file import make, read
from ichido.security.tokens import SHORTEST_KEY

LONGEST_KEY = 1024


def token_key(file: Path) -> bytes:
    """Give the key in the file, made if there is none; ValueError if others can read it or it holds no key."""
    if not file.exists():
        make(file, secrets.token_bytes(SHORTEST_KEY))
    return read(file, "token key", SHORTEST_KEY, LONGEST_KEY)
