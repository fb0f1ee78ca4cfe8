"""Wrapping keys, one a controller: what wraps every data key, whoever holds it."""

import hashlib
from dataclasses import dataclass
from typing import Protocol

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from ichido.security.keys import KeyUnavailable


class KeyNotAtHand(Exception):
    """What is kept was wrapped by a key that is not at hand; names the key, which does not give it away."""


class CannotRenew(Exception):
    """Whoever holds the wrapping keys makes no new one by itself; says who has to."""


@dataclass(frozen=True, slots=True)
class WrappingKey:
    """A key that wraps, or once wrapped, for a controller; `current`: it is the one that wraps now."""

    id: str
    controller: str
    current: bool


class KeyService(Protocol):
    """Whoever holds the wrapping keys: files or the environment here, a key management service elsewhere."""

    async def current(self, controller: str) -> str:
        """The id of the key that wraps for a controller, "" the installation; KeyUnavailable if there is none."""

    async def wrap(self, key_id: str, secret: bytes) -> bytes:
        """A data key, wrapped by the named key; KeyUnavailable if that is not at hand."""

    async def unwrap(self, key_id: str, wrapped: bytes) -> bytes:
        """The data key that the named key wrapped; KeyUnavailable if it cannot be had."""

    async def held(self) -> tuple[WrappingKey, ...]:
        """Every key at hand, by controller, the oldest first."""

    async def renew(self, controller: str) -> str:
        """Let a new key wrap for a controller from now on; CannotRenew if somebody else has to make it."""

    async def drop(self, key_id: str, days: float) -> bool:
        """Give up a key that another replaced at least so many days ago; False, and it stays, if it is younger."""


def shown(controller: str) -> str:
    """A controller as it is called in ids of keys and in messages."""
    return controller or "installation"


def fingerprint(key: bytes) -> str:
    """A name that is computed from a key and does not give it away."""
    return hashlib.sha256(b"ichido wrapping key" + key).hexdigest()[:12]


def wrapped_by(key: bytes, secret: bytes) -> bytes:
    """A data key wrapped with AES key wrap (RFC 3394)."""
    return aes_key_wrap(key, secret)


def unwrapped_by(key: bytes, wrapped: bytes) -> bytes:
    """The data key; KeyUnavailable if its bytes were changed."""
    try:
        return aes_key_unwrap(key, wrapped)
    except InvalidUnwrap:
        raise KeyUnavailable("the wrapped key was altered") from None
