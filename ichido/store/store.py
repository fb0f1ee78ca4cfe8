"""The store of one process: its engine, its keys, and transactions."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from ichido.security.wrapping import KeyService
from ichido.store.keyring import KEYRING, REMEMBER_SECONDS, Keyring
from ichido.store.protections import KEEPING, Keeping

CONNECT_SECONDS = 5


KEY_CONNECTIONS = 2
"""How many connections to the keys are kept: each is held for one statement, whatever waits in a transaction."""


class Store:
    """PostgreSQL and the keys of what is sealed in it; one a process and event loop, closed at its end."""

    def __init__(
        self,
        database_url: str,
        service: KeyService,
        connections: int = 10,
        *,
        keys_url: str | None = None,
        remember: float = REMEMBER_SECONDS,
        keeping: Keeping | None = None,
    ) -> None:
        """Take addresses in SQLAlchemy's form for psycopg 3, who holds the wrapping keys, how long keys are
        remembered, and who keeps lists of protections; without an address of their own the keys are in the same
        database. Connects on first use.
        """
        self.engine = _engine(database_url, connections, connections)
        # Never a connection of the same pool: who waits for a key in a transaction would hold up who has it.
        self._keys_engine = _engine(keys_url or database_url, KEY_CONNECTIONS, connections)
        self.keys = Keyring(self._keys_engine, service, remember=remember)
        known = {KEYRING: self.keys, KEEPING: keeping or Keeping()}
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False, info=known)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """One transaction: committed at the end, undone by an exception."""
        async with self._sessions.begin() as session:
            yield session
            await self.keys.keep(session)

    async def close(self) -> None:
        """Give all connections back."""
        await self.engine.dispose()
        await self._keys_engine.dispose()


def _engine(url: str, connections: int, more: int) -> AsyncEngine:
    return create_async_engine(
        url,
        pool_size=connections,
        max_overflow=more,
        # The server may have been restarted since a connection was last used.
        pool_pre_ping=True,
        # The text of a failure may reach a log, and parameters are people's data.
        hide_parameters=True,
        connect_args={"options": "-c timezone=UTC", "connect_timeout": CONNECT_SECONDS},
    )
