"""The database of a demo on a server it is given: an empty one, marked, or one so marked before."""

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from ichido.local import StartFailure
from ichido.store.migrate import migrate

MARK = "ichido demo"
_OF = text("SELECT to_regclass('alembic_version') IS NOT NULL, obj_description(to_regclass('alembic_version'))")
_MARK = text(f"COMMENT ON TABLE alembic_version IS '{MARK}'")


def take(database_url: str) -> None:
    """Bring a demo's database to its present shape; StartFailure for an installation's, which is left as it is."""
    engine = create_engine(database_url, connect_args={"connect_timeout": 5})
    try:
        with engine.connect() as connection:
            made, mark = connection.execute(_OF).one()
        if made and mark != MARK:
            raise StartFailure(
                "DATABASE_URL names the database of an installation, where a demo must not be\n"
                "  = help: give the demo an empty database, or run it without DATABASE_URL"
            )
        migrate(database_url)
        with engine.begin() as connection:
            connection.execute(_MARK)
    except OperationalError as error:
        raise StartFailure(
            f"the database that DATABASE_URL names does not answer: {error.orig}\n"
            "  = help: start it, or run the demo without DATABASE_URL"
        ) from None
    finally:
        engine.dispose()
