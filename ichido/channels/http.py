"""Reach an authority by posting signed bytes."""

import asyncio
from datetime import datetime
from urllib.parse import quote

import httpx2
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ichido import bounded
from ichido.channels.channel import Doubtful, Failed, Refused, Sent
from ichido.partners import Partner
from ichido.security.signatures import sign

LARGEST = 64_000
LATER = frozenset({408, 425, 429})
NOTHING_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.UnsupportedProtocol)


class _Reply(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, hide_input_in_errors=True)

    receipt: str = Field(min_length=1, max_length=1000)


class HttpChannel:
    """Authorities that take `POST {partner}/submissions`; the client is the process's one and stays open."""

    def __init__(self, client: httpx2.AsyncClient, timeout: float = 10.0) -> None:
        """Send with this client; an authority has `timeout` seconds for each exchange."""
        self._client = client
        self._timeout = timeout

    async def send(self, partner: Partner, key: str, body: bytes, at: datetime) -> Sent | Refused | Doubtful | Failed:
        """Send the bytes; ValueError for a key or a naive time that cannot be signed with."""
        headers = {
            "Idempotency-Key": key,
            "Content-Type": "application/json",
            **sign(partner.secret.get_secret_value(), key, at, body),
        }
        request = self._client.build_request(
            "POST",
            f"{partner.url}/submissions",
            content=body,
            headers=headers | bounded.PLAIN,
            timeout=self._timeout,
        )
        try:
            status, reply = await self._exchange(request)
        except NOTHING_SENT:
            return Failed("no-connection")
        except (TimeoutError, httpx2.TimeoutException):
            return Doubtful("timeout")
        except httpx2.RequestError:
            return Doubtful("connection-lost")
        return _taken(status, reply)

    async def reconcile(self, partner: Partner, key: str) -> Sent | Failed | None:
        """Ask for the receipt of a key."""
        request = self._client.build_request(
            "GET",
            f"{partner.url}/submissions/{quote(key, safe='')}",
            headers={"Authorization": f"Bearer {partner.secret.get_secret_value()}", **bounded.PLAIN},
            timeout=self._timeout,
        )
        try:
            status, reply = await self._exchange(request)
        except NOTHING_SENT:
            return Failed("no-connection")
        except (TimeoutError, httpx2.TimeoutException):
            return Failed("timeout")
        except httpx2.RequestError:
            return Failed("connection-lost")
        if status == 404:
            return None
        receipt = _receipt(reply) if status == 200 else None
        return Sent(receipt) if receipt else Failed(f"status-{status}")

    async def _exchange(self, request: httpx2.Request) -> tuple[int, bytes]:
        """Give status and body, an over-long body as none: nobody's receipt has 64 kB."""
        async with asyncio.timeout(self._timeout):
            response = await self._client.send(request, stream=True, follow_redirects=False)
            try:
                return response.status_code, await bounded.read(response, LARGEST)
            except bounded.TooLarge:
                return response.status_code, b""
            finally:
                await response.aclose()


def _taken(status: int, reply: bytes) -> Sent | Refused | Doubtful | Failed:
    """What an answer says about a submission; a page of 200 without a receipt may be anybody's, and who
    breaks down (5xx) may have it already.
    """
    if 200 <= status < 300:
        receipt = _receipt(reply)
        return Sent(receipt) if receipt else Doubtful("no-receipt")
    if 400 <= status < 500 and status not in LATER:
        return Refused(f"status-{status}")
    if status >= 500:
        return Doubtful(f"status-{status}")
    return Failed(f"status-{status}")


def _receipt(reply: bytes) -> str | None:
    try:
        return _Reply.model_validate_json(reply).receipt
    except ValidationError:
        return None
