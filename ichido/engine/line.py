"""Cases started from what the store holds: what is needed to run one is in its row."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from temporalio.exceptions import TemporalError
from temporalio.service import RPCError

from ichido.case.conclusions import Conclusions
from ichido.case.messages import CaseInput
from ichido.compiler.plan import encode
from ichido.engine.cases import Cases
from ichido.partners import Directory
from ichido.security.keys import KeyUnavailable
from ichido.settings import Settings
from ichido.store import cases, forgetting, outbox, plans, projections, tasks
from ichido.store.store import Store
from ichido.store.tasks import Task
from ichido.store.tell import NoSuchCase

AT_ONCE = 20
LOST = "workflow-lost"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Line:
    """Cases by number alone, for the API, doors and the sweeper."""

    store: Store
    cases: Cases
    settings: Settings
    directory: Directory

    async def open(self, number: str) -> bool:
        """Start the case from its row unless it runs; True once its form is ready. Raises NoSuchCase."""
        return await self.cases.open(await self._input(number))

    async def answered(self, number: str, conclusions: Conclusions) -> bool:
        """Say what follows from answers; False when the case is closed."""
        return await self.cases.answered(number, conclusions)

    async def told(self, number: str, conclusions: Conclusions) -> bool:
        """Say what follows from what somebody said; False when the case is closed."""
        return await self.cases.told(number, conclusions)

    async def is_running(self, number: str) -> bool:
        """Whether the workflow of a case still runs, and needs its keys."""
        return await self.cases.is_running(number)

    async def end(self, number: str) -> None:
        """End the workflow of a draft that its person deleted, whatever it waits for."""
        await self.cases.end(number, forgetting.DELETED)

    async def sweep(self, age: timedelta) -> tuple[str, ...]:
        """Mend what a crash left half done (workflows not started or not told, doors left shut), and forget what
        nobody submitted; gives their names.
        """
        async with self.store.transaction() as session:
            unstarted = await projections.unstarted(session, datetime.now(UTC) - age)
            unheard = await projections.unheard(session, age)
            waiting = await outbox.partners_waiting(session, self.directory.fetching())
            unsubmitted = await forgetting.unsubmitted(session, datetime.now(UTC) - age)
        turns = asyncio.Semaphore(AT_ONCE)
        mended = await asyncio.gather(
            *(self._mend(turns, number, self._start, number) for number in unstarted),
            *(self._mend(turns, number, self._tell_again, number) for number in unheard),
            *(self._mend(turns, f"door-{code}", self.cases.open_door, code) for code in waiting),
            *(self._mend(turns, number, self._forget, number) for number in unsubmitted),
        )
        return tuple(name for name in mended if name is not None)

    async def orphans(self) -> tuple[str, ...]:
        """Workflows that run without a row in the store."""
        # The workflows first: a row is there before its workflow is started.
        running = [number async for number in self.cases.running()]
        async with self.store.transaction() as session:
            known = await projections.numbers_among(session, running)
        return tuple(number for number in running if number not in known)

    async def lost(self) -> tuple[str, ...]:
        """Open cases whose workflow ran and was ended by somebody, or is gone; each is left to a person, once."""
        async with self.store.transaction() as session:
            spoken = await projections.open_numbers(session)
        running = {number async for number in self.cases.running()}
        # What is listed may be some seconds old: only the workflow itself says that it does not run.
        missing = [number for number in spoken if number not in running and not await self.cases.is_running(number)]
        return tuple([number for number in missing if await self._leave_to_person(number)])

    async def _start(self, number: str) -> None:
        """Start a case that never spoke; LookupError, and a person is told, if its workflow has come and gone."""
        await self.open(number)
        if not await self.cases.is_running(number) and await self._leave_to_person(number):
            raise LookupError(number)

    async def _leave_to_person(self, number: str) -> bool:
        """Make the task for a case whose workflow is gone; False if the case has closed by now."""
        async with self.store.transaction() as session:
            if await projections.is_closed(session, number):
                return False
            task = Task(kind=LOST, case=number, key="", what=LOST, created_at=datetime.now(UTC))
            if await tasks.make(session, task):
                _log.error("case %s is open, and its workflow is gone", number)
        return True

    async def _tell_again(self, number: str) -> None:
        """Say what a case knows to its workflow, which may not have heard of it: who wrote it may have died."""
        async with self.store.transaction() as session:
            stored = await cases.load(session, number)
            await projections.retold(session, number)
        if stored is not None and stored.conclusions is not None:
            await self.told(number, stored.conclusions)

    async def _forget(self, number: str) -> None:
        """Destroy the keys of a case that nobody submitted, once its workflow needs them no more."""
        async with self.store.transaction() as session:
            found = await cases.outline(session, number)
        if found is None:
            return
        if found.close_reason == forgetting.DELETED:
            await self.cases.end(number, forgetting.DELETED)
        elif await self.cases.is_running(number):
            return
        await self.store.keys.destroy(number)
        async with self.store.transaction() as session:
            why = forgetting.DELETED if found.close_reason == forgetting.DELETED else forgetting.ABANDONED
            await forgetting.forgotten(session, number, why, forgetting.SWEEPER, datetime.now(UTC))

    async def _mend(
        self, turns: asyncio.Semaphore, name: str, mend: Callable[[str], Awaitable[object]], what: str
    ) -> str | None:
        """The name if mending went well; one that cannot be mended is told to operators and holds up no other."""
        async with turns:
            try:
                await mend(what)
            except (OSError, TemporalError, RPCError, LookupError, KeyUnavailable) as error:
                _log.warning("%s could not be mended: %s", name, type(error).__name__)
                return None
            return name

    async def _input(self, number: str) -> CaseInput:
        async with self.store.transaction() as session:
            stored = await cases.load(session, number)
            if stored is None or stored.conclusions is None:
                raise NoSuchCase(number)
            plan = await plans.load(session, stored.plan_hash)
        return CaseInput(
            case=number,
            plan=json.loads(encode(plan)),
            plan_hash=stored.plan_hash,
            language=stored.language,
            shift=stored.shift,
            lookup_seconds=self.settings.lookup_seconds,
            conclusions=stored.conclusions,
        )
