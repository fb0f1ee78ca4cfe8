"""The measurement of a country's catalogue measures what it says, on a small one."""

import json
import sys

import pytest

from benchmarks import compile, inventory

DEFINITIONS = 60


def test_a_small_catalogue_is_measured_in_every_way(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["compile", "--definitions", str(DEFINITIONS), "-o", "json"])
    compile.main()
    found = json.loads(capsys.readouterr().out)
    assert (found["definitions"], found["shapes"]) == (DEFINITIONS, 6)
    assert 400 < found["bytes"] < 800
    assert found["ratio"] == pytest.approx(found["cold"]["seconds"] / found["yaml"]["seconds"])
    assert found["cold"]["seconds"] == pytest.approx(sum(found["cold"][stage] for stage in compile.STAGES))
    assert all(found[part]["peak_mb"] > 10 for part in ("yaml", "cold"))
    assert list(found["validate"])[:3] == ["nothing kept", "nothing changed", "one procedure changed"]
    assert all(taken["waited"] > 0 for taken in found["validate"].values())


def test_what_is_invented_is_as_long_as_what_is_known() -> None:
    assert all(entry.title and entry.law and entry.article for entry in inventory.entries(None))
    assert inventory.entries(None) == inventory.entries(None)
