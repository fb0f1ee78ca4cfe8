"""Transactions, and what happens when the server goes away."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, StatementError

from ichido.local.postgres import PostgresServer
from ichido.security.key_files import FileKeys
from ichido.store import tasks
from ichido.store.migrate import migrate
from ichido.store.store import Store
from ichido.store.tasks import Task
from tests.store.opening import NOW


async def test_an_exception_undoes_the_transaction(store: Store) -> None:
    with pytest.raises(RuntimeError, match="power cut"):
        async with store.transaction() as session:
            await tasks.make(session, Task("look", "MV-1", "1", "something", NOW))
            raise RuntimeError("power cut")
    async with store.transaction() as session:
        assert await tasks.open_tasks(session) == ()


async def test_moments_come_back_in_utc_and_naive_ones_are_refused(store: Store) -> None:
    async with store.transaction() as session:
        await tasks.make(session, Task("look", "MV-1", "1", "something", NOW))
        (task,) = await tasks.open_tasks(session)
        offset = task.task.created_at.utcoffset()
        assert offset is not None and not offset
    with pytest.raises(StatementError, match="needs a time zone"):
        async with store.transaction() as session:
            await tasks.make(session, Task("look", "MV-1", "2", "something", datetime(2026, 4, 3)))


async def test_the_text_of_a_failure_holds_no_value(store: Store) -> None:
    with pytest.raises(DBAPIError) as failure:
        async with store.transaction() as session:
            await session.execute(text("SELECT 1 FROM nowhere WHERE name = :name"), {"name": "佐藤 花子"})
    assert "花子" not in str(failure.value)


async def test_a_restarted_server_is_used_again_without_an_error(tmp_path: Path) -> None:
    server = PostgresServer(tmp_path / "data", tmp_path / "log", durable=False)
    server.start()
    try:
        migrate(server.url())
        store = Store(server.url(), FileKeys(tmp_path / "keys"))
        async with store.transaction() as session:
            await session.execute(text("SELECT 1"))
        server.stop()
        server.start()
        async with store.transaction() as session:
            assert await tasks.open_tasks(session) == ()
        await store.close()
    finally:
        server.stop()
