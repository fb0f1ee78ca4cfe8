"""Where authorities post what they have to say."""

from typing import Annotated

from fastapi import APIRouter, Path, Request

from portal.api.callers import TheFace, TheRelay
from portal.api.messages import EventKept
from portal.api.problems import responses
from portal.api.raw import signed_body
from portal.receiving import take_in

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
        responses=responses(401, 404, 409, 413, 422),
        openapi_extra=_BODY,
    )
    async def receive(
        request: Request, face: TheFace, relay: TheRelay, authority: Annotated[str, Path(max_length=64)]
    ) -> EventKept:
        """Keep an event until its case has heard it; the same again changes nothing, another under its id is `409`."""
        id_ = await take_in(face, authority, request.headers, await signed_body(request, face, authority))
        relay.nudge()
        return EventKept(id=id_)

    return router
