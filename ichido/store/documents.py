"""Documents as rows: what each is and its bytes in pieces, sealed for whoever lawfully holds it."""

import json
from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID, uuid4

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from ichido.rules.values import File
from ichido.security.keys import KeyUnavailable
from ichido.store import facts
from ichido.store.store import Store
from ichido.store.tables.cases import CaseRow
from ichido.store.tables.documents import DocumentPieceRow, DocumentRow
from ichido.store.tables.row import table
from ichido.store.vault import Vault, vault, vaults

_CASES = table(CaseRow)
Scan = Literal["clean", "not-scanned", "waiting", "found"]
"""`not-scanned`: nobody scans here; `waiting`: whoever scans was away, and it is given to nobody; `found`: never is."""
CLEAN: Scan = "clean"
NOT_SCANNED: Scan = "not-scanned"
WAITING: Scan = "waiting"
FOUND: Scan = "found"
GIVEN = frozenset({CLEAN, NOT_SCANNED})
"""What may be handed out."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was uploaded in a case: in whose hands it is, in how many pieces, and what came of scanning it."""

    id: UUID
    case: str
    file: File
    controller: str
    pieces: int
    scan: Scan
    uploaded_at: datetime
    finding: str = ""

    @property
    def is_given(self) -> bool:
        """Whether it may be handed out."""
        return self.scan in GIVEN


@dataclass(frozen=True, slots=True)
class Kept:
    """A document of a case, and whether it was kept just now or was there before."""

    document: Document
    new: bool


def seal_piece(safe: Vault, id_: UUID, piece: bytes, number: int) -> bytes:
    """Seal a piece for its place in a document."""
    return safe.seal(piece, "document_pieces", str(id_), str(number))


def open_piece(safe: Vault, id_: UUID, sealed: bytes, number: int) -> bytes:
    """A piece as it came; SealBroken if it is another document's, stands elsewhere in it or was changed."""
    return safe.open(sealed, "document_pieces", str(id_), str(number))


async def keep(session: AsyncSession, document: Document, holders: Collection[str], sealed: Iterable[bytes]) -> Kept:
    """Keep a document of a case that is locked and whose facts are in the hands of `holders`; the same once only."""
    await facts.name_controllers(session, {*holders, document.controller})
    before = await find(session, document.case, document.file.sha256)
    if before is not None and before.scan != FOUND:
        better = document.scan if before.scan != CLEAN and document.is_given else before.scan
        if better != before.scan:
            await note(session, before, better, document.uploaded_at)
        return Kept(replace(before, scan=better), False)
    if before is not None:
        await remove(session, before)
    await _add(session, document, holders)
    for number, piece in enumerate(sealed):
        await _add_piece(session, document, number, piece)
    return Kept(document, True)


