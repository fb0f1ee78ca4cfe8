"""Who may speak to an authority: the holder of its secret."""

import hmac

from fastapi import HTTPException, Request

from ichido.testbed.government import Government
from ichido.testbed.offices import Authority


def authority(government: Government, code: str) -> Authority:
    """Give the authority, or 404."""
    found = government.authorities.get(code)
    if found is None:
        raise HTTPException(404, f"there is no authority {code!r} here")
    return found


def admit(government: Government, code: str, request: Request) -> Authority:
    """Give the authority if the request bears its secret, else 404 or 401."""
    found = authority(government, code)
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(token.encode(), found.secret.encode()):
        raise HTTPException(401, "the request does not bear this authority's secret", {"WWW-Authenticate": "Bearer"})
    return found
