"""Take in a document that a question asks for: bounded, recognised, scanned, sealed, and kept once or not at all."""

import hashlib
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from ichido.case.files import takes_files
from ichido.case.holder import keeper
from ichido.case.written import is_file_name
from ichido.compiler.terms import entry
from ichido.documents.kinds import Look, NotTaken, judge
from ichido.documents.pieces import LARGEST, TooLarge, pieces
from ichido.documents.scanner import Clean, Found, NotScanned, Unavailable
from ichido.documents.spool import Spool
from ichido.rules.values import File
from ichido.security.access import Caller
from ichido.store import documents
from ichido.store.documents import Document, Kept, Scan, open_piece, seal_piece
from ichido.store.vault import Vault, vaults
from portal.face import Face
from portal.handing_out import facts_naming
from portal.in_part import asked_of
from portal.problem import Fault, Problem
from portal.standing import Met, meet

NAME = "give a name of at most 255 characters, without a path and without signs that cannot be seen"
AT_MOST = 100
"""How many documents one case may have."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Upload:
    """What is said of a file that comes: for which question it is, its name, its type, and how long it will be."""

    question: str
    name: str
    claimed: str
    length: int | None


async def take_in(face: Face, caller: Caller, number: str, upload: Upload, stream: AsyncIterator[bytes]) -> Kept:
    """Keep what comes, once however often it does; Problem for what is not taken, of which nothing is kept."""
    if not is_file_name(upload.name):
        raise _refused("name-not-taken", NAME, "name")
    if upload.length is not None and upload.length > LARGEST:
        raise _too_large()
    async with face.store.transaction() as session:
        controller = await _controller(session, await meet(session, face, caller, number, "answer"), upload)
        safe = (await vaults(session, number, (controller,), writing=True))[controller]
    id_ = uuid4()
    with _spool(safe, id_) as spool:
        file = await _come_in(face, spool, upload, stream)
        scan = await _scanned(face, spool)
        # The case may have gone on while the bytes came: who keeps them looks again, and keeps the case in place.
        async with face.store.transaction() as session:
            met = await meet(session, face, caller, number, "answer", lock=True)
            await _controller(session, met, upload)
            document = Document(id_, number, file, controller, spool.count, scan, face.now())
            return await documents.keep(session, document, met.stored.holders, spool.sealed())


async def take_away(face: Face, caller: Caller, number: str, sha256: str) -> None:
    """Take a document away that nothing rests on yet; again is harmless. Problem 409 for what was submitted or said."""
    async with face.store.transaction() as session:
        met = await meet(session, face, caller, number, "answer", lock=True)
        if met.within is not None:
            raise Problem(403, "outside-right", "only the person takes documents of theirs away: ask them to")
        if met.stored.record.submitted_on is not None:
            detail = "this was applied for and is an official record now: its documents stay with it"
            raise Problem(409, "filed", detail)
        if facts_naming(met, sha256):
            raise Problem(409, "in-use", "an answer names this document: it goes when the draft is deleted")
        document = await documents.find(session, number, sha256)
        if document is not None:
            await documents.remove(session, document)


def _spool(safe: Vault, id_: UUID) -> Spool:
    return Spool(
        lambda piece, number: seal_piece(safe, id_, piece, number),
        lambda sealed, number: open_piece(safe, id_, sealed, number),
    )


async def _controller(session: AsyncSession, met: Met, upload: Upload) -> str:
    """In whose hands the file will be; Problem 409 if nothing asks for one, or the case has as many as it may."""
    if met.stored.closed_at is not None:
        raise Problem(409, "case-closed", "this case is closed and takes no more documents")
    question = next((one for one in asked_of(met) if one.key == upload.question), None)
    term = entry(met.plan, question.term) if question and question.term else None
    if question is None or term is None or not takes_files(term):
        detail = "no file is asked for under this key now: read the form, and name a question that says what it accepts"
        raise Problem(409, "not-asked", detail, (Fault("question", "not-asked", detail),))
    if await documents.count(session, met.stored.number) >= AT_MOST:
        raise Problem(409, "too-many", f"a case has at most {AT_MOST} documents: take away what is not needed")
    return keeper(met.plan, met.conclusions, met.stored.controller, question)


async def _come_in(face: Face, spool: Spool, upload: Upload, stream: AsyncIterator[bytes]) -> File:
    look, digest, size = Look(), hashlib.sha256(), 0
    try:
        async for piece in pieces(stream):
            look.see(piece)
            digest.update(piece)
            spool.add(piece)
            size += len(piece)
    except TooLarge:
        raise _too_large() from None
    if not size:
        raise _refused("empty", "this file is empty: send its bytes as the body", "body")
    kind = judge(look, upload.claimed, upload.name, face.kinds)
    if isinstance(kind, NotTaken):
        where = {"name-differs": "name", "type-differs": "content-type"}.get(kind.code, "body")
        raise _refused(kind.code, kind.why, where, 415 if kind.code == "type-not-taken" else 422)
    return File(digest.hexdigest(), kind.media_type, size, upload.name)


async def _scanned(face: Face, spool: Spool) -> Scan:
    match await face.scanner.scan(spool.opened()):
        case Clean():
            return documents.CLEAN
        case NotScanned():
            return documents.NOT_SCANNED
        case Unavailable(why):
            _log.warning("a document waits to be scanned: %s", why)
            return documents.WAITING
        case Found(name):
            why = f"{name} was found in this file: nothing of it was kept; send one that is free of it"
            raise _refused("infected", why, "body")


def _too_large() -> Problem:
    detail = f"a document has at most {LARGEST:,} bytes: scan it in fewer colours or a lower resolution, or part it"
    return Problem(413, "too-large", detail, (Fault("body", "too-large", detail),))


def _refused(code: str, why: str, where: str, status: int = 422) -> Problem:
    return Problem(status, code, why, (Fault(where, code, why),))
