"""A pretend government over real HTTP: registries, authorities and people, with faults on demand."""

from ichido.testbed.app import create_app
from ichido.testbed.government import Government, Mode, build

__all__ = ["Government", "Mode", "build", "create_app"]
