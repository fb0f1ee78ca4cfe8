"""Settings come from the environment, keep secrets to themselves, and are all in the README."""

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from ichido.settings import Settings, table

ROOT = Path(__file__).parent.parent


def test_the_readme_shows_every_setting() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = readme.partition("<!-- settings -->\n")[2].partition("<!-- /settings -->")[0]
    assert shown == table(), "run `python -m ichido.settings` and put what it prints between the README's markers"


def test_nothing_needs_to_be_set() -> None:
    settings = Settings()
    assert settings.temporal_address is None
    assert settings.sqlalchemy_url is None
    assert settings.catalogue == Path("procedures/jp")
    assert settings.wrapping_keys_folder == Path("var/keys/wrapping")


def test_servers_are_named_the_way_everybody_names_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "temporal.example:7233")
    monkeypatch.setenv("DATABASE_URL", "postgres://ichido:secret@db.example/ichido")
    monkeypatch.setenv("ICHIDO_LOOKUP_SECONDS", "3.5")
    settings = Settings()
    assert settings.temporal_address == "temporal.example:7233"
    assert settings.sqlalchemy_url == "postgresql+psycopg://ichido:secret@db.example/ichido"
    assert settings.lookup_seconds == 3.5


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "")
    assert Settings().temporal_address is None


def test_a_secret_is_never_printed() -> None:
    settings = Settings(temporal_api_key=SecretStr("k-1234"), database_url=SecretStr("postgresql://u:p-5678@h/d"))
    assert "1234" not in repr(settings)
    assert "5678" not in repr(settings)


def test_a_wrong_value_is_refused_without_repeating_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ICHIDO_API_PORT", "hunter2")
    with pytest.raises(ValidationError) as refused:
        Settings()
    assert "hunter2" not in str(refused.value)
    assert "ICHIDO_API_PORT" in str(refused.value) or "api_port" in str(refused.value)


def test_a_certificate_without_its_key_is_refused() -> None:
    with pytest.raises(ValidationError, match="set together or not at all"):
        Settings(temporal_tls_cert=Path("client.pem"))


def test_an_api_key_implies_tls() -> None:
    assert Settings(temporal_api_key=SecretStr("k")).tls
    assert not Settings().tls


def test_another_process_can_be_given_the_very_same_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(
        temporal_address="here:1",
        database_url=SecretStr("postgresql://u:p@h/d"),
        sandbox=False,
        var=Path("elsewhere"),
        lookup_seconds=0.5,
    )
    for name, value in settings.environment().items():
        monkeypatch.setenv(name, value)
    assert Settings() == settings


def test_settings_do_not_change_under_way() -> None:
    with pytest.raises(ValidationError):
        Settings().sandbox = False
