"""Seal and open what a case keeps, each value bound to its place."""

from sqlalchemy.ext.asyncio import AsyncSession

from ichido.security.keys import Forgotten
from ichido.security.sealing import open_sealed, place, seal
from ichido.store.keyring import keyring


class Vault:
    """What one case seals and opens; it has read the case's key."""

    def __init__(self, case: str, key: bytes) -> None:
        """Take a case and its key."""
        self._case = case
        self._key = key

    def seal(self, plaintext: bytes, *where: str) -> bytes:
        """Seal bytes for a place such as a table, a subject and a term of this case."""
        return seal(self._key, plaintext, place(self._case, *where))

    def open(self, sealed: bytes, *where: str) -> bytes:
        """The bytes that were sealed for this place; SealBroken if they were not."""
        return open_sealed(self._key, sealed, place(self._case, *where))


async def is_forgotten(session: AsyncSession, case: str) -> bool:
    """Whether nothing of a case can be read any more."""
    try:
        await keyring(session).key_in(session, case)
    except Forgotten:
        return True
    return False


async def vault(session: AsyncSession, case: str) -> Vault:
    """The vault of a case, or of INSTALLATION; KeyUnavailable once it is forgotten."""
    return Vault(case, await keyring(session).key_in(session, case))
