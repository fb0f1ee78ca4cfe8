"""A whole installation on real processes, each of which can be taken away, and what must hold whatever was."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Self

import httpx2
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError

from ichido.case.expect import Observed, differences
from ichido.engine.process import Process
from ichido.language.catalogue import Catalogue
from ichido.language.kinds import Scenario
from ichido.rehearsal.installation import SECONDS, Installation
from ichido.rehearsal.person import Person, Problem
from ichido.rehearsal.prepare import Stage, prepare
from ichido.rehearsal.run import Rehearsal
from ichido.rehearsal.town import Town
from ichido.store import disclosures, inbox, notices, outbox, pending_lookups, tasks

ICHIKAWA = "122033"
KAWASAKI = "141305"
AWAY = 1.0

Step = Callable[[], Awaitable[None]]


class Persistent(Person):
    """A person who opens a case again, under the same key, when no answer comes."""

    async def open(self, key: str, wish: Mapping[str, Any]) -> dict[str, Any]:
        """Open a case, however often it takes."""
        opened: list[dict[str, Any]] = []

        async def tried() -> bool:
            try:
                opened.append(await super(Persistent, self).open(key, wish))
            except Problem as problem:
                if problem.status < 500:
                    raise
                print(f"the API says {problem}")
            return bool(opened)

        await until(tried, "the API opens the case")
        return opened[0]


class Move:
    """The family's case, carried on step by step."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        """Begin with nothing done."""
        self.rehearsal = rehearsal
        self._left = _steps(rehearsal)

    async def before(self, name: str) -> Self:
        """Carry the case on until this step is the next."""
        assert name in self._left, f"this step is done, or there is none: {name}"
        while next(iter(self._left)) != name:
            await self.step()
        return self

    async def step(self) -> None:
        """Take the next step once registries owe nothing, and wait until nothing is on its way any more."""
        if self.rehearsal.number:
            await until(self._settled, "the doors of registries have nothing left to ask")
        await self._left.pop(next(iter(self._left)))()

    async def _settled(self) -> bool:
        await self.rehearsal.come_to_rest()
        async with self.rehearsal.process.store.transaction() as session:
            return not await pending_lookups.of_case(session, self.rehearsal.number)

    async def end(self) -> None:
        """Take all the steps that are left, and see that the case has ended right."""
        while self._left:
            await self.step()

        async def closed() -> bool:
            # A case at rest may still wait for the door of a registry.
            return (await self.rehearsal.stored()).closed_at is not None

        await until(closed, "the case closes")
        await self.rehearsal.come_to_rest()
        await ended_right(self.rehearsal, await self.rehearsal.observed())


def _steps(rehearsal: Rehearsal) -> dict[str, Step]:
    """What happens to the case, one after the other, by names that faults are set for."""
    out_accepted, present, in_accepted = rehearsal.scenario.happens
    return {
        "opening": rehearsal.open,
        "answering": rehearsal.answer_all,
        "first day": lambda: rehearsal.move_to(out_accepted.at),
        "leaving": lambda: rehearsal.happen(out_accepted),
        "second day": lambda: rehearsal.move_to(present.at),
        "appearing": lambda: rehearsal.happen(present),
        "arriving": lambda: rehearsal.happen(in_accepted),
    }


@dataclass(frozen=True)
class FaultyTown:
    """What runs, what may be taken away, and the connections of one test."""

    installation: Installation
    stage: Stage

    @property
    def process(self) -> Process:
        """This test's own connections to the store and to Temporal."""
        return self.stage.process

    @property
    def scenario(self) -> Scenario:
        """The family's move: the first scenario of the catalogue."""
        return self.stage.catalogue.scenarios[0].model

    async def move(self, before: str = "opening") -> Move:
        """The family's move, done until a step."""
        rehearsal = await prepare(self.stage, self.scenario)
        rehearsal.person = Persistent(rehearsal.person.http, rehearsal.person.url, rehearsal.person.token)
        return await Move(rehearsal).before(before)

    async def end(self, *moves: Move) -> None:
        """Carry cases on to their end, one after the other, and see that each has ended right."""
        for move in moves:
            # Who has arrived has moved in the register, too: the next family still lives where it did.
            await prepare(self.stage, self.scenario)
            await move.end()

    async def fault(self, target: str, kind: str, **how: Any) -> None:
        """Let something fail from now on."""
        await Town(self.stage.http, self.stage.testbed).fault(target, kind, **how)

    def kill_worker(self) -> None:
        """End the worker as a crash would."""
        assert self.installation.worker_process
        self.installation.worker_process.kill()

    def kill_api(self) -> None:
        """End the API as a crash would."""
        assert self.installation.api_process
        self.installation.api_process.kill()

    async def worker_again(self, away: float = AWAY) -> None:
        """A worker again, after a while."""
        await asyncio.sleep(away)
        self.installation.begin_worker()
        await asyncio.to_thread(self.installation.wait_ready)

    async def api_again(self, away: float = AWAY) -> None:
        """The API again, at its address, after a while."""
        await asyncio.sleep(away)
        self.installation.begin_api()
        await asyncio.to_thread(self.installation.wait_ready)

    async def temporal_dies(self, away: float = AWAY) -> None:
        """Kill Temporal's server and start it on the same file after a while."""
        temporal = self.installation.local.temporal
        assert temporal
        temporal.kill()
        await asyncio.sleep(away)
        # A process ends with the thread that starts it: only the waiting may go elsewhere.
        temporal.begin()
        await asyncio.to_thread(temporal.finish)

    async def postgres_dies(self, away: float = AWAY) -> None:
        """Kill PostgreSQL and start it on the same data after a while."""
        assert self.installation.local.postgres
        self.installation.local.postgres.kill()
        await self.postgres_again(away)

    async def postgres_again(self, away: float) -> None:
        """PostgreSQL on the same data, after a while."""
        postgres = self.installation.local.postgres
        assert postgres
        await asyncio.sleep(away)
        postgres.begin()
        await asyncio.to_thread(postgres.finish)

    async def repair(self) -> None:
        """Start again whatever a test left dead, and let nothing fail any more."""
        local = self.installation.local
        assert local.temporal and local.postgres and self.installation.worker_process and self.installation.api_process
        for server in (local.postgres, local.temporal):
            if server.pid is None:
                server.start()
        if not self.installation.worker_process.running:
            self.installation.begin_worker()
        if not self.installation.api_process.running:
            self.installation.begin_api()
        self.installation.wait_ready()
        (await self.stage.http.delete(f"{self.stage.testbed}/control/faults")).raise_for_status()

    async def faults_left(self) -> int:
        """How many faults are set and have not happened yet."""
        return len((await self.stage.http.get(f"{self.stage.testbed}/control/faults")).json())

    async def count(self, query: str, **values: Any) -> int:
        """What a counting query gives."""
        async with self.process.store.transaction() as session:
            return int((await session.execute(text(query), values)).scalar_one())


