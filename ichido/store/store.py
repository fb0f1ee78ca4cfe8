"""The store of one process: its engine, its keys, and transactions."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from ichido.security.keys import Keys
from ichido.store.keyring import KEYRING, CaseKeys

CONNECT_SECONDS = 5


class Store:
    """PostgreSQL and the keys of what is sealed in it; one a process and event loop, closed at its end."""

    def __init__(self, database_url: str, keys: Keys, connections: int = 10) -> None:
        """Take an address in SQLAlchemy's form for psycopg 3, and who holds the master key; connects on first use."""
        self.engine = create_async_engine(
            database_url,
            pool_size=connections,
            max_overflow=connections,
            # The server may have been restarted since a connection was last used.
            pool_pre_ping=True,
            # The text of a failure may reach a log, and parameters are people's data.
            hide_parameters=True,
            connect_args={"options": "-c timezone=UTC", "connect_timeout": CONNECT_SECONDS},
        )
        self.keys = CaseKeys(self.engine, keys)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False, info={KEYRING: self.keys})

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """One transaction: committed at the end, undone by an exception."""
        async with self._sessions.begin() as session:
            yield session

    async def close(self) -> None:
        """Give all connections back."""
        await self.engine.dispose()
