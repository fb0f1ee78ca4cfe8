"""Seal bytes so that they can be read with the key only, and only in the place they were sealed for."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = b"\x01"
KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16


class SealBroken(Exception):
    """What was sealed cannot be opened: another key, another place, or altered bytes."""


def place(*parts: str) -> bytes:
    """The associated data that binds a value to its table, case and term; no two lists of parts give the same."""
    return b"".join(len(data).to_bytes(4, "big") + data for data in (part.encode() for part in parts))


def seal(key: bytes, plaintext: bytes, associated: bytes) -> bytes:
    """AES-256-GCM with a random nonce: version byte, nonce, ciphertext with tag."""
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, plaintext, VERSION + associated)


def open_sealed(key: bytes, sealed: bytes, associated: bytes) -> bytes:
    """The plaintext; SealBroken if key or place differ or a bit was changed."""
    if sealed[:1] != VERSION or len(sealed) < 1 + NONCE_BYTES + TAG_BYTES:
        raise SealBroken("these bytes were not sealed by this version")
    nonce = sealed[1 : 1 + NONCE_BYTES]
    try:
        return AESGCM(key).decrypt(nonce, sealed[1 + NONCE_BYTES :], VERSION + associated)
    except InvalidTag:
        raise SealBroken("another key, another place, or altered bytes") from None
