"""What goes over the wire between Ichido and each partner, byte by byte, both ways, whoever calls."""

import asyncio
import json
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from ichido.partners import LINKS

INBOX = re.compile(rb"POST /inbox/([^ ]+) HTTP")


@dataclass
class Wire:
    """The bytes that each partner sent or got, by its code; `answered` is what the inbox said to any."""

    partners: defaultdict[str, bytearray] = field(default_factory=lambda: defaultdict(bytearray))
    answered: bytearray = field(default_factory=bytearray)

    def holds(self, partner: str, text: str) -> bool:
        """Whether a text went over a partner's wire."""
        return text.encode() in self.partners[partner]


@asynccontextmanager
async def tapped(partners: Path, api: str) -> AsyncIterator[tuple[Wire, str]]:
    """Put a relay of its own before each partner in the file, and one before the inbox; gives where that one is."""
    wire, directory, relays = Wire(), json.loads(partners.read_text()), []
    for code in (code for code in directory if code != LINKS):
        there = urlsplit(directory[code]["url"])
        relay, address = await _relay(there.netloc, partial(wire.partners.__getitem__, code), wire.partners[code])
        directory[code]["url"] = f"{address}{there.path}"
        relays.append(relay)
    fresh = partners.with_suffix(".tapped")
    fresh.write_text(json.dumps(directory))
    fresh.replace(partners)
    heard: list[bytearray] = []

    def anew() -> bytearray:
        heard.append(bytearray())
        return heard[-1]

    inbox, address = await _relay(urlsplit(api).netloc, anew, wire.answered)
    try:
        yield wire, address
    finally:
        for relay in (*relays, inbox):
            relay.close()
        # Requests of one connection may be several authorities': each begins with whose inbox it is for.
        for connection in heard:
            _, *requests = INBOX.split(bytes(connection))
            for code, request in zip(requests[::2], requests[1::2], strict=True):
                wire.partners[code.decode()] += code + request


async def _relay(to: str, sent: Callable[[], bytearray], got: bytearray) -> tuple[asyncio.Server, str]:
    """Pass every byte on to an address, and keep it; `sent` gives where a connection's own are kept."""
    host, _, port = to.rpartition(":")
    going: set[asyncio.Task[None]] = set()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, kept: bytearray) -> None:
        try:
            while data := await reader.read(65536):
                kept += data
                writer.write(data)
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(host, int(port))
        for task in (
            asyncio.ensure_future(carry(reader, back, sent())),
            asyncio.ensure_future(carry(there, writer, got)),
        ):
            going.add(task)
            task.add_done_callback(going.discard)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    return server, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
