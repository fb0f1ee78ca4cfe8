"""The command as the tests of its verbs call it, and the API as its own tests run it."""

from tests.cli.conftest import ichido
from tests.portal.conftest import *  # noqa: F403  # an office takes fixtures that take fixtures

__all__ = ["ichido"]
