"""The data keys of cases: wrapped in a schema of their own, unwrapped for at most a minute in memory."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlmodel import col

from ichido.security.keys import INSTALLATION, NAMES, Forgotten, Keys, KeyUnavailable, OtherMasterKey, is_own, new_key
from ichido.store.tables.cases import CaseKeyRow

KEYRING = "ichido.keyring"
REMEMBER_SECONDS = 60.0
REMEMBER_AT_MOST = 10_000


class CaseKeys:
    """Makes, gives and destroys the key of each case; a destroyed key is gone from every process within a minute."""

    def __init__(self, engine: AsyncEngine, keys: Keys, clock: Callable[[], float] = time.monotonic) -> None:
        """Take the database, and the holder of the master key."""
        self._engine = engine
        self._keys = keys
        self._clock = clock
        self._known: dict[str, tuple[bytes, float]] = {}

    async def check(self) -> None:
        """OtherMasterKey if the keys in this database are wrapped by another master key than ours."""
        wrapped = select(col(CaseKeyRow.key_id)).where(col(CaseKeyRow.wrapped).is_not(None)).limit(1)
        async with AsyncSession(self._engine) as session:
            found = await session.scalar(wrapped.where(col(CaseKeyRow.case) == INSTALLATION))
            found = found or await session.scalar(wrapped)
        if found is not None and found != self._keys.id:
            raise OtherMasterKey(f"this database was sealed under master key {found}, and this one is {self._keys.id}")

    async def ensure(self, session: AsyncSession, case: str, controller: str = "") -> None:
        """Make the key of a case if it never had one; a destroyed key is not made again."""
        row = {
            "case": case,
            "controller": controller,
            "key_id": self._keys.id,
            "wrapped": await self._keys.wrap(new_key()),
            "made_at": datetime.now(UTC),
        }
        await session.execute(insert(CaseKeyRow).values(row).on_conflict_do_nothing())

    async def key_in(self, session: AsyncSession, case: str) -> bytes:
        """The key of a case or of our own, read in a transaction; Forgotten if destroyed, else KeyUnavailable."""
        known = self._remembered(case)
        if known is not None:
            return known
        query = select(col(CaseKeyRow.key_id), col(CaseKeyRow.wrapped)).where(col(CaseKeyRow.case) == case)
        found = (await session.execute(query)).first()
        if found is None and is_own(case):
            # Committed on its own: what it seals must not hang on whether this transaction succeeds.
            return await self.key_for(case)
        if found is None:
            raise KeyUnavailable(f"{case} has no key")
        if found.wrapped is None:
            raise Forgotten(f"{case} was forgotten")
        key = await self._keys.unwrap(found.key_id, found.wrapped)
        self._remember(case, key)
        return key

    async def key_for(self, name: str) -> bytes:
        """The key of a case, or one of our own, which is made on first use; KeyUnavailable as for `key_in`."""
        known = self._remembered(name)
        if known is not None:
            return known
        async with AsyncSession(self._engine) as session, session.begin():
            if is_own(name):
                await self.ensure(session, name)
            return await self.key_in(session, name)

    async def destroy(self, case: str) -> None:
        """Forget a case: its facts, payloads and history can never be read again; ValueError for our own keys.

        A month of the disclosure log is shredded the same way: its lines cannot be read, and still verify.
        """
        if case in (INSTALLATION, NAMES):
            raise ValueError("the installation's keys belong to no case")
        gone = {"wrapped": None, "destroyed_at": datetime.now(UTC)}
        async with AsyncSession(self._engine) as session, session.begin():
            await session.execute(
                update(CaseKeyRow)
                .where(col(CaseKeyRow.case) == case, col(CaseKeyRow.destroyed_at).is_(None))
                .values(gone)
            )
        self._known.pop(case, None)

    def _remembered(self, case: str) -> bytes | None:
        key, until = self._known.get(case, (None, 0.0))
        if key is not None and self._clock() < until:
            return key
        self._known.pop(case, None)
        return None

    def _remember(self, case: str, key: bytes) -> None:
        now = self._clock()
        if len(self._known) >= REMEMBER_AT_MOST:
            self._known = {name: kept for name, kept in self._known.items() if now < kept[1]}
        if len(self._known) >= REMEMBER_AT_MOST:
            self._known.pop(next(iter(self._known)))
        self._known[case] = (key, now + REMEMBER_SECONDS)


def keyring(session: AsyncSession) -> CaseKeys:
    """The keys of the store that a transaction belongs to."""
    keys = session.info[KEYRING]
    assert isinstance(keys, CaseKeys)
    return keys