@asynccontextmanager
async def connected(installation: Installation, catalogue: Catalogue) -> AsyncIterator[FaultyTown]:
    """The town with connections of this event loop; whatever was taken away is back afterwards."""
    settings = installation.local.settings
    async with Process.connected(settings) as process, httpx2.AsyncClient(trust_env=False) as http:
        town = FaultyTown(installation, Stage(process, http, catalogue, installation.testbed, installation.api))
        yield town
        await town.repair()


async def until(true: Callable[[], Awaitable[bool]], what: str, seconds: float = SECONDS) -> None:
    """Wait until something is true, a server that is away being no answer; fail with what was waited for."""
    end = time.monotonic() + seconds
    while True:
        try:
            if await true():
                return
        except (OSError, RPCError, DBAPIError, httpx2.TransportError):
            pass
        assert time.monotonic() < end, f"it did not come true within {seconds:g} s: {what}"
        await asyncio.sleep(0.02)


async def faults_struck(town: FaultyTown) -> None:
    """Wait until every fault that was set has begun."""

    async def struck() -> bool:
        return await town.faults_left() == 0

    await until(struck, "somebody meets each fault that was set")


async def together(*what: Awaitable[object]) -> None:
    """Everything at once; what fails is told, and nothing is left running."""
    async with asyncio.TaskGroup() as group:
        for one in what:
            group.create_task(_awaited(one))


async def _awaited(what: Awaitable[object]) -> None:
    await what


async def ended_right(rehearsal: Rehearsal, observed: Observed) -> None:
    """As expected, each submission held once, everything heard, asked before it was obtained, told once."""
    assert differences(rehearsal.scenario.expect, observed) == ()
    assert observed.complete
    assert (await rehearsal.handle.describe()).status is WorkflowExecutionStatus.COMPLETED
    held = [one for _, one in await rehearsal.town.held() if one["case"] == rehearsal.number]
    counted = Counter((one["procedure"], one["about"], one["version"]) for one in held)
    assert set(counted.values()) == {1}, "an authority holds a submission twice"
    assert len(held) == sum(observed.versions.values()) == 3
    async with rehearsal.process.store.transaction() as session:
        sent = await outbox.of_case(session, rehearsal.number)
        heard = await inbox.of_case(session, rehearsal.number)
        letters = await notices.for_case(session, rehearsal.number)
        assert await pending_lookups.of_case(session, rehearsal.number) == ()
        assert await tasks.open_tasks(session, rehearsal.number) == ()
    assert [line.state for line in sent] == ["sent"] * 3
    assert {str(line.receipt) for line in sent} == {one["receipt"] for one in held}
    # By when the last authority says that it received, its procedure may have been decided and the case closed.
    assert all(event.applied_at or event.kept_why == "case-closed" for event in heard)
    # Three times `received`, two outcomes and a presence: all that authorities said.
    assert len(heard) == 6
    assert len(letters) == len(observed.outcomes), "one notice for each outcome"
    await logged(rehearsal)
    facts = (await rehearsal.stored()).record.facts
    written = [(f.subject, f.term, f.value, f.provenance.source, f.provenance.authority) for f in facts]
    assert len(set(map(repr, written))) == len(written), "a fact was written twice"


async def logged(rehearsal: Rehearsal) -> None:
    """Nothing was obtained that was not asked for before, each as often."""
    async with rehearsal.process.store.transaction() as session:
        lines = await disclosures.for_case(session, rehearsal.number)
    asked: Counter[tuple[str, str, str]] = Counter()
    obtained: Counter[tuple[str, str, str]] = Counter()
    for line in lines:
        for term in line.use.terms:
            what = (line.use.partner, line.use.subject, term)
            if line.kind == "asked":
                asked[what] += 1
            elif line.kind == "obtained":
                obtained[what] += 1
                assert obtained[what] <= asked[what], f"{what} was obtained before it was asked for"
    assert obtained, "nothing was obtained"
