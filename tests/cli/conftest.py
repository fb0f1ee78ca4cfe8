"""Verbs are called without colours, at one width, with no settings but the defaults."""

import pytest

from tests.cli.calling import Ichido


@pytest.fixture
def ichido(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ichido:
    """The command."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("ICHIDO_CATALOGUE", raising=False)
    return Ichido(monkeypatch, capsys)
