"""Bring a database up to date."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

MIGRATIONS = Path(__file__).parent / "migrations"
# Any number will do, as long as every process of every version takes the same.
LOCK = 0x1C41D0


def configuration(database_url: str) -> Config:
    """What alembic needs to know; it reads no file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["database_url"] = database_url
    return config


def migrate(database_url: str, revision: str = "head") -> None:
    """Upgrade the database at an address in SQLAlchemy's form; processes that start together take turns."""
    engine = create_engine(database_url, connect_args={"connect_timeout": 5})
    try:
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            config = configuration(database_url)
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
    finally:
        engine.dispose()


if __name__ == "__main__":
    from ichido.settings import Settings

    url = Settings().sqlalchemy_url
    if url is None:
        raise SystemExit("migrate: say which database: DATABASE_URL=postgresql://user:password@host/database")
    migrate(url)
