"""Verbs are called without colours, at one width, on the first catalogue."""

import pytest

from tests.cli.calling import Ichido


@pytest.fixture
def ichido(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ichido:
    """The command."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("ICHIDO_CATALOGUE", "tests/first")
    return Ichido(monkeypatch, capsys)
