"""Temporal's codec protocol: where its UI and command line have payloads decoded, for those who may see the case."""

import hmac
from typing import Annotated

from fastapi import Depends, FastAPI, Header, Request, Response
from google.protobuf.json_format import MessageToJson, Parse, ParseError
from starlette.middleware.cors import CORSMiddleware
from temporalio.api.common.v1 import Payload, Payloads

from ichido.security.access import Caller
from portal.api.callers import Bearer, TheFace, caller_of
from portal.api.problems import speak_problems
from portal.decoding import decode, encode
from portal.face import Face
from portal.problem import Problem

HEADERS = ("authorization", "content-type", "x-namespace")
MOST = 1_000
"""Payloads in one request; a page of a history has fewer."""


def codec(face: Face) -> FastAPI:
    """Give the application to be mounted: `decode` and `encode`, by token, or by the ticket before them."""
    app = FastAPI(openapi_url=None)
    app.state.face = face
    app.add_middleware(
        CORSMiddleware, allow_origins=list(face.settings.origins), allow_methods=["POST"], allow_headers=list(HEADERS)
    )
    speak_problems(app)

    @app.post("/decode")
    @app.post("/{ticket}/decode")
    async def decode_(face: TheFace, caller: TheDecoder, payloads: ThePayloads) -> Response:
        return _answer(await decode(face, caller, payloads.payloads))

    @app.post("/encode")
    @app.post("/{ticket}/encode")
    async def encode_(face: TheFace, caller: TheDecoder, payloads: ThePayloads) -> Response:
        return _answer(await encode(face, caller, payloads.payloads))

    return app


def _decoder(face: TheFace, credentials: Bearer, ticket: str | None = None) -> Caller:
    """Whoever has a token, or an operator by the ticket of a Temporal UI without a login."""
    if ticket is None:
        return caller_of(face, credentials)
    expected = face.settings.codec_ticket
    if expected is None or not hmac.compare_digest(ticket.encode(), expected.get_secret_value().encode()):
        raise Problem(401, "ticket-wrong", "this ticket opens nothing: ICHIDO_CODEC_TICKET names the right one")
    return Caller("operator")


TheDecoder = Annotated[Caller, Depends(_decoder)]


async def _payloads(
    request: Request,
    face: TheFace,
    _caller: TheDecoder,
    namespace: Annotated[str | None, Header(alias="X-Namespace")] = None,
) -> Payloads:
    """What is to be decoded; only of the namespace whose cases these are."""
    if namespace != face.settings.temporal_namespace:
        raise Problem(403, "wrong-namespace", "`X-Namespace` names no namespace of this installation")
    try:
        payloads = Parse(await request.body(), Payloads())
    except ParseError:
        raise Problem(422, "not-readable", "expected Temporal's `Payloads` as JSON") from None
    if len(payloads.payloads) > MOST:
        raise Problem(413, "too-many", f"at most {MOST} payloads at once")
    return payloads


ThePayloads = Annotated[Payloads, Depends(_payloads)]


def _answer(payloads: list[Payload]) -> Response:
    body = MessageToJson(Payloads(payloads=payloads), indent=None)
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})
