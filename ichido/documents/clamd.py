"""Have files scanned by ClamAV's daemon, over its own protocol (INSTREAM)."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from ichido.documents.scanner import Clean, Found, Scanned, Unavailable

SECONDS = 30.0
_LENGTH_BYTES = 4


class Clamd:
    """The daemon at `host:port`, or at the path of its socket."""

    def __init__(self, address: str, seconds: float = SECONDS) -> None:
        """Take its address, and how long one file may take; ValueError for an address that is none."""
        self._path = address if address.startswith("/") else ""
        self._host, _, port = address.rpartition(":")
        if not self._path and not (self._host and port.isascii() and port.isdigit() and 0 < int(port) < 65_536):
            raise ValueError("clamd is reached at `host:port` or at the path of its socket")
        self._port = 0 if self._path else int(port)
        self._seconds = seconds

    async def scan(self, pieces: AsyncIterator[bytes]) -> Scanned:
        """Send the bytes and read the verdict."""
        try:
            async with asyncio.timeout(self._seconds):
                return _verdict(await self._ask(pieces))
        except TimeoutError:
            return Unavailable("it took too long")
        except OSError as error:
            return Unavailable(type(error).__name__)

    async def _ask(self, pieces: AsyncIterator[bytes]) -> bytes:
        reader, writer = await self._connected()
        try:
            # What it has said already, such as that this is too much for it, can be read after it has hung up.
            with contextlib.suppress(ConnectionError):
                await _send(writer, pieces)
            return await _reply(reader)
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._path:
            return await asyncio.open_unix_connection(self._path)
        return await asyncio.open_connection(self._host.strip("[]"), self._port)


async def _send(writer: asyncio.StreamWriter, pieces: AsyncIterator[bytes]) -> None:
    writer.write(b"zINSTREAM\0")
    async for piece in pieces:
        writer.write(len(piece).to_bytes(_LENGTH_BYTES, "big") + piece)
        await writer.drain()
    writer.write(bytes(_LENGTH_BYTES))
    await writer.drain()


async def _reply(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\0")
    except asyncio.IncompleteReadError as error:
        return error.partial
    except asyncio.LimitOverrunError:
        return b""


def _verdict(reply: bytes) -> Scanned:
    said = reply.rstrip(b"\0\n").decode("utf-8", "replace").removeprefix("stream: ")
    if said == "OK":
        return Clean()
    if said.endswith(" FOUND"):
        return Found("".join(letter for letter in said.removesuffix(" FOUND") if letter.isprintable())[:200])
    return Unavailable("it said that it could not" if said else "it hung up")
