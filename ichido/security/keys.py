"""Data keys: what each is called, who gives them, and why one cannot be had."""

import secrets
from dataclasses import dataclass, field
from typing import Protocol

from ichido.security.sealing import KEY_BYTES

INSTALLATION = "installation"
"""The name of the data key for what belongs to no case, such as a partner's door."""

NAMES = "names"
"""The name of the secret from which every partner's key for names is derived."""

PROTECTIONS = "protections"
"""The name of the data keys of why people are protected: one a controller, which decided it."""

PERIOD = "ledger-"
"""How the names of the data keys of the disclosure log begin: one key a month, so that a month can be shredded."""


def is_own(name: str) -> bool:
    """Whether a data key belongs to the installation, and is made when it is first wanted; any other is a case's."""
    return name in (INSTALLATION, NAMES, PROTECTIONS) or name.startswith(PERIOD)


class KeyUnavailable(Exception):
    """A key cannot be used: it was destroyed, never made, or is wrapped by a key that is not at hand."""


class Forgotten(KeyUnavailable):
    """A key was destroyed: what it sealed can never be read again, by nobody."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """The 32 bytes that seal what one controller holds of one case, and the random id by which they are named."""

    id: str
    secret: bytes = field(repr=False)


class DataKeys(Protocol):
    """Whoever gives the data keys of cases."""

    async def key_for(self, name: str) -> DataKey:
        """The key of what a case says to its workflow, or of INSTALLATION; KeyUnavailable once destroyed."""

    async def key_by_id(self, name: str, id_: str) -> DataKey:
        """The key of that id, if it is one of this case; KeyUnavailable if it is not, or was destroyed."""


def new_data_key() -> DataKey:
    """A fresh AES-256 key under a fresh id."""
    return DataKey(f"k-{secrets.token_hex(12)}", secrets.token_bytes(KEY_BYTES))
