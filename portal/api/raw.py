"""The bytes that an authority signed."""

from fastapi import Request

from portal.face import Face
from portal.problem import Problem
from portal.signed import traced

LARGEST = 256 * 1024


async def signed_body(request: Request, face: Face, authority: str) -> bytes:
    """The raw bytes, for the signature is over them; Problem 413, and a trace, as soon as there are too many."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            async with traced(face, authority, request.headers, bytes(body[:LARGEST])):
                raise Problem(413, "too-large", f"what an authority posts has at most {LARGEST} bytes")
    return bytes(body)
