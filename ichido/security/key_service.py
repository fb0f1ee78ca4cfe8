"""Who holds the wrapping keys of an installation, by its settings."""

from ichido.security.key_environment import EnvironmentKeys
from ichido.security.key_files import FileKeys
from ichido.security.wrapping import KeyService
from ichido.settings import Settings


def key_service(settings: Settings) -> KeyService:
    """The keys in the environment if some are set, else those in files; ValueError if they are not written right."""
    if settings.wrapping_keys is not None:
        return EnvironmentKeys(settings.wrapping_keys.get_secret_value())
    return FileKeys(settings.wrapping_keys_folder)
