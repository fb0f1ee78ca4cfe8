"""Which authority speaks, by its signature; what is refused leaves a trace."""

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from ichido.partners import Partner
from ichido.security.signatures import ID, Refused, verify
from ichido.store import inbox
from portal.face import Face
from portal.problem import Problem

_log = logging.getLogger(__name__)


@asynccontextmanager
async def traced(face: Face, authority: str, headers: Mapping[str, str], body: bytes) -> AsyncIterator[None]:
    """Whatever Problem ends this request leaves a trace: what it claimed, why it was refused, the body's digest."""
    try:
        yield
    except Problem as problem:
        _log.warning("an authority was refused: %s", problem.traced_as or problem.code)
        async with face.store.transaction() as session:
            code = problem.traced_as or problem.code
            await inbox.refuse(session, face.now(), authority, headers.get(ID, ""), code, body)
        raise


def verified(face: Face, authority: str, headers: Mapping[str, str], body: bytes) -> tuple[Partner, str]:
    """The partner that signed this body, and its message id; Problem 404 for no partner, 401 for no such signature."""
    partner = face.directory.partner(authority)
    if partner is None:
        raise Problem(404, "unknown-authority", "this installation has no partner with that code")
    found = verify(partner.secret.get_secret_value(), headers, body, face.now())
    if isinstance(found, Refused):
        raise Problem(401, found.code, found.why)
    return partner, found.message_id
