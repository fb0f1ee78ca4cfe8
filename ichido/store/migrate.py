"""Bring the database, and that of the data keys, up to date."""

from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

Tree = Literal["versions", "keys"]
"""Two lines of revisions, each with its own place: everything else, and the data keys in their schema."""

MIGRATIONS = Path(__file__).parent / "migrations"
# Any number will do, as long as every process of every version takes the same.
LOCK = 0x1C41D0


def configuration(database_url: str, tree: Tree = "versions") -> Config:
    """What alembic needs to know; it reads no file."""
    config = Config()
    config.set_main_option("script_location", _escaped(MIGRATIONS))
    config.set_main_option("version_locations", _escaped(MIGRATIONS / tree))
    config.set_main_option("path_separator", "newline")
    config.attributes["database_url"] = database_url
    config.attributes["schema"] = "keys" if tree == "keys" else None
    return config


def migrate(database_url: str, revision: str = "head", keys_url: str | None = None) -> None:
    """Upgrade the databases at addresses in SQLAlchemy's form; processes that start together take turns.

    Without an address of their own the keys are in the same database.
    """
    _upgrade(database_url, "versions", revision)
    _upgrade(keys_url or database_url, "keys", "head")


def _upgrade(url: str, tree: Tree, revision: str) -> None:
    engine = create_engine(url, connect_args={"connect_timeout": 5})
    try:
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            if tree == "keys":
                connection.execute(text("CREATE SCHEMA IF NOT EXISTS keys"))
            config = configuration(url, tree)
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
    finally:
        engine.dispose()


def _escaped(folder: Path) -> str:
    return str(folder).replace("%", "%%")


if __name__ == "__main__":
    from ichido.settings import Settings

    settings = Settings()
    if settings.sqlalchemy_url is None:
        raise SystemExit("migrate: say which database: DATABASE_URL=postgresql://user:password@host/database")
    migrate(settings.sqlalchemy_url, keys_url=settings.keys_url)
