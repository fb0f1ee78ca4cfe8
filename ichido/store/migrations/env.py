"""How alembic reaches the database and the tables it compares with."""

from typing import Any

from alembic import context
from sqlalchemy import Connection, create_engine

from ichido.store.tables import Row

_SCHEMA = context.config.attributes["schema"]


def _ours(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "schema" or name == _SCHEMA


def _declared(item: Any, _name: str | None, kind: str, _reflected: bool, _compared: object) -> bool:
    return kind != "table" or item.schema == _SCHEMA


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Row.metadata,
        version_table_schema=_SCHEMA,
        include_schemas=True,
        include_name=_ours,
        include_object=_declared,
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