async def find(session: AsyncSession, case: str, sha256: str) -> Document | None:
    """The document of a case with these bytes; the case's holders must be named in this transaction."""
    name = _name(await vault(session, case), sha256)
    query = select(DocumentRow).where(col(DocumentRow.case) == case, col(DocumentRow.name) == name)
    row = (await session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()
    return None if row is None else await _read(session, row)


async def of_case(session: AsyncSession, case: str) -> dict[str, Document]:
    """The documents of a case by hash, the oldest first; the case's holders must be named in this transaction."""
    query = select(DocumentRow).where(col(DocumentRow.case) == case)
    query = query.order_by(col(DocumentRow.uploaded_at), col(DocumentRow.id)).execution_options(populate_existing=True)
    found = [await _read(session, row) for row in (await session.execute(query)).scalars()]
    return {document.file.sha256: document for document in found}


async def count(session: AsyncSession, case: str) -> int:
    """How many documents a case has."""
    query = select(func.count()).select_from(DocumentRow).where(col(DocumentRow.case) == case)
    return (await session.execute(query)).scalar_one()


async def name_holders(session: AsyncSession, case: str) -> None:
    """Let this transaction see the documents of a case, where the case itself is not loaded."""
    await session.execute(select(facts.holding(_CASES.c.holders)).where(_CASES.c.number == case))


async def stream(store: Store, document: Document) -> AsyncIterator[bytes]:
    """The bytes of a document piece by piece, each read when it is wanted; LookupError if it is gone meanwhile."""
    for number in range(document.pieces):
        async with store.transaction() as session:
            await facts.name_controllers(session, (document.controller,))
            safe = (await vaults(session, document.case, (document.controller,)))[document.controller]
            piece = open_piece(safe, document.id, await _sealed(session, document, number), number)
        yield piece


async def waiting(session: AsyncSession, limit: int = 20) -> tuple[Document, ...]:
    """Documents that wait to be scanned, the oldest first, as far as they can be read."""
    query = select(DocumentRow).where(col(DocumentRow.scan) == WAITING)
    query = query.order_by(col(DocumentRow.uploaded_at)).limit(limit).execution_options(populate_existing=True)
    found = []
    for row in (await session.execute(query)).scalars():
        # One that nobody can open any more must not hold up all others.
        with suppress(KeyUnavailable):
            found.append(await _read(session, row))
    return tuple(found)


async def note(session: AsyncSession, document: Document, scan: Scan, at: datetime, finding: str = "") -> None:
    """Write down what came of scanning; of what something was found in, the bytes go."""
    await facts.name_controllers(session, (document.controller,))
    told = {"scan": scan, "finding": finding, "scanned_at": at if scan in (CLEAN, FOUND) else None}
    await session.execute(update(DocumentRow).where(col(DocumentRow.id) == document.id).values(told))
    if scan == FOUND:
        await session.execute(delete(DocumentPieceRow).where(col(DocumentPieceRow.document) == document.id))


async def remove(session: AsyncSession, document: Document) -> None:
    """Take a document away with its bytes."""
    await session.execute(delete(DocumentRow).where(col(DocumentRow.id) == document.id))


async def forget(session: AsyncSession, case: str) -> None:
    """Take away all documents of a case whose keys are destroyed: nobody can read them any more."""
    await name_holders(session, case)
    await session.execute(delete(DocumentRow).where(col(DocumentRow.case) == case))


async def carry(
    session: AsyncSession, document: Document, case: str, controller: str, holders: Collection[str], at: datetime
) -> None:
    """Seal a document anew for another, locked case that uses it again, so that it outlives the first."""
    source = (await vaults(session, document.case, (document.controller,)))[document.controller]
    sink = (await vaults(session, case, (controller,), writing=True))[controller]
    id_ = uuid4()
    carried = replace(document, id=id_, case=case, controller=controller, uploaded_at=at)
    await _add(session, carried, holders)
    for number in range(document.pieces):
        await facts.name_controllers(session, {*holders, controller, document.controller})
        piece = open_piece(source, document.id, await _sealed(session, document, number), number)
        await _add_piece(session, carried, number, seal_piece(sink, id_, piece, number))


async def _add(session: AsyncSession, document: Document, holders: Collection[str]) -> None:
    """Who holds a document has part in its case, and is named when the case is read."""
    every = sorted({*holders, document.controller})
    await facts.name_controllers(session, every)
    if document.controller not in holders:
        await session.execute(update(CaseRow).where(col(CaseRow.number) == document.case).values(holders=every))
    opening = await vault(session, document.case)
    safe = (await vaults(session, document.case, (document.controller,), writing=True))[document.controller]
    row = {
        "id": document.id,
        "case": document.case,
        "name": _name(opening, document.file.sha256),
        "controller": document.controller,
        "sealed": safe.seal(_written(document.file), "documents", str(document.id)),
        "pieces": document.pieces,
        "scan": document.scan,
        "uploaded_at": document.uploaded_at,
        "scanned_at": document.uploaded_at if document.scan == CLEAN else None,
    }
    await session.execute(insert(DocumentRow).values(row))


async def _add_piece(session: AsyncSession, document: Document, number: int, sealed: bytes) -> None:
    row = {"document": document.id, "number": number, "controller": document.controller, "sealed": sealed}
    await session.execute(insert(DocumentPieceRow).values(row))


async def _sealed(session: AsyncSession, document: Document, number: int) -> bytes:
    query = select(col(DocumentPieceRow.sealed)).where(
        col(DocumentPieceRow.document) == document.id, col(DocumentPieceRow.number) == number
    )
    sealed = (await session.execute(query)).scalar_one_or_none()
    if sealed is None:
        raise LookupError(f"a document of {document.case} is gone")
    return sealed


async def _read(session: AsyncSession, row: Any) -> Document:
    safe = (await vaults(session, row.case, (row.controller,)))[row.controller]
    file = File(**json.loads(safe.open(row.sealed, "documents", str(row.id))))
    return Document(
        id=row.id,
        case=row.case,
        file=file,
        controller=row.controller,
        pieces=row.pieces,
        scan=row.scan,
        uploaded_at=row.uploaded_at,
        finding=row.finding,
    )


def _name(opening: Vault, sha256: str) -> str:
    return opening.name("documents", sha256)


def _written(file: File) -> bytes:
    return json.dumps(asdict(file)).encode()
