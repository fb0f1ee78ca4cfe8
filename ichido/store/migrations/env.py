"""How alembic reaches the database and the tables it compares with."""

from alembic import context
from sqlalchemy import Connection, create_engine

from ichido.store.tables import Row

SCHEMAS = frozenset({None, "keys"})


def _ours(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "schema" or name in SCHEMAS


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Row.metadata,
        include_schemas=True,
        include_name=_ours,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


_given = context.config.attributes.get("connection")
if _given is not None:
    _run(_given)
else:
    _engine = create_engine(context.config.attributes["database_url"])
    with _engine.connect() as _connection:
        _run(_connection)
    _engine.dispose()
