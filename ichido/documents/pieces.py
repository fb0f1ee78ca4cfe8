"""A file in pieces, so that no more than one of them is ever in memory."""

from collections.abc import AsyncIterator

PIECE_BYTES = 256 * 1024
LARGEST = 20_000_000
"""How many bytes a document has at most."""


class TooLarge(Exception):
    """More bytes came than a document may have."""


async def pieces(stream: AsyncIterator[bytes], largest: int = LARGEST) -> AsyncIterator[bytes]:
    """What comes in, in pieces of PIECE_BYTES but the last; TooLarge as soon as there is too much."""
    piece, taken = bytearray(), 0
    async for come in stream:
        taken += len(come)
        if taken > largest:
            raise TooLarge
        piece += come
        while len(piece) >= PIECE_BYTES:
            yield bytes(piece[:PIECE_BYTES])
            del piece[:PIECE_BYTES]
    if piece:
        yield bytes(piece)
