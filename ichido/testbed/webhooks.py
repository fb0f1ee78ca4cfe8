"""Carry what authorities say to Ichido's inbox, until it is taken or refused."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

import httpx2

from ichido.security.signatures import sign
from ichido.testbed.desk import Said
from ichido.testbed.faults import SUBMISSIONS, Kind
from ichido.testbed.government import Government
from ichido.testbed.messages import Stream
from ichido.testbed.offices import Authority

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 5.0
PATIENCE = 10.0

_log = logging.getLogger(__name__)


class State(StrEnum):
    """What became of a webhook."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given-up"


@dataclass(slots=True)
class Delivery:
    """One webhook on its way: how often it was tried, how often taken, and the last answer or failure."""

    id: str
    authority: str
    event: str
    sequence: int
    state: State = State.WAITING
    attempts: int = 0
    taken: int = 0
    last: str = ""


class Courier:
    """Sends every webhook in its own time, those of one case, procedure and subject one after the other."""

    def __init__(self, government: Government) -> None:
        """Carry for this government; works between `open` and `close`, inside one event loop."""
        self._government = government
        self.deliveries: list[Delivery] = []
        self._turns: defaultdict[tuple[str, Stream], asyncio.Lock] = defaultdict(asyncio.Lock)
        self._tasks: set[asyncio.Task[None]] = set()
        self._address_known = asyncio.Event()
        self._client: httpx2.AsyncClient | None = None

    async def open(self) -> None:
        """Start carrying."""
        # No proxy of the machine's may come between two processes on the loopback.
        self._client = httpx2.AsyncClient(timeout=PATIENCE, trust_env=False)
        if self._government.answers_url:
            self._address_known.set()

    async def close(self) -> None:
        """Stop carrying; what was not delivered stays undelivered."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._client is not None:
            await self._client.aclose()

    def answer_to(self, url: str) -> None:
        """Send everything, also what is waiting, to this address from now on."""
        self._government.answers_url = url.rstrip("/")
        self._address_known.set()

    def send(self, authority: Authority, stream: Stream, said: Said) -> None:
        """Send what was said, as soon as what was said before it of the same stream is settled."""
        delivery = Delivery(said.id, authority.code, said.event.event, said.event.sequence)
        self.deliveries.append(delivery)
        self.later(self._carry(authority, stream, said, delivery))

    def later(self, work: Coroutine[None, None, None]) -> None:
        """Let work go on until it ends or the testbed does."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _log.error("work in the background failed: %s", type(error).__name__)

    async def _carry(self, authority: Authority, stream: Stream, said: Said, delivery: Delivery) -> None:
        """Try until a 2xx or a 4xx, with growing pauses; then once more where the authority says things twice."""
        async with self._turns[authority.code, stream]:
            await self._address_known.wait()
            pause = FIRST_PAUSE
            while delivery.state is State.WAITING:
                await self._try(authority, said, delivery)
                if delivery.state is State.WAITING:
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, LONGEST_PAUSE)
            if delivery.state is State.DELIVERED and self._says_twice(authority):
                await self._try(authority, said, delivery)

    def _says_twice(self, authority: Authority) -> bool:
        """Say whether this webhook goes out a second time."""
        return self._government.faults.take(f"{authority.code}/{SUBMISSIONS}", frozenset({Kind.TWICE})) is not None

    async def _try(self, authority: Authority, said: Said, delivery: Delivery) -> None:
        """Post once, signed anew, and note what came of it."""
        assert self._client is not None, "the courier is not open"
        body = said.event.body()
        headers = sign(authority.secret, said.id, datetime.now(UTC), body) | {"content-type": "application/json"}
        delivery.attempts += 1
        try:
            url = f"{self._government.answers_url}/inbox/{authority.code}"
            status = (await self._client.post(url, content=body, headers=headers)).status_code
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            delivery.last = type(error).__name__
            return
        delivery.last = str(status)
        if 200 <= status < 300:
            delivery.state = State.DELIVERED
            delivery.taken += 1
        elif 400 <= status < 500 and delivery.state is State.WAITING:
            delivery.state = State.GIVEN_UP
            _log.warning("webhook %s of %s given up: %s", said.id, authority.code, status)
