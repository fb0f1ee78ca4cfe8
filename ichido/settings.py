"""Everything that differs from one installation to the next, and where it is read from."""

from pathlib import Path
from typing import Self

from pydantic import AliasChoices, Field, HttpUrl, NonNegativeFloat, PositiveFloat, PositiveInt, SecretStr
from pydantic import model_validator as validate_model
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "ICHIDO_"
TASK_QUEUE = "ichido"


class Settings(BaseSettings):
    """The settings of one process: from the environment, else the default; refuses what does not fit together."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        frozen=True,
        extra="ignore",
        env_ignore_empty=True,
        hide_input_in_errors=True,
        populate_by_name=True,
    )

    temporal_address: str | None = Field(
        default=None,
        validation_alias="TEMPORAL_ADDRESS",
        description="Temporal frontend as `host:port`; not set: an embedded server is started",
    )
    temporal_namespace: str = Field(
        default="default", validation_alias="TEMPORAL_NAMESPACE", description="Temporal namespace"
    )
    temporal_tls: bool = Field(default=False, validation_alias="TEMPORAL_TLS", description="speak TLS to Temporal")
    temporal_tls_cert: Path | None = Field(
        default=None, validation_alias="TEMPORAL_TLS_CERT", description="client certificate for mutual TLS, a PEM file"
    )
    temporal_tls_key: Path | None = Field(
        default=None, validation_alias="TEMPORAL_TLS_KEY", description="key of the client certificate, a PEM file"
    )
    temporal_api_key: SecretStr | None = Field(
        default=None, validation_alias="TEMPORAL_API_KEY", description="API key for Temporal Cloud; implies TLS"
    )
    database_url: SecretStr | None = Field(
        default=None,
        validation_alias="DATABASE_URL",
        description="PostgreSQL as `postgresql://user:password@host/database`; not set: an embedded server is started",
    )
    keys_database_url: SecretStr | None = Field(
        default=None,
        validation_alias="KEYS_DATABASE_URL",
        description="PostgreSQL of the wrapped data keys, with backups of its own; not set: schema `keys` of the other",
    )

    catalogue: Path = Field(default=Path("procedures/jp"), description="folder of the definitions")
    cache: Path = Field(
        default=Path("~/.cache/ichido"),
        description="folder of what `ichido validate` and `publish` keep of catalogues in order; `off`: nothing",
    )
    var: Path = Field(
        default=Path("var"), description="folder of everything that is kept on this machine: data, keys, logs"
    )
    task_queue: str = Field(default=TASK_QUEUE, description="Temporal task queue of cases and their activities")
    worker_concurrency: PositiveInt = Field(default=100, description="activities a worker process runs at a time")
    max_cached_workflows: PositiveInt = Field(default=1000, description="cases a worker process keeps in memory")
    sandbox: bool = Field(
        default=True, description="run workflows in Temporal's sandbox; off is faster once replay is green"
    )
    lookup_seconds: PositiveFloat = Field(
        default=2.0, description="time all registries together have while a case opens"
    )
    open_seconds: PositiveFloat = Field(
        default=5.0, description="time a case has to open before the caller gets an answer"
    )
    door_retry_seconds: PositiveFloat = Field(
        default=30.0, description="pause before a door sends again what did not arrive"
    )
    lease_seconds: PositiveFloat = Field(
        default=60.0, description="time a process has to send what it took; then it is taken for dead and a door sends"
    )
    sweep_seconds: PositiveFloat = Field(
        default=30.0, description="pause between two looks for what a crash left half done"
    )
    rehearsals: bool = Field(
        default=False,
        description="let who opens a case say which day the case takes today for; never where cases count",
    )

    api_host: str = Field(default="127.0.0.1", description="address the API listens on")
    api_port: int = Field(default=0, ge=0, le=65535, description="port the API listens on; 0 takes a free one")
    api_url: HttpUrl | None = Field(
        default=None, description="where partners and pages reach the API; not set: host and port"
    )
    ui_origins: str = Field(
        default="",
        description="origins of the Temporal UI that may have payloads decoded, by commas; not set: no page may",
    )
    codec_ticket: SecretStr | None = Field(
        default=None,
        description="whoever knows it decodes at `/codec/TICKET`, for a Temporal UI without a login; not set: nobody",
    )
    partners: Path | None = Field(
        default=None,
        description="partners, a JSON file `{authority: {secret, url, title}}`; no url: it fetches; demo: its own",
    )
    wrapping_keys: SecretStr | None = Field(
        default=None,
        description="the keys that wrap data keys, JSON `{controller: [newest, older]}` of hex; not set: in files",
    )
    wrapping_keys_dir: Path | None = Field(
        default=None,
        description="folder of the keys that wrap data keys, a folder a controller; not set: `keys/wrapping` in `var`",
    )
    key_seconds: PositiveFloat = Field(
        default=60.0, le=60.0, description="time a data key is remembered, so that a forgotten case is gone everywhere"
    )
    token_key: Path | None = Field(
        default=None, description="file of the key that signs API tokens; not set: made once, `keys/token.key` in `var`"
    )
    retention_years: PositiveInt | None = Field(
        default=None,
        description="fiscal years a filed case is kept whose definition says no `retention`; not set: for ever",
    )
    protection_lists: str = Field(
        default="",
        description="authorities that keep a list of protected persons (DV等支援措置), by commas; "
        "who enters one keeps one from then on",
    )
    protection_hours: PositiveFloat = Field(
        default=24.0,
        description="hours after which a list that its authority has not confirmed holds what goes to its people",
    )
    seal_key: Path | None = Field(
        default=None,
        description="file of the key that seals the disclosure log; not set: made once, `keys/seal.key` in `var`",
    )
    seal_seconds: PositiveFloat = Field(default=1.0, description="pause between two seals of the disclosure log")
    roots: Path | None = Field(
        default=None,
        description="folder of the roots of the disclosure log, to be copied elsewhere; not set: `roots` in `var`",
    )
    clamd: str | None = Field(
        default=None,
        description="ClamAV's daemon, `host:port` or the path of its socket; not set: documents are not scanned",
    )
    file_types: str = Field(
        default="application/pdf,image/png,image/jpeg,image/tiff,image/heic",
        description="media types of documents that are taken, by commas; `text/plain` may be added",
    )
    metrics_host: str = Field(default="127.0.0.1", description="address the worker's metrics are served on")
    metrics_port: int = Field(
        default=0, ge=0, le=65535, description="port of the worker's Prometheus metrics; 0 for none"
    )
    shutdown_seconds: NonNegativeFloat = Field(
        default=10.0, description="time a process has to finish what it is doing"
    )

    @validate_model(mode="after")
    def _tls_files_come_in_pairs(self) -> Self:
        if (self.temporal_tls_cert is None) != (self.temporal_tls_key is None):
            raise ValueError("TEMPORAL_TLS_CERT and TEMPORAL_TLS_KEY are set together or not at all")
        return self

    @property
    def tls(self) -> bool:
        """Whether Temporal is spoken to over TLS: asked for, or implied by a certificate or an API key."""
        return self.temporal_tls or self.temporal_tls_cert is not None or self.temporal_api_key is not None

    @property
    def wrapping_keys_folder(self) -> Path:
        """The folder of each controller's wrapping keys."""
        return self.wrapping_keys_dir or self.var / "keys" / "wrapping"

    @property
    def token_key_file(self) -> Path:
        """The file of the key that signs API tokens."""
        return self.token_key or self.var / "keys" / "token.key"

    @property
    def seal_key_file(self) -> Path:
        """The file of the key that seals the disclosure log."""
        return self.seal_key or self.var / "keys" / "seal.key"

    @property
    def roots_folder(self) -> Path:
        """The folder of each day's root of the disclosure log."""
        return self.roots or self.var / "roots"

    @property
    def sqlalchemy_url(self) -> str | None:
        """The database's address in the form SQLAlchemy wants for psycopg 3, or None for an embedded server."""
        return _for_psycopg(self.database_url)

    @property
    def keys_url(self) -> str | None:
        """The address of the database of the data keys in the same form, or None if they are in the other."""
        return _for_psycopg(self.keys_database_url)

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins of the Temporal UI."""
        return tuple(origin.strip().rstrip("/") for origin in self.ui_origins.split(",") if origin.strip())

    @property
    def protection_keepers(self) -> frozenset[str]:
        """The authorities whose list of protected persons is waited for."""
        return frozenset(code.strip() for code in self.protection_lists.split(",") if code.strip())

    def environment(self) -> dict[str, str]:
        """The environment variables that give another process these very settings."""
        variables = {}
        for name, field in type(self).model_fields.items():
            value = getattr(self, name)
            if value is not None:
                secret = isinstance(value, SecretStr)
                variables[variable(name, field)] = value.get_secret_value() if secret else str(value)
        return variables


def _for_psycopg(url: SecretStr | None) -> str | None:
    if url is None:
        return None
    scheme, separator, rest = url.get_secret_value().partition("://")
    driver = "postgresql+psycopg" if scheme in ("postgres", "postgresql") else scheme
    return f"{driver}{separator}{rest}"


def variable(name: str, field: FieldInfo) -> str:
    """The environment variable a setting is read from."""
    alias = field.validation_alias
    if isinstance(alias, AliasChoices):
        return str(alias.choices[0])
    return alias if isinstance(alias, str) else f"{PREFIX}{name.upper()}"


def table() -> str:
    """The Markdown table of all settings, as the README shows it."""
    rows = ["| variable | default | what it sets |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        rows.append(f"| `{variable(name, field)}` | {_shown(field.default)} | {field.description} |")
    return "\n".join(rows) + "\n"


def _shown(default: object) -> str:
    if default is None:
        return ""
    if isinstance(default, bool):
        return "`true`" if default else "`false`"
    return f"`{default:g}`" if isinstance(default, float) else f"`{default}`"


if __name__ == "__main__":
    print(table(), end="")
