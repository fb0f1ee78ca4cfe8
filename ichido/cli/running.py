"""The system that runs now: where its API is, and a token to speak to it as an operator."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx2

from ichido.cli.output import CouldNotRun
from ichido.security.access import Caller
from ichido.security.token_key import token_key
from ichido.security.tokens import issue
from ichido.settings import Settings

OPERATOR = Caller("operator")
SECONDS = 10.0
"""Time the API has to answer a verb."""


@dataclass(frozen=True)
class Running:
    """A system that can be asked; the token is never shown."""

    api: str
    token: str = field(repr=False)

    def get(self, path: str, **query: str | int) -> Any:
        """The JSON the API answers with; CouldNotRun, in words, when it does not."""
        return self._ask("GET", path, query)

    def post(self, path: str) -> Any:
        """The JSON the API answers with to a word that needs no body; CouldNotRun as in `get`."""
        return self._ask("POST", path, {})

    def _ask(self, method: str, path: str, query: Mapping[str, str | int]) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"}
        try:
            reply = httpx2.request(method, f"{self.api}{path}", params=query, headers=headers, timeout=SECONDS)
        except httpx2.TimeoutException:
            raise CouldNotRun(
                f"{self.api} did not answer in {SECONDS:g} seconds", "look at the logs in `var`"
            ) from None
        except httpx2.HTTPError:
            raise CouldNotRun(f"nobody answers at {self.api}", "start the system with `ichido demo`") from None
        return _read(reply)

    def send(self, path: str, body: dict[str, str]) -> tuple[int, Any]:
        """Post JSON; the status and the JSON of what was done or refused, CouldNotRun for anything else."""
        headers = {"Authorization": f"Bearer {self.token}"}
        try:
            reply = httpx2.post(f"{self.api}{path}", json=body, headers=headers, timeout=SECONDS)
        except httpx2.TimeoutException:
            raise CouldNotRun(
                f"{self.api} did not answer in {SECONDS:g} seconds", "look at the logs in `var`"
            ) from None
        except httpx2.HTTPError:
            raise CouldNotRun(f"nobody answers at {self.api}", "start the system with `ichido demo`") from None
        if reply.status_code == 204:
            return 204, None
        return reply.status_code, reply.json() if reply.status_code in (201, 409) else _read(reply)


def running(settings: Settings, caller: Caller | None = None) -> Running:
    """The system of these settings, else the one that `ichido demo` noted down; CouldNotRun if there is none.

    Who speaks is an operator, or another caller: whoever holds the key that signs tokens may speak for an authority.
    """
    noted = _noted(settings)
    api = str(settings.api_url) if settings.api_url else noted.get("api")
    if not api:
        note = settings.var / "run.json"
        raise CouldNotRun(
            f"nothing runs here: there is no `{note}`", "start it with `ichido demo`, or set ICHIDO_API_URL"
        )
    token = _issued(settings, caller or OPERATOR) or (None if caller else noted.get("token"))
    if not token:
        file = settings.token_key_file
        raise CouldNotRun(f"there is no key to sign a token with in `{file}`", "set ICHIDO_TOKEN_KEY to the system's")
    return Running(api.rstrip("/"), token)


def database(settings: Settings) -> str:
    """The address of the database of these settings, else of the system that was noted down; CouldNotRun if none."""
    found = settings.sqlalchemy_url or _noted(settings).get("database")
    if not found:
        raise CouldNotRun("no database is known here", "set DATABASE_URL, or start the system with `ichido demo`")
    return found


def _noted(settings: Settings) -> dict[str, str]:
    """What the running system wrote down of itself, or nothing."""
    try:
        noted = json.loads((settings.var / "run.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise CouldNotRun(f"`{settings.var / 'run.json'}` cannot be read: {error}", "start the system again") from None
    return {key: value for key, value in noted.items() if isinstance(value, str)} if isinstance(noted, dict) else {}


def _issued(settings: Settings, caller: Caller) -> str | None:
    """A fresh token: the one that was noted down is good for an hour only."""
    if not settings.token_key_file.exists():
        return None
    try:
        return issue(token_key(settings.token_key_file), caller, datetime.now(UTC))
    except (OSError, ValueError) as error:
        raise CouldNotRun(f"the key in `{settings.token_key_file}` cannot be used: {error}") from None


def _read(reply: httpx2.Response) -> Any:
    try:
        body = reply.json()
    except ValueError:
        raise CouldNotRun(f"{reply.url} answered {reply.status_code} and no JSON: is it Ichido's API?") from None
    if reply.status_code == 200:
        return body
    detail = body.get("detail") if isinstance(body, dict) else None
    raise CouldNotRun(str(detail or f"{reply.url} answered {reply.status_code}"))
