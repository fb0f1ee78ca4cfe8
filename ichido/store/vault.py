"""Seal and open what a case keeps, each value bound to its place and in its controller's hands."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.ext.asyncio import AsyncSession

from ichido.security.keys import DataKey, Forgotten
from ichido.security.sealing import KEY_BYTES, open_sealed, place, seal
from ichido.store.keyring import keyring


class Vault:
    """What one controller seals and opens of one case; it has read the key."""

    def __init__(self, case: str, key: DataKey) -> None:
        """Take a case and a key of it."""
        self._case = case
        self._key = key

    def seal(self, plaintext: bytes, *where: str) -> bytes:
        """Seal bytes for a place such as a table, a subject and a term of this case."""
        return seal(self._key.secret, plaintext, place(self._case, *where))

    def open(self, sealed: bytes, *where: str) -> bytes:
        """The bytes that were sealed for this place; SealBroken if they were not."""
        return open_sealed(self._key.secret, sealed, place(self._case, *where))

    def name(self, *what: str) -> str:
        """What something is kept under in this case: always the same, and nobody without the key can guess it."""
        secret = HKDF(SHA256(), KEY_BYTES, salt=None, info=b"ichido names in a case").derive(self._key.secret)
        return hmac.digest(secret, place(self._case, *what), hashlib.sha256).hex()


async def is_forgotten(session: AsyncSession, case: str) -> bool:
    """Whether nothing of a case can be read any more."""
    try:
        await keyring(session).opening_in(session, case)
    except Forgotten:
        return True
    return False


async def vault(session: AsyncSession, case: str) -> Vault:
    """The vault of whoever received a case, or of INSTALLATION; KeyUnavailable once it is forgotten."""
    return Vault(case, await keyring(session).opening_in(session, case))


async def vaults(
    session: AsyncSession, case: str, controllers: Iterable[str], *, writing: bool = False
) -> Mapping[str, Vault]:
    """The vault of each controller; who holds something of the case for the first time gets one if it is `writing`."""
    ring = keyring(session)
    find = ring.add if writing else ring.key_of
    return {one: Vault(case, await find(session, case, one)) for one in dict.fromkeys(controllers)}
