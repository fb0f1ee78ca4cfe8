"""Where authorities post what they have to say."""

from typing import Annotated

from fastapi import APIRouter, Path, Request

from ichido.security.signatures import ID
from portal.api.callers import TheFace, TheRelay
from portal.api.messages import EventKept
from portal.api.problems import responses
from portal.face import Face
from portal.problem import Problem
from portal.receiving import refuse, take_in

LARGEST = 256 * 1024

_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/Told"},
                "example": {
                    "event": "outcome",
                    "case": "MV-7K3Q-92XD",
                    "procedure": "moving-out",
                    "sequence": 2,
                    "at": "2026-03-24T10:00:00+09:00",
                    "outcome": "accepted",
                    "with": {"move.transfer": "TX-4471"},
                },
            }
        },
    }
}


def routes() -> APIRouter:
    """Give the inbox."""
    router = APIRouter(tags=["authorities"])

    @router.post(
        "/inbox/{authority}",
        status_code=202,
        summary="Tell a case something, signed as Standard Webhooks says",
        responses=responses(401, 404, 413, 422),
        openapi_extra=_BODY,
    )
    async def receive(
        request: Request, face: TheFace, relay: TheRelay, authority: Annotated[str, Path(max_length=64)]
    ) -> EventKept:
        """Keep an event until its case has heard it; the same id again is taken and changes nothing."""
        body = await _body(request, face, authority)
        id_ = await take_in(face, authority, request.headers, body)
        relay.nudge()
        return EventKept(id=id_)

    return router


async def _body(request: Request, face: Face, authority: str) -> bytes:
    """The raw bytes, for the signature is over them; Problem 413 as soon as there are too many."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            await refuse(face, authority, request.headers.get(ID, ""), "too-large", bytes(body[:LARGEST]))
            raise Problem(413, "too-large", f"an event has at most {LARGEST} bytes")
    return bytes(body)
