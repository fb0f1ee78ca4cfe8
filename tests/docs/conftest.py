"""The command as the tests of its verbs call it, and the API as its own tests run it."""

import pytest

from tests.cli.calling import Ichido
from tests.portal.conftest import *  # noqa: F403  # an office takes fixtures that take fixtures


@pytest.fixture
def ichido(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ichido:
    """The command, on the catalogue that is used where nobody names one."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("ICHIDO_CATALOGUE", raising=False)
    return Ichido(monkeypatch, capsys)
