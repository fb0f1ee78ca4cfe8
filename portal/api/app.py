"""The API as a web application."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from fastapi import FastAPI

from ichido.documents.choice import scanner, taken
from ichido.partners import Directory
from ichido.security.seal_key import seal_key
from ichido.security.token_key import token_key
from ichido.settings import Settings
from ichido.store.published import Current
from ichido.store.store import Store
from portal.api import cases, codec, documents, inbox, mandates, outbox, own, protections, tasks
from portal.api.bounds import Bounds
from portal.api.description import describe
from portal.api.failures import Failures
from portal.api.problems import speak_problems
from portal.case_line import CaseLine
from portal.face import Face, Now
from portal.relay import Relay

DESCRIPTION = """Once told, every procedure runs from there: open a case, read its form, answer it, follow it.

Every problem is `application/problem+json` with a stable `code`, and for each fault where it is and what to do."""


def _now() -> datetime:
    return datetime.now(UTC)


def create_app(store: Store, directory: Directory, line: CaseLine, settings: Settings, now: Now = _now) -> FastAPI:
    """Give the application; while it runs it relays what authorities said. The caller closes the store."""
    face = Face(
        store=store,
        directory=directory,
        operation=Current(store).operation,
        cases=line,
        scanner=scanner(settings),
        kinds=taken(settings),
        settings=settings,
        token_key=token_key(settings.token_key_file),
        seal_key=seal_key(settings.seal_key_file),
        now=now,
    )
    relay = Relay(face)

    @asynccontextmanager
    async def relaying(_: FastAPI) -> AsyncIterator[None]:
        task = asyncio.create_task(relay.run())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    app = FastAPI(title="Ichido", version="0.1", description=DESCRIPTION, lifespan=relaying)
    app.state.face = face
    app.state.relay = relay
    app.add_middleware(Bounds)
    app.add_middleware(Failures)
    speak_problems(app)
    app.include_router(cases.routes())
    app.include_router(documents.routes())
    app.include_router(own.routes())
    app.include_router(mandates.routes())
    app.include_router(inbox.routes())
    app.include_router(outbox.routes())
    app.include_router(tasks.routes())
    app.include_router(protections.routes())
    app.mount("/codec", codec.codec(face))

    @app.get("/health", tags=["operation"], summary="Say that the API is up")
    async def health() -> dict[str, str]:
        return {"status": "up"}

    describe(app)
    return app
