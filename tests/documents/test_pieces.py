"""A file comes in pieces of one size, and no further than it may."""

from collections.abc import AsyncIterator

import pytest

from ichido.documents.pieces import PIECE_BYTES, TooLarge, pieces
from ichido.documents.spool import Spool
from ichido.security.sealing import SealBroken, open_sealed, place, seal

KEY = bytes(range(32))


async def come(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


async def cut(*parts: bytes, largest: int = 10**7) -> list[bytes]:
    return [piece async for piece in pieces(come(*parts), largest)]


async def test_pieces_are_of_one_size_but_the_last_however_they_come() -> None:
    content = bytes(range(256)) * 2050
    for step in (1000, PIECE_BYTES, len(content)):
        found = await cut(*(content[at : at + step] for at in range(0, len(content), step)))
        assert b"".join(found) == content
        assert [len(piece) for piece in found] == [PIECE_BYTES, PIECE_BYTES, len(content) - 2 * PIECE_BYTES]
    assert await cut() == await cut(b"", b"") == []


async def test_one_byte_too_many_is_too_many() -> None:
    assert await cut(b"x" * 10, largest=10) == [b"x" * 10]
    with pytest.raises(TooLarge):
        await cut(b"x" * 10, b"x", largest=10)


async def test_what_is_spooled_is_sealed_and_comes_back_in_its_order() -> None:
    def at(number: int) -> bytes:
        return place("here", str(number))

    with Spool(lambda p, n: seal(KEY, p, at(n)), lambda s, n: open_sealed(KEY, s, at(n))) as spool:
        for piece in (b"first", b"second", b""):
            spool.add(piece)
        sealed = list(spool.sealed())
        assert spool.count == 3 and b"first" not in b"".join(sealed)
        assert [piece async for piece in spool.opened()] == [b"first", b"second", b""]
        with pytest.raises(SealBroken):
            open_sealed(KEY, sealed[0], at(1))
