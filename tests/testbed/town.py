"""A running testbed, an inbox that plays Ichido's, and the calls that tests make."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx2
import uvicorn

from ichido.language.catalogue import Catalogue, load
from ichido.security.signatures import Verified, sign, verify
from ichido.testbed import Government, create_app
from ichido.testbed.world import named

ICHIKAWA = "122033"
KAWASAKI = "141305"
FIRST = Path(__file__).parents[1] / "first"


@cache
def catalogue(folder: Path = FIRST) -> Catalogue:
    """Give a catalogue without problems."""
    found, problems = load(folder)
    assert not problems
    return found


@dataclass(frozen=True)
class Town:
    """A testbed that is running, and a client that speaks to it."""

    government: Government
    client: httpx2.Client

    def secret(self, code: str) -> str:
        """Give the authority's secret."""
        return self.government.authorities[code].secret

    def bearer(self, code: str) -> dict[str, str]:
        """Give the header that lets a read in."""
        return {"Authorization": f"Bearer {self.secret(code)}"}

    def reference(self, short_name: str) -> str:
        """Give the reference of whom a world calls by a short name."""
        return named(self.government.seed, short_name)

    def ask(
        self, place: str, subjects: list[str], fields: list[str], case: str = "c-1", **more: Any
    ) -> httpx2.Response:
        """Ask `{code}/{resource}`."""
        purpose = {"procedure": "moving-in", "under": "住民基本台帳法 24条の2", "case": case}
        question = {"subjects": subjects, "fields": fields, "purpose": purpose, **more}
        return self.client.post(f"/{place}", json=question, headers=self.bearer(place.partition("/")[0]))

    def records(self, place: str, subjects: list[str], fields: list[str], **more: str) -> dict[str, Any]:
        """Ask by what the office calls each of these, and give the records, with everybody under their reference."""
        office, people = place.partition("/")[0], self.government.people
        called = {self.government.names.called(office, one): one for one in (*people.subjects, *subjects)}
        answer = self.ask(place, [self.government.names.called(office, one) for one in subjects], fields, **more)
        assert answer.status_code == 200, answer.text
        records: dict[str, Any] = _translated(answer.json()["records"], called)
        return records

    def submit(self, code: str, key: str = "k-1", timeout: float = 5, **changes: Any) -> httpx2.Response:
        """Send a signed submission."""
        body = submission(**changes)
        headers = sign(self.secret(code), key, datetime.now(UTC), body) | {"Idempotency-Key": key}
        return self.client.post(f"/{code}/submissions", content=body, headers=headers, timeout=timeout)

    def reconcile(self, code: str, key: str) -> httpx2.Response:
        """Ask whether a key arrived."""
        return self.client.get(f"/{code}/submissions/{key}", headers=self.bearer(code))

    def held(self, code: str) -> list[dict[str, Any]]:
        """Give what the authority holds."""
        held: list[dict[str, Any]] = self.client.get("/control/submissions").json()[code]
        return held

    def fail(self, target: str, kind: str, **more: Any) -> None:
        """Set a fault."""
        answer = self.client.post("/control/faults", json={"target": target, "kind": kind, **more})
        assert answer.status_code == 204, answer.text

    def tell(self, code: str, event: dict[str, Any], procedure: str = "moving-out", **more: Any) -> httpx2.Response:
        """Let an authority say something of case c-1."""
        script = {"authority": code, "case": "c-1", "procedure": procedure, "event": event, **more}
        return self.client.post("/control/events", json=script)

    def webhooks(self) -> list[dict[str, Any]]:
        """Give what became of every webhook."""
        webhooks: list[dict[str, Any]] = self.client.get("/control/webhooks").json()
        return webhooks


def _translated(said: Any, called: dict[str, str]) -> Any:
    match said:
        case str():
            return called.get(said, said)
        case dict():
            return {called.get(key, key): _translated(value, called) for key, value in said.items()}
        case list():
            return [_translated(value, called) for value in said]
    return said


def submission(**changes: Any) -> bytes:
    """Give the bytes of a submission."""
    base = {
        "submission": "s-1",
        "case": "c-1",
        "procedure": "moving-out",
        "about": None,
        "version": 1,
        "payload": {"move.date": "2026-04-01"},
    }
    return json.dumps(base | changes).encode()


@dataclass(frozen=True)
class Delivered:
    """One webhook as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        """Give its id."""
        return self.headers["webhook-id"]

    @property
    def event(self) -> dict[str, Any]:
        """Give what it says."""
        event: dict[str, Any] = json.loads(self.body)
        return event

    def is_signed_with(self, secret: str) -> bool:
        """Say whether the holder of the secret signed it just now."""
        return isinstance(verify(secret, self.headers, self.body, datetime.now(UTC)), Verified)


@dataclass
class Inbox:
    """What arrived; which statuses to answer before going back to 202, and which procedures are answered 503."""

    url: str = ""
    delivered: list[Delivered] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    shut_to: set[str] = field(default_factory=set)

    def take(self, one: Delivered) -> int:
        """Keep what arrived, and give the status to answer."""
        self.delivered.append(one)
        if one.event["procedure"] in self.shut_to:
            return 503
        return self.statuses.pop(0) if self.statuses else 202

    def wait(self, count: int) -> list[Delivered]:
        """Wait until so many webhooks have arrived, and give them."""
        wait_until(lambda: len(self.delivered) >= count)
        return self.delivered


def wait_until(true: Callable[[], bool], seconds: float = 5) -> None:
    """Wait until something is true, or fail."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.01)


@contextmanager
def running(government: Government) -> Iterator[Town]:
    """Run a testbed on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(create_app(government), log_level="warning", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            wait_until(lambda: server.started)
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            with httpx2.Client(base_url=url, trust_env=False) as client:
                yield Town(government, client)
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def listening() -> Iterator[Inbox]:
    """Run an inbox on a free port."""
    inbox = Inbox()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.send_response(inbox.take(Delivered(self.path, headers, body)))
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        inbox.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield inbox
        finally:
            server.shutdown()
            thread.join()
