"""Whoever calls brings the letter that introduces them: then they are whom other offices have named already."""

from ichido.partners import LINKS
from ichido.security.access import Caller
from ichido.security.introductions import read
from ichido.store import names, subjects
from ichido.store.names import Named
from portal.face import Face
from portal.problem import Problem


async def introduce(face: Face, caller: Caller, letter: str) -> bool:
    """Whether whom a letter means is known here, and from now on is the caller; Problem 422 for another's letter."""
    if caller.role not in ("person", "representative") or not caller.subject or not caller.authority:
        raise Problem(403, "not-allowed", f"a {caller.role} is introduced to nobody")
    secret = face.directory.linking()
    linked = read(secret, "from-partner", caller.authority, caller.subject, letter) if secret else None
    if linked is None:
        raise Problem(422, "wrong-letter", "this letter does not introduce you: get a new one from your office")
    async with face.store.transaction() as session:
        id_ = await names.meant(session, LINKS, linked)
        known = (await subjects.known(session, (id_,))).get(id_) if id_ else None
        if known is None:
            return False
        one = Named(caller.authority, known.subject.vocabulary, caller.subject, linked)
        return one in (await names.hear(session, (one,))).subjects
