"""The two settings that verbs without a running system need, read without importing all the others."""

import os
from pathlib import Path


def catalogue() -> Path:
    """The folder of the definitions, as in `Settings.catalogue`."""
    return Path(os.environ.get("ICHIDO_CATALOGUE") or "procedures/jp")
