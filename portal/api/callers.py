"""What an operation is given: the face, its relay, and who calls, from the bearer token."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from ichido.security.access import Caller
from ichido.security.tokens import Refused, read
from portal.face import Face
from portal.problem import Problem
from portal.relay import Relay

_bearer = HTTPBearer(auto_error=False, bearerFormat="JWT", description="a token signed by this installation")


def _face(request: Request) -> Face:
    face = request.app.state.face
    assert isinstance(face, Face)
    return face


TheFace = Annotated[Face, Depends(_face)]


Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def caller_of(face: TheFace, credentials: Bearer) -> Caller:
    """Who calls, by the bearer token; Problem 401 without a good one."""
    headers = {"WWW-Authenticate": "Bearer"}
    if credentials is None:
        raise Problem(401, "token-missing", "send a bearer token", headers=headers)
    caller = read(face.token_key, credentials.credentials, face.now())
    if isinstance(caller, Refused):
        raise Problem(401, caller.code, "this token says nothing here: get another", headers=headers)
    return caller


TheCaller = Annotated[Caller, Depends(caller_of)]


def _relay(request: Request) -> Relay:
    relay = request.app.state.relay
    assert isinstance(relay, Relay)
    return relay


TheRelay = Annotated[Relay, Depends(_relay)]
