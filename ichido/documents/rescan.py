"""Scan what could not be scanned when it was uploaded, once whoever scans is back."""

import logging
from datetime import UTC, datetime

from ichido.documents.scanner import Clean, Found, NotScanned, Scanner, Unavailable
from ichido.security.keys import KeyUnavailable
from ichido.store import documents, tasks
from ichido.store.documents import Document
from ichido.store.store import Store
from ichido.store.tasks import Task

INFECTED = "document-infected"

_log = logging.getLogger(__name__)


async def scan_again(store: Store, scanner: Scanner) -> int:
    """Scan what waits, the oldest first, until it is done or whoever scans is away again; says how much was."""
    async with store.transaction() as session:
        left = await documents.waiting(session)
    done = 0
    for document in left:
        try:
            if not await _scan(store, scanner, document):
                break
        except (LookupError, KeyUnavailable):
            # It was taken away meanwhile, or its case was forgotten.
            continue
        done += 1
    return done


async def _scan(store: Store, scanner: Scanner, document: Document) -> bool:
    result, at = await scanner.scan(documents.stream(store, document)), datetime.now(UTC)
    match result:
        case Unavailable(why):
            _log.warning("a document of case %s waits to be scanned: %s", document.case, why)
            return False
        case Clean():
            scan, finding = documents.CLEAN, ""
        case NotScanned():
            scan, finding = documents.NOT_SCANNED, ""
        case Found(name):
            scan, finding = documents.FOUND, name
    async with store.transaction() as session:
        await documents.note(session, document, scan, at, finding)
        if scan == documents.FOUND:
            _log.error("something was found in a document of case %s", document.case)
            await tasks.make(session, Task(INFECTED, document.case, str(document.id), INFECTED, at))
    return True
