"""The settings that verbs without a running system need, read without importing all the others."""

import os
from pathlib import Path

OFF = "off"
"""Instead of a folder: nothing is kept."""


def catalogue() -> Path:
    """The folder of the definitions, as in `Settings.catalogue`."""
    return Path(os.environ.get("ICHIDO_CATALOGUE") or "procedures/jp")


def cache() -> Path | None:
    """The folder of what is kept of catalogues, as in `Settings.cache`; None if nothing is to be kept."""
    named = os.environ.get("ICHIDO_CACHE") or "~/.cache/ichido"
    return None if named == OFF else Path(named).expanduser()
