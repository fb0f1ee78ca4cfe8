"""The store of an installation, by its settings."""

from ichido.security.key_service import key_service
from ichido.settings import Settings
from ichido.store.protections import Keeping
from ichido.store.store import Store


def connect(settings: Settings, database_url: str | None = None) -> Store:
    """The store of these settings, or another database's with their keys; ValueError if the keys are not right."""
    return Store(
        database_url or settings.sqlalchemy_url or "",
        key_service(settings),
        keys_url=settings.keys_url,
        remember=settings.key_seconds,
        keeping=Keeping(settings.protection_keepers, settings.protection_hours),
    )
