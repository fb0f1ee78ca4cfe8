"""Cases started from what the store holds: what is needed to run one is in its row."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ichido.case.conclusions import Conclusions
from ichido.case.messages import CaseInput
from ichido.compiler.plan import encode
from ichido.engine.cases import Cases
from ichido.settings import Settings
from ichido.store import cases, outbox, plans, projections
from ichido.store.store import Store
from ichido.store.tell import NoSuchCase


@dataclass(frozen=True)
class Line:
    """Cases by number alone, for the API, doors and the sweeper."""

    store: Store
    cases: Cases
    settings: Settings

    async def open(self, number: str) -> bool:
        """Start the case from its row unless it runs; True once its form is ready. Raises NoSuchCase."""
        return await self.cases.open(await self._input(number))

    async def answered(self, number: str, conclusions: Conclusions) -> bool:
        """Say what follows from answers; False when the case is closed."""
        return await self.cases.answered(number, conclusions)

    async def told(self, number: str, conclusions: Conclusions) -> bool:
        """Say what follows from what somebody said; False when the case is closed."""
        return await self.cases.told(number, conclusions)

    async def sweep(self, age: timedelta) -> tuple[str, ...]:
        """Mend what a crash left half done, and say what was mended: rows without a workflow, doors left shut."""
        async with self.store.transaction() as session:
            unstarted = await projections.unstarted(session, datetime.now(UTC) - age)
            waiting = await outbox.partners_waiting(session)
        for number in unstarted:
            await self.open(number)
        for authority in waiting:
            await self.cases.open_door(authority)
        return (*unstarted, *(f"door-{authority}" for authority in waiting))

    async def orphans(self) -> tuple[str, ...]:
        """Workflows that run without a row in the store."""
        async with self.store.transaction() as session:
            known = set(await projections.open_numbers(session))
        return tuple([number async for number in self.cases.running() if number not in known])

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
            shift=stored.shift,
            lookup_seconds=self.settings.lookup_seconds,
            conclusions=stored.conclusions,
        )
