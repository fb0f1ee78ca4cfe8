"""`ichido publish`: a catalogue made what is offered, from the command line."""

import asyncio
import json
from datetime import date
from pathlib import Path

import pytest

from ichido.compiler.edition import edition
from ichido.compiler.plan import digest
from ichido.language.catalogue import load
from ichido.local.postgres import PostgresServer
from ichido.settings import Settings
from ichido.store import published
from ichido.store.connect import connect
from ichido.store.migrate import migrate
from tests.cli.calling import Ichido
from tests.cli.country import ACTS, a_country

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


@pytest.fixture
def country(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue of which something is kept."""
    monkeypatch.setenv("ICHIDO_CACHE", str(tmp_path / "cache"))
    return a_country(tmp_path / "catalogue")


def test_what_did_not_change_is_not_compiled_again_and_what_did_is(
    ichido: Ichido, migrated: None, country: Path, tmp_path: Path
) -> None:
    assert f"{ACTS + 3} new" in ichido("publish", "--catalogue", str(country)).out
    as_compiled_whole(country, tmp_path)
    before = f"edition 1 is what is offered: {ACTS + 3} as before\n"
    assert ichido("publish", "--catalogue", str(country)).out == before
    act = country / "acts" / "000" / "act-00009.yaml"
    act.write_text(act.read_text(encoding="utf-8").replace("{ja: ", "{ja: 新", 1), encoding="utf-8")
    assert ichido("validate", "--catalogue", str(country)).code == 0  # what it keeps, it keeps for `publish` too
    tried = ichido("publish", "--catalogue", str(country), "--dry-run")
    changed = ichido("publish", "--catalogue", str(country))
    assert changed.out == f"edition 2 is what is offered: 1 changed, {ACTS + 2} as before\n  changed    act-00009\n"
    assert tried.out == changed.out.replace(" is what", " would be what")
    as_compiled_whole(country, tmp_path)
    act.unlink()
    assert "idle-grant" in ichido("publish", "--catalogue", str(country)).err  # a register opened something to it


def test_what_all_share_changes_every_plan(ichido: Ichido, migrated: None, country: Path, tmp_path: Path) -> None:
    ichido("publish", "--catalogue", str(country))
    people = country / "person.yaml"
    people.write_text(people.read_text(encoding="utf-8").replace("ja: 氏名", "ja: 名前"), encoding="utf-8")
    assert f"{ACTS + 2} changed, 1 as before" in ichido("publish", "--catalogue", str(country)).out
    as_compiled_whole(country, tmp_path)


def test_another_database_is_given_everything(
    ichido: Ichido,
    migrated: None,
    country: Path,
    tmp_path: Path,
    postgres_server: PostgresServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ichido("publish", "--catalogue", str(country))
    monkeypatch.setenv("DATABASE_URL", postgres_server.create("another_database"))
    migrate(Settings().sqlalchemy_url or "")
    assert f"{ACTS + 3} new, 0 as before" in ichido("publish", "--catalogue", str(country)).out
    as_compiled_whole(country, tmp_path)


def as_compiled_whole(folder: Path, tmp_path: Path) -> None:
    """What the database offers is what comes of reading and compiling everything."""
    catalogue, problems = load(folder)
    assert problems == ()
    assert asyncio.run(_on_offer(tmp_path)) == {offer.id: digest(offer.plan) for offer in edition(catalogue).offers}


async def _on_offer(tmp_path: Path) -> dict[str, str]:
    store = connect(Settings())
    async with store.transaction() as session:
        found = {offered.id: offered.plan for offered in await published.on_offer(session, date(2026, 4, 1))}
    await store.close()
    return found
