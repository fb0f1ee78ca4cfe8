"""Which request a statement belongs to: others go on beside it, and the relay never rests."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine
from starlette.types import ASGIApp, Receive, Scope, Send

HEADER = "x-marked"
_marked: ContextVar[str] = ContextVar("marked", default="")


class Marking:
    """Lets everything that a request sets going know which one it was."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Mark what follows."""
        if scope["type"] == "http":
            headers = dict(scope["headers"])
            _marked.set(headers.get(HEADER.encode(), b"").decode())
        await self._app(scope, receive, send)


@contextmanager
def statements(engine: Engine, mark: str) -> Iterator[list[str]]:
    """What the requests of a mark ask of the database meanwhile."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if _marked.get() == mark:
            found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)
