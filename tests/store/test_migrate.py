"""The database's shape: made by migrations, equal to the tables."""

import threading

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from ichido.local.postgres import PostgresServer
from ichido.store.migrate import Tree, configuration, migrate

TREES: tuple[Tree, ...] = ("versions", "keys")


@pytest.mark.parametrize("tree", TREES)
def test_migrations_make_exactly_the_tables_that_are_declared(store_url: str, tree: Tree) -> None:
    command.check(configuration(store_url, tree))


@pytest.mark.parametrize("tree", TREES)
def test_there_is_one_line_of_revisions(store_url: str, tree: Tree) -> None:
    assert len(ScriptDirectory.from_config(configuration(store_url, tree)).get_heads()) == 1


def test_processes_that_start_together_migrate_once(database_url: str) -> None:
    failures: list[BaseException] = []

    def run() -> None:
        try:
            migrate(database_url)
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


def test_a_downgrade_leaves_nothing(postgres_server: PostgresServer, database_url: str) -> None:
    migrate(database_url)
    for tree in TREES:
        command.downgrade(configuration(database_url, tree), "base")
    engine = create_engine(database_url)
    with engine.connect() as connection:
        left = connection.execute(
            text("SELECT table_name FROM information_schema.tables WHERE table_schema IN ('public', 'keys')")
        ).scalars()
        assert list(left) == ["alembic_version", "alembic_version"]
    engine.dispose()


@pytest.mark.parametrize(
    "statement", ["UPDATE disclosures SET kind = ''", "DELETE FROM disclosures", "TRUNCATE disclosures"]
)
def test_the_database_itself_refuses_to_change_the_disclosure_log(store_url: str, statement: str) -> None:
    engine = create_engine(store_url)
    with engine.connect() as connection, pytest.raises(Exception, match="only ever added"):
        connection.execute(text(statement))
    engine.dispose()
