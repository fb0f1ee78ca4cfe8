"""The key that signs the seals of the disclosure log: a file that only its owner can read, made on first use."""

import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ichido.security.key_file import make, read

KEY_BYTES = 32


def seal_key(file: Path) -> Ed25519PrivateKey:
    """Give the key in the file, made if there is none; ValueError if others can read it or it holds no key."""
    if not file.exists():
        make(file, secrets.token_bytes(KEY_BYTES))
    return Ed25519PrivateKey.from_private_bytes(read(file, "seal key", KEY_BYTES))
