"""`ichido publish`: a catalogue made what is offered, from the command line."""

import json
from pathlib import Path

import pytest

from ichido.settings import Settings
from ichido.store.migrate import migrate
from tests.cli.calling import Ichido

FIRST = "tests/first"


@pytest.fixture
def migrated(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation that has published nothing."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("ICHIDO_VAR", str(tmp_path / "var"))
    migrate(Settings().sqlalchemy_url or "")


def test_a_catalogue_is_published_and_again_it_is_as_before(ichido: Ichido, migrated: None) -> None:
    first = ichido("publish", "--catalogue", FIRST)
    assert (first.code, first.out) == (
        0,
        "edition 1 is what is offered: 4 new, 0 as before\n"
        "  new        moving\n  new        moving-in\n  new        moving-out\n  new        school-support\n",
    )
    again = ichido("publish", "--catalogue", FIRST)
    assert (again.code, again.out) == (0, "edition 1 is what is offered: 4 as before\n")


def test_a_dry_run_says_what_would_change_and_changes_nothing(ichido: Ichido, migrated: None) -> None:
    for _ in range(2):
        tried = ichido("publish", "--catalogue", FIRST, "--dry-run", "-o", "json")
        found = json.loads(tried.out)
        assert (tried.code, found["edition"], len(found["new"])) == (0, 1, 4)


def test_a_catalogue_with_problems_is_not_published(ichido: Ichido, migrated: None) -> None:
    refused = ichido("publish", "--catalogue", "examples/invalid/unknown-term.yaml")
    assert (refused.code, refused.out) == (1, "")
    assert "unknown-term" in refused.err


def test_a_database_in_another_shape_is_said_so(
    ichido: Ichido, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    refused = ichido("publish", "--catalogue", FIRST)
    assert (refused.code, refused.err) == (
        2,
        "ichido: the database is not in the shape of this version\n"
        "  = help: bring it there: `python -m ichido.store.migrate`\n",
    )
