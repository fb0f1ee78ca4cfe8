"""Read what a partner answers no further than a bound."""

import httpx2

PLAIN = {"Accept-Encoding": "identity"}
"""Sent with every request: a few compressed bytes can unfold to any size."""


class TooLarge(Exception):
    """The answer has more bytes than were allowed, or is packed so that nobody can tell."""


async def read(response: httpx2.Response, most: int) -> bytes:
    """Give the body of a streamed response; TooLarge beyond `most` bytes, having read little more than that."""
    if response.headers.get("content-encoding", "identity") != "identity":
        raise TooLarge
    body = bytearray()
    async for piece in response.aiter_raw():
        body += piece
        if len(body) > most:
            raise TooLarge
    return bytes(body)
