"""The master key that wraps every other key, and where data keys come from."""

import hashlib
import secrets
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from ichido.security.key_file import make, read
from ichido.security.sealing import KEY_BYTES

INSTALLATION = "installation"
"""The name of the data key for what belongs to no case, such as a partner's door."""

NAMES = "names"
"""The name of the secret from which every partner's key for names is derived."""

PERIOD = "ledger-"
"""How the names of the data keys of the disclosure log begin: one key a month, so that a month can be shredded."""


def is_own(name: str) -> bool:
    """Whether a data key belongs to the installation, and is made when it is first wanted; any other is a case's."""
    return name in (INSTALLATION, NAMES) or name.startswith(PERIOD)


class KeyUnavailable(Exception):
    """A key cannot be used: it was destroyed, never made, or is wrapped by another master key."""


class Forgotten(KeyUnavailable):
    """A key was destroyed: what it sealed can never be read again, by nobody."""


class OtherMasterKey(Exception):
    """What is kept was sealed under another master key than the one at hand; names both, which gives neither away."""


class Keys(Protocol):
    """Whoever holds the master key: a file here, a key service elsewhere."""

    @property
    def id(self) -> str:
        """The name of the master key that wraps now."""

    async def wrap(self, key: bytes) -> bytes:
        """The data key, wrapped (RFC 3394)."""

    async def unwrap(self, key_id: str, wrapped: bytes) -> bytes:
        """The data key that the named master key wrapped; KeyUnavailable if it cannot be had."""


class DataKeys(Protocol):
    """Whoever gives the data key of a case."""

    async def key_for(self, name: str) -> bytes:
        """The 32 bytes of the key of a case, or of INSTALLATION; KeyUnavailable once destroyed."""


class FileKeys:
    """The master key in a file that only its owner can read, made on first use."""

    def __init__(self, path: Path) -> None:
        """Read the key, or make it; ValueError if others can read the file or it holds no key."""
        if not path.exists():
            make(path, new_key())
        self._master = read(path, "master key", KEY_BYTES)
        self._id = hashlib.sha256(b"ichido master key" + self._master).hexdigest()[:16]

    @property
    def id(self) -> str:
        """A name that is computed from the key and does not give it away."""
        return self._id

    async def wrap(self, key: bytes) -> bytes:
        """The data key, wrapped with AES key wrap (RFC 3394)."""
        return aes_key_wrap(self._master, key)

    async def unwrap(self, key_id: str, wrapped: bytes) -> bytes:
        """The data key; KeyUnavailable if another master key wrapped it or its bytes were changed."""
        if key_id != self._id:
            raise KeyUnavailable(f"wrapped by master key {key_id}, and this is {self._id}")
        try:
            return aes_key_unwrap(self._master, wrapped)
        except InvalidUnwrap:
            raise KeyUnavailable("the wrapped key was altered") from None


def new_key() -> bytes:
    """A fresh AES-256 key."""
    return secrets.token_bytes(KEY_BYTES)
