"""A pretend government over real HTTP: the registries, authorities and people of a catalogue, with faults on demand."""

from ichido.testbed.app import create_app
from ichido.testbed.government import Government, Mode, build

__all__ = ["Government", "Mode", "build", "create_app"]
