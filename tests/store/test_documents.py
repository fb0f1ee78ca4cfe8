"""Documents in the store: each piece in its place, under the case's keys, once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import text

from ichido.rules.values import File
from ichido.security.keys import Forgotten
from ichido.security.sealing import SealBroken
from ichido.store import cases, documents
from ichido.store.documents import Document, Kept, seal_piece
from ichido.store.rotation import Rotation
from ichido.store.store import Store
from ichido.store.vault import vault, vaults

AT = datetime(2026, 3, 20, tzinfo=UTC)
PIECES = (b"first", b"second", b"third")
CITY = "122033"


async def kept(store: Store, number: str, sha256: str = "ab" * 32, controller: str = CITY) -> Kept:
    """Keep a document of three pieces."""
    file = File(sha256, "image/png", 16, "a.png")
    document = Document(uuid4(), number, file, controller, len(PIECES), documents.CLEAN, AT)
    async with store.transaction() as session:
        stored = await cases.load(session, number, lock=True)
        assert stored is not None
        safe = (await vaults(session, number, (controller,), writing=True))[controller]
        sealed: Iterator[bytes] = (seal_piece(safe, document.id, piece, n) for n, piece in enumerate(PIECES))
        return await documents.keep(session, document, stored.holders, sealed)


async def read(store: Store, document: Document) -> bytes:
    return b"".join([piece async for piece in documents.stream(store, document)])


async def test_what_is_kept_is_read_in_its_order_and_kept_once(store: Store, number: str) -> None:
    first, again = await kept(store, number), await kept(store, number)
    assert (first.new, again.new) == (True, False)
    assert again.document == first.document
    assert await read(store, first.document) == b"firstsecondthird"
    async with store.transaction() as session:
        stored = await cases.load(session, number)
        assert stored is not None and stored.holders == (CITY,), "who holds a document has part in the case"
        assert await documents.of_case(session, number) == {"ab" * 32: first.document}
        assert await documents.find(session, number, "cd" * 32) is None


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE document_pieces SET number = number + 10; UPDATE document_pieces SET number = 12 - number",
        "UPDATE document_pieces SET sealed = (SELECT sealed FROM document_pieces WHERE number = 0)",
        "UPDATE document_pieces SET sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1)",
        "UPDATE documents SET sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1)",
    ],
)
async def test_what_was_exchanged_or_changed_is_noticed(store: Store, number: str, forgery: str) -> None:
    document = (await kept(store, number)).document
    async with store.transaction() as session:
        await documents.name_holders(session, number)
        for statement in forgery.split(";"):
            await session.execute(text(statement))
    with pytest.raises(SealBroken):
        await read(store, document)
        async with store.transaction() as session:
            await documents.name_holders(session, number)
            await documents.find(session, number, "ab" * 32)


async def test_what_was_cut_off_is_noticed(store: Store, number: str) -> None:
    document = (await kept(store, number)).document
    async with store.transaction() as session:
        await documents.name_holders(session, number)
        await session.execute(text("DELETE FROM document_pieces WHERE number = 2"))
    with pytest.raises(LookupError):
        await read(store, document)


async def test_a_renewed_wrapping_key_opens_it_as_before(store: Store, number: str) -> None:
    document = (await kept(store, number)).document
    rotation = Rotation(store.keys)
    for controller in (CITY, ""):
        assert [progress async for progress in rotation.rotate(controller)][-1].done >= 1
    assert await read(store, document) == b"firstsecondthird"


async def test_without_its_keys_nothing_of_it_is_read_and_its_rows_go(store: Store, number: str) -> None:
    document = (await kept(store, number)).document
    await store.keys.destroy(number)
    with pytest.raises(Forgotten):
        await read(store, document)
    async with store.transaction() as session:
        await documents.forget(session, number)
        for row in ("documents", "document_pieces"):
            assert await session.scalar(text(f"SELECT count(*) FROM {row}")) == 0


async def test_its_name_is_another_in_every_case(store: Store, number: str) -> None:
    await kept(store, number)
    async with store.transaction() as session:
        here, name = await vault(session, number), text("SELECT name FROM documents")
        await documents.name_holders(session, number)
        assert await session.scalar(name) == here.name("documents", "ab" * 32)
    async with store.transaction() as session:
        other = store.keys.make(session, "another-case")
        assert (await vault(session, "another-case")).name("documents", "ab" * 32) != here.name("documents", "ab" * 32)
        assert other.id
        store.keys.discard(session, "another-case")


async def test_what_was_found_in_it_is_replaced_by_a_clean_upload(store: Store, number: str) -> None:
    first = (await kept(store, number)).document
    async with store.transaction() as session:
        await documents.note(session, first, documents.FOUND, AT, "Eicar")
    async with store.transaction() as session:
        await documents.name_holders(session, number)
        found = await documents.find(session, number, "ab" * 32)
    assert found == replace(first, scan=documents.FOUND, finding="Eicar") and not found.is_given
    again = await kept(store, number)
    assert again.new and await read(store, again.document) == b"firstsecondthird"
