"""Wrapping keys renewed: every data key wrapped anew by its controller's newest key, as many at once as one likes."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from ichido.security.wrapping import KeyService
from ichido.store.keyring import Keyring
from ichido.store.tables.keys import DataKeyRow
from ichido.store.tables.row import table

AT_ONCE = 500
KEPT_DAYS = 7.0
"""How long a replaced wrapping key opens what is in backups of the data keys, which live as long."""
_KEYS = table(DataKeyRow)
_WRAPPED = _KEYS.c.wrapped.is_not(None)


@dataclass(frozen=True, slots=True)
class InUse:
    """A wrapping key, how many data keys it wraps, and whether it is at hand and wraps now."""

    id: str
    controller: str
    wraps: int
    at_hand: bool
    current: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of a controller's data keys the newest wrapping key has, of how many."""

    controller: str
    done: int
    of: int


class Rotation:
    """Renews wrapping keys while everything runs; stopped at any moment, it goes on where it was."""

    def __init__(self, ring: Keyring) -> None:
        """Take the keys."""
        self._engine: AsyncEngine = ring.engine
        self._service: KeyService = ring.service

    async def in_use(self) -> tuple[InUse, ...]:
        """Every wrapping key that is at hand or wraps something, by controller."""
        counted = select(_KEYS.c.wrapped_by, _KEYS.c.controller, func.count()).where(_WRAPPED)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(counted.group_by(_KEYS.c.wrapped_by, _KEYS.c.controller))).all()
        wraps = {id_: (controller, count) for id_, controller, count in rows}
        held = {key.id: key for key in await self._service.held()}
        lost = {id_: controller for id_, (controller, _) in wraps.items() if id_ not in held}
        every = [
            *(InUse(key.id, key.controller, wraps.get(key.id, ("", 0))[1], True, key.current) for key in held.values()),
            *(InUse(id_, controller, wraps[id_][1], False, False) for id_, controller in lost.items()),
        ]
        return tuple(sorted(every, key=lambda key: (key.controller, key.current)))

    async def rotate(self, controller: str) -> AsyncIterator[Progress]:
        """Let a new key wrap for a controller, and wrap its data keys anew; a rotation begun before is finished first.

        Raises CannotRenew, and KeyUnavailable if an old key is not at hand; then nothing is lost.
        """
        current = await self._service.current(controller)
        left, of = await self._left(controller, current)
        if not left:
            current = await self._service.renew(controller)
            left, of = await self._left(controller, current)
        yield Progress(controller, of - left, of)
        while await self._rewrap(controller, current):
            left, of = await self._left(controller, current)
            yield Progress(controller, of - left, of)

    async def prune(self, controller: str, days: float = KEPT_DAYS) -> tuple[str, ...]:
        """Give up wrapping keys of a controller that wrap nothing and were replaced long enough ago; gives which."""
        unused = [key for key in await self.in_use() if key.controller == controller and not (key.current or key.wraps)]
        return tuple([key.id for key in unused if await self._service.drop(key.id, days)])

    async def _left(self, controller: str, current: str) -> tuple[int, int]:
        """How many data keys of a controller another key than the current one wraps, and how many there are."""
        query = select(func.count().filter(_KEYS.c.wrapped_by != current), func.count()).where(
            _WRAPPED, _KEYS.c.controller == controller
        )
        async with self._engine.connect() as connection:
            left, of = (await connection.execute(query)).one()
        return left, of

    async def _rewrap(self, controller: str, current: str) -> int:
        """Wrap some anew; a key that is destroyed meanwhile stays destroyed."""
        wanted = (
            select(_KEYS.c.id, _KEYS.c.wrapped_by, _KEYS.c.wrapped)
            .where(_WRAPPED, _KEYS.c.controller == controller, _KEYS.c.wrapped_by != current)
            .limit(AT_ONCE)
            .with_for_update()
        )
        kept = (
            update(_KEYS).where(_KEYS.c.id == bindparam("which")).values(wrapped=bindparam("anew"), wrapped_by=current)
        )
        async with self._engine.begin() as connection:
            rows = (await connection.execute(wanted)).all()
            anew = [
                {
                    "which": id_,
                    "anew": await self._service.wrap(current, await self._service.unwrap(by, bytes(wrapped))),
                }
                for id_, by, wrapped in rows
            ]
            if anew:
                await connection.execute(kept, anew)
        return len(rows)
