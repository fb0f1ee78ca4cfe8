"""The data keys of cases: wrapped in a store of their own, unwrapped for at most a minute in memory."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlmodel import col

from ichido.security.keys import (
    INSTALLATION,
    NAMES,
    PROTECTIONS,
    DataKey,
    Forgotten,
    KeyUnavailable,
    is_own,
    new_data_key,
)
from ichido.security.wrapping import KeyNotAtHand, KeyService
from ichido.store.tables.keys import DataKeyRow
from ichido.store.tables.row import table

KEYRING = "ichido.keyring"
REMEMBER_SECONDS = 60.0
REMEMBER_AT_MOST = 10_000
_NEW = "ichido.keyring.new"
_KEYS = table(DataKeyRow)


@dataclass(frozen=True, slots=True)
class CaseKeys:
    """The keys of one case: that of the authority which received it, and by controller all there are."""

    opening: DataKey
    held: dict[str, DataKey]


@dataclass(frozen=True, slots=True)
class _New:
    """A key made in a transaction that has not ended: it is kept just before what it sealed is."""

    case: str
    controller: str
    key: DataKey


class Keyring:
    """Makes, gives and destroys the keys of each case; a destroyed key is gone from every process within a minute."""

    def __init__(
        self,
        engine: AsyncEngine,
        service: KeyService,
        clock: Callable[[], float] = time.monotonic,
        remember: float = REMEMBER_SECONDS,
    ) -> None:
        """Take the database of the keys, who holds the wrapping keys, and for how many seconds keys are remembered."""
        self.engine = engine
        self.service = service
        self._clock = clock
        self._seconds = remember
        self._known: dict[str, tuple[CaseKeys, float]] = {}

    async def check(self) -> None:
        """KeyNotAtHand if keys in this database are wrapped by a key that is not at hand; ValueError for a bad file."""
        at_hand = {key.id for key in await self.service.held()}
        used = select(_KEYS.c.wrapped_by).where(_KEYS.c.wrapped.is_not(None)).distinct()
        async with self.engine.connect() as connection:
            missing = sorted(set((await connection.execute(used)).scalars()) - at_hand)
        if missing:
            raise KeyNotAtHand(f"this database has keys wrapped by key {missing[0]}, which is not at hand")

    def make(self, session: AsyncSession, case: str, controller: str = "") -> DataKey:
        """Make the first key of a case that this transaction opens; nothing is left of it unless that succeeds."""
        new = _New(case, controller, new_data_key())
        session.info.setdefault(_NEW, {})[case] = new
        return new.key

    def discard(self, session: AsyncSession, case: str) -> None:
        """Take back a key made in this transaction, whose case was not opened after all."""
        session.info.get(_NEW, {}).pop(case, None)

    async def keep(self, session: AsyncSession) -> None:
        """Keep the keys made in a transaction, before it ends: what it sealed must not be kept without them."""
        for new in session.info.pop(_NEW, {}).values():
            await self._insert(new)

    async def opening_in(self, session: AsyncSession, name: str) -> DataKey:
        """As `key_for`, for a case that this transaction may be opening."""
        new = _new(session, name)
        return new.key if new else await self.key_for(name)

    async def key_for(self, name: str) -> DataKey:
        """The opening key of a case, or one of our own, which is made on first use.

        Raises Forgotten if it was destroyed, else KeyUnavailable if it cannot be had.
        """
        return (await self._keys(name)).opening

    async def key_by_id(self, name: str, id_: str) -> DataKey:
        """The key of that id among those of a case; KeyUnavailable for another's, otherwise as `key_for`."""
        for attempt in (self._keys, self._read):
            for key in (await attempt(name)).held.values():
                if key.id == id_:
                    return key
        raise KeyUnavailable(f"{name} has no key {id_}")

    async def key_of(self, session: AsyncSession, case: str, controller: str) -> DataKey:
        """The key of what a controller holds of a case; KeyUnavailable if it holds nothing, otherwise as `key_for`."""
        new = _new(session, case)
        if new and new.controller == controller:
            return new.key
        for attempt in (self._keys, self._read):
            found = (await attempt(case)).held.get(controller)
            if found:
                return found
        raise KeyUnavailable(f"{controller} has no key in {case}")

    async def add(self, session: AsyncSession, case: str, controller: str) -> DataKey:
        """The key of what a controller holds of a case, made if this is the first; otherwise as `key_for`."""
        new = _new(session, case)
        if new and new.controller == controller:
            return new.key
        if new:
            # The case must have its first key before it can have another.
            session.info[_NEW].pop(case)
            await self._insert(new)
        held = (await self._keys(case)).held
        return held.get(controller) or await self._add(case, controller)

    async def destroy(self, case: str) -> bool:
        """Forget a case: its facts, payloads and history can never be read again; False if it was before.

        A month of the disclosure log is shredded the same way: its lines cannot be read, and still verify.
        ValueError for our own keys.
        """
        if case in (INSTALLATION, NAMES, PROTECTIONS):
            raise ValueError("the installation's keys belong to no case")
        gone = {"wrapped": None, "destroyed_at": datetime.now(UTC)}
        async with AsyncSession(self.engine) as session, session.begin():
            await _alone(session, case)
            destroyed = await session.execute(
                update(DataKeyRow)
                .where(col(DataKeyRow.case) == case, col(DataKeyRow.destroyed_at).is_(None))
                .values(gone)
                .returning(col(DataKeyRow.id))
            )
            any_ = destroyed.first() is not None
        self._known.pop(case, None)
        return any_

    async def _keys(self, name: str) -> CaseKeys:
        keys, until = self._known.get(name, (None, 0.0))
        if keys is not None and self._clock() < until:
            return keys
        self._known.pop(name, None)
        return await self._read(name)

    async def _read(self, name: str) -> CaseKeys:
        query = select(_KEYS).where(_KEYS.c.case == name)
        async with self.engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        if not rows and is_own(name):
            await self._insert(_New(name, "", new_data_key()))
            return await self._read(name)
        if not rows:
            raise KeyUnavailable(f"{name} has no key")
        if any(row.wrapped is None for row in rows):
            raise Forgotten(f"{name} was forgotten")
        held = {
            row.controller: DataKey(row.id, await self.service.unwrap(row.wrapped_by, bytes(row.wrapped)))
            for row in rows
        }
        keys = CaseKeys(next(held[row.controller] for row in rows if row.opening), held)
        self._remember(name, keys)
        return keys

    async def _insert(self, new: _New) -> None:
        """Keep the first key of a case; of two processes that make one of our own the first counts."""
        row = await self._row(new, opening=True)
        async with self.engine.begin() as connection:
            await connection.execute(insert(_KEYS).values(row).on_conflict_do_nothing())

    async def _add(self, case: str, controller: str) -> DataKey:
        """Keep a further controller's key; Forgotten if the case is being forgotten meanwhile."""
        async with AsyncSession(self.engine) as session, session.begin():
            await _alone(session, case)
            rows = (await session.execute(select(_KEYS).where(_KEYS.c.case == case))).all()
            if any(row.wrapped is None for row in rows):
                raise Forgotten(f"{case} was forgotten")
            if rows and all(row.controller != controller for row in rows):
                new = _New(case, controller, new_data_key())
                await session.execute(insert(DataKeyRow).values(await self._row(new, opening=False)))
        self._known.pop(case, None)
        return (await self._keys(case)).held[controller]

    async def _row(self, new: _New, *, opening: bool) -> dict[str, object]:
        by = await self.service.current(new.controller)
        return {
            "id": new.key.id,
            "case": new.case,
            "controller": new.controller,
            "opening": opening,
            "wrapped_by": by,
            "wrapped": await self.service.wrap(by, new.key.secret),
            "made_at": datetime.now(UTC),
        }

    def _remember(self, case: str, keys: CaseKeys) -> None:
        now = self._clock()
        if len(self._known) >= REMEMBER_AT_MOST:
            self._known = {name: kept for name, kept in self._known.items() if now < kept[1]}
        if len(self._known) >= REMEMBER_AT_MOST:
            self._known.pop(next(iter(self._known)))
        self._known[case] = (keys, now + self._seconds)


async def _alone(session: AsyncSession, case: str) -> None:
    """Who makes or destroys keys of the same case waits until this transaction ends."""
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(case, 0))))


def _new(session: AsyncSession, case: str) -> _New | None:
    made: dict[str, _New] = session.info.get(_NEW, {})
    return made.get(case)


def keyring(session: AsyncSession) -> Keyring:
    """The keys of the store that a transaction belongs to."""
    keys = session.info[KEYRING]
    assert isinstance(keys, Keyring)
    return keys
