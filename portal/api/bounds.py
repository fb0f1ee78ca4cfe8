"""Requests kept to a size."""

import re

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST = 1_000_000
_UPLOAD = re.compile("/cases/[^/]+/documents")


class Bounds:
    """Cuts a request off with 413 once it has sent more than a million bytes, whatever length it announced.

    An upload goes by in pieces, and is kept to the size of a document by whoever takes it in.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Stand before an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what comes in."""
        if scope["type"] != "http" or (scope["method"] == "POST" and _UPLOAD.fullmatch(scope["path"])):
            await self._app(scope, receive, send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > LARGEST:
                raise HTTPException(413, f"a request has at most {LARGEST} bytes")
            return message

        await self._app(scope, counted, send)
