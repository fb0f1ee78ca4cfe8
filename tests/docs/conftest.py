"""The command, as the tests of its verbs call it."""

from tests.cli.conftest import ichido

__all__ = ["ichido"]
