"""A small server that speaks clamd's INSTREAM: it finds the EICAR string, and what it is told goes wrong."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

# The test string of EICAR, in two pieces, so that no scanner takes this file for what it only speaks of.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
FOUND = "Eicar-Test-Signature"


@dataclass
class Daemon:
    """What it has been sent, how much it takes, and whether it answers."""

    address: str = ""
    largest: int = 25_000_000
    silent: bool = False
    seen: list[bytes] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection: one command, as z-terminated as it came."""
        try:
            if await reader.readexactly(10) == b"zINSTREAM\0":
                writer.write(await self._scan(reader) + b"\0")
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _scan(self, reader: asyncio.StreamReader) -> bytes:
        body = bytearray()
        while length := int.from_bytes(await reader.readexactly(4), "big"):
            if len(body) + length > self.largest:
                return b"INSTREAM size limit exceeded. ERROR"
            body += await reader.readexactly(length)
        self.seen.append(bytes(body))
        if self.silent:
            await asyncio.sleep(60)
        return f"stream: {FOUND} FOUND".encode() if EICAR in body else b"stream: OK"


@asynccontextmanager
async def daemon(socket: Path | None = None, port: int = 0) -> AsyncIterator[Daemon]:
    """A daemon on a free port, on one that is told, or on a socket of its own."""
    here = Daemon()
    if socket:
        server: asyncio.Server = await asyncio.start_unix_server(here.serve, socket)
        here.address = str(socket)
    else:
        server = await asyncio.start_server(here.serve, "127.0.0.1", port)
        here.address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield here
