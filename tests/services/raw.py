"""A partner whose every byte a test decides."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from pydantic import SecretStr

from ichido.partners import Partner

SECRET = "whsec_" + "c2VjcmV0LW9mLWEtcGFydG5lcg=="


@dataclass(frozen=True)
class Arrived:
    """One request as it came in."""

    line: str
    headers: dict[str, str]
    body: bytes


Behaviour = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Raw:
    """A listening partner: what came, and how it answers everything."""

    partner: Partner
    arrived: list[Arrived] = field(default_factory=list)


def reply(status: int, body: object = b"", **headers: str) -> Behaviour:
    """Answer with a status and a body; anything but bytes is written as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    lines = {"content-length": str(len(content)), "connection": "close"} | named

    async def behave(writer: asyncio.StreamWriter) -> None:
        head = f"HTTP/1.1 {status} Word\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        writer.write(head.encode() + b"\r\n" + content)
        await writer.drain()

    return behave


async def silence(writer: asyncio.StreamWriter) -> None:
    """Take everything and say nothing."""
    await asyncio.sleep(30)


async def hang_up(writer: asyncio.StreamWriter) -> None:
    """Take everything and close."""


async def drip(writer: asyncio.StreamWriter) -> None:
    """Begin a good answer and go on for ever, a byte at a time."""
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n")
    for _ in range(3000):
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.02)


async def half(writer: asyncio.StreamWriter) -> None:
    """Break off in the middle of an answer."""
    writer.write(b'HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{"rec')
    await writer.drain()


async def flood(writer: asyncio.StreamWriter) -> None:
    """Answer without end."""
    writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"10000\r\n" + b" " * 0x10000 + b"\r\n")
        await writer.drain()


@asynccontextmanager
async def partner(behave: Behaviour) -> AsyncIterator[Raw]:
    """Run a partner that answers everything alike."""
    arrived: list[Arrived] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            line, *rest = head.strip().split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (one.partition(":") for one in rest)}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            arrived.append(Arrived(line, headers, body))
            await behave(writer)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield Raw(Partner(code="122033", url=f"http://127.0.0.1:{port}/122033", secret=SecretStr(SECRET)), arrived)
    finally:
        server.close()


async def nobody() -> Partner:
    """Give a partner at whose address nothing listens."""
    server = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    return Partner(code="122033", url=f"http://127.0.0.1:{port}/122033", secret=SecretStr(SECRET))
