"""A demo on servers it is given keeps away from what an installation has there."""

from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import create_engine, text

from ichido.cli import demo
from ichido.local import Local, StartFailure
from ichido.rehearsal.installation import Installation
from ichido.rehearsal.own import take
from ichido.settings import Settings
from ichido.store.migrate import migrate

REFUSED = (
    "DATABASE_URL names the database of an installation, where a demo must not be\n"
    "  = help: give the demo an empty database, or run it without DATABASE_URL"
)


def aged(database_url: str) -> None:
    """Leave a database in a shape that no version knows."""
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    engine.dispose()


def test_an_empty_database_is_taken_and_found_again(database_url: str) -> None:
    take(database_url)
    take(database_url)


def test_the_database_of_an_installation_is_left_as_it_is(database_url: str) -> None:
    migrate(database_url)
    aged(database_url)
    # To migrate it would fail: nobody knows that version.
    with pytest.raises(StartFailure) as refused:
        take(database_url)
    assert str(refused.value) == REFUSED


def test_no_process_is_started_on_the_database_of_an_installation(database_url: str, tmp_path: Path) -> None:
    migrate(database_url)
    settings = Settings(var=tmp_path, temporal_address="192.0.2.1:7233", database_url=SecretStr(database_url))
    with Local(settings) as local:
        installation = Installation(local)
        with pytest.raises(StartFailure, match="must not be"):
            installation.begin()
        assert installation.worker_process is None
        assert installation.testbed == ""


def test_a_database_that_does_not_answer_is_said() -> None:
    with pytest.raises(StartFailure, match=r"the database that DATABASE_URL names does not answer: .*refused"):
        take("postgresql+psycopg://nobody@127.0.0.1:9/nothing")


def test_the_partners_of_an_installation_are_refused_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    partners = tmp_path / "partners.json"
    partners.write_text("{}")
    monkeypatch.setenv("ICHIDO_PARTNERS", str(partners))
    monkeypatch.setenv("ICHIDO_VAR", str(tmp_path / "var"))
    assert demo.run(once=True, output="text") == 2
    assert capsys.readouterr().out == (
        f"a demo plays with pretended partners, and {partners} (ICHIDO_PARTNERS) names real ones\n"
        "  = help: run it without ICHIDO_PARTNERS\n"
    )
    assert partners.read_text() == "{}"
    assert not (tmp_path / "var").exists()


def test_on_a_temporal_server_of_others_the_work_is_apart() -> None:
    given = Settings(temporal_address="192.0.2.1:7233")
    assert demo.settings_of(given).task_queue == "ichido-demo"
    assert demo.settings_of(Settings()).task_queue == "ichido"
