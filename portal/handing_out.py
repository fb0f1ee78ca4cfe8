"""Give a document back to those whom the fact is open to that it stands for."""

from ichido.case.files import files
from ichido.case.record import Fact
from ichido.security.access import Caller
from ichido.store import documents
from ichido.store.documents import Document
from portal.face import Face
from portal.open_facts import open_to
from portal.problem import Problem
from portal.standing import Met, meet

RETRY_SECONDS = "60"


async def hand_out(face: Face, caller: Caller, number: str, sha256: str) -> Document:
    """The document of a case that a caller may have; Problem 404 for any other, 409 for one that nobody may have."""
    async with face.store.transaction() as session:
        met = await meet(session, face, caller, number, "form")
        document = await documents.find(session, number, sha256)
    naming = facts_naming(met, sha256)
    # Until an answer names it, it is open to whoever may see all that the person says.
    unnamed = not naming and met.within is None
    if document is None or not (unnamed or any(open_to(caller, met, fact) for fact in naming)):
        raise no_such_document()
    return given(document)


def facts_naming(met: Met, sha256: str) -> tuple[Fact, ...]:
    """The facts of a case that say something of a document, whether they count or not."""
    return tuple(f for f in met.stored.record.facts if any(file.sha256 == sha256 for file in files(f.value)))


def given(document: Document) -> Document:
    """The document, if it may be handed out; else Problem 409 with why not."""
    if document.scan == documents.WAITING:
        detail = "this document has not been scanned yet, and is given to nobody before: try again later"
        raise Problem(409, "not-scanned-yet", detail, headers={"Retry-After": RETRY_SECONDS})
    if not document.is_given:
        raise Problem(409, "infected", f"{document.finding} was found in this document: nobody is given it")
    return document


def no_such_document() -> Problem:
    """The same for a document that is not there and for one that is not the caller's to see."""
    return Problem(404, "no-such-document", "there is no document with this hash here that is open to you")
