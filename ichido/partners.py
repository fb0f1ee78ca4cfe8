"""Who can be reached, where, and with which secret: operation, read at run time and never in a plan."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, AnyHttpUrl, BaseModel, ConfigDict, Field, SecretStr, TypeAdapter, ValidationError

from ichido.security.signatures import signing_key

LINKS = "links"
"""Under this code stands the service that links what partners call a subject: its secret seals letters of introduction.

Nobody calls it from here: partners ask it, and it tells them no more than whom a letter means in their own registers.
"""
FIRST_NAMES = 1
"""The number of the key for a partner's names, until somebody writes another into the file."""

_log = logging.getLogger(__name__)


class Partner(BaseModel):
    """An authority or a private party as this installation reaches it; its title is by language.

    One without a `url` is never called: it fetches what is meant for it (`GET /outbox/{code}`). Another number in
    `names` is another key for the names of subjects that the partner has not met yet.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    code: str
    url: str | None
    secret: SecretStr
    title: Mapping[str, str] = Field(default_factory=dict)
    names: int = FIRST_NAMES


def _usable(secret: SecretStr) -> SecretStr:
    """The secret as it is; ValueError if nothing can be signed with it."""
    signing_key(secret.get_secret_value())
    return secret


class _Entry(BaseModel):
    # What else an operator notes about a partner is for other readers.
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    url: AnyHttpUrl | None = None
    secret: Annotated[SecretStr, AfterValidator(_usable)]
    title: dict[str, str] = {}
    names: Annotated[int, Field(ge=1)] = FIRST_NAMES


_File = TypeAdapter(dict[str, _Entry])


class Unreadable(Exception):
    """The partners' file is not there, or is no `{code: {secret, url?, title?}}`; says which place is wrong."""


class Directory:
    """The partners in a JSON file, read again when the file changes; a broken edit leaves the last good state."""

    def __init__(self, file: Path) -> None:
        """Read the file; Unreadable if it cannot be used."""
        self._file = file
        self._seen = _stamp(file)
        self._partners = _read(file)

    def partner(self, code: str) -> Partner | None:
        """Give the partner with this code, if there is one now."""
        self._refresh()
        return self._partners.get(code)

    def linking(self) -> str | None:
        """Give the secret that is shared with the linking service, if there is one now."""
        found = self.partner(LINKS)
        return found.secret.get_secret_value() if found else None

    def generation(self, code: str) -> int:
        """Give the number of the key for a partner's names."""
        found = self.partner(code)
        return found.names if found else FIRST_NAMES

    def fetching(self) -> frozenset[str]:
        """Give the codes of the partners that fetch what is meant for them, since they have no address."""
        self._refresh()
        return frozenset(code for code, partner in self._partners.items() if partner.url is None and code != LINKS)

    def titles(self, language: str) -> dict[str, str]:
        """Give the partners' names by code, in a language where they have one."""
        self._refresh()
        return {
            code: partner.title.get(language) or next(iter(partner.title.values()))
            for code, partner in self._partners.items()
            if partner.title
        }

    def _refresh(self) -> None:
        try:
            stamp = _stamp(self._file)
            if stamp == self._seen:
                return
            self._seen = stamp
            self._partners = _read(self._file)
        except Unreadable as error:
            _log.error("the partners stay as they were: %s", error)


def _stamp(file: Path) -> tuple[int, int, int]:
    """What changes when the file does: a file put in its place may have the old time and length."""
    try:
        found = file.stat()
    except OSError as error:
        raise Unreadable(f"{file}: {error.strerror}") from None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _read(file: Path) -> Mapping[str, Partner]:
    try:
        entries = _File.validate_json(file.read_bytes())
    except OSError as error:
        raise Unreadable(f"{file}: {error.strerror}") from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "the whole file"
        raise Unreadable(f"{file}: {place}: {first['msg']}") from None
    return {
        code: Partner(
            code=code,
            url=str(entry.url).rstrip("/") if entry.url else None,
            secret=entry.secret,
            title=entry.title,
            names=entry.names,
        )
        for code, entry in entries.items()
    }
