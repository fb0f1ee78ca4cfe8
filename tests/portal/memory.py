"""Cases that run in memory: the pure core and the doors' work, with nobody to remember them but this process."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import assert_never

from ichido.case.advance import advance, begin
from ichido.case.conclusions import Conclusions
from ichido.case.state import CancelTimer, Close, Concluded, Decide, Effect, Notify, Obtain, SetTimer, State, Submit
from ichido.doors.decide import decide
from ichido.doors.desk import Desk
from ichido.doors.notify import notify
from ichido.doors.obtain import obtain
from ichido.doors.submit import submit
from ichido.store import cases, projections
from portal.case_line import Unreachable


@dataclass
class InMemory:
    """A CaseLine; `cut` makes it unreachable, `deaf` makes every case look as if it did not run."""

    desk: Desk
    cut: bool = False
    deaf: bool = False
    slow: float = 0.0
    states: dict[str, State] = field(default_factory=dict)
    languages: dict[str, str] = field(default_factory=dict)
    _turns: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    async def open(self, number: str) -> bool:
        """Run a case from its row."""
        await self._connected()
        async with self.desk.store.transaction() as session:
            stored = await cases.load(session, number)
        assert stored is not None and stored.conclusions is not None
        if number not in self.states:
            self.states[number] = begin(stored.conclusions)
            self.languages[number] = stored.language
        await self._run(number, stored.conclusions)
        return not self.states[number].conclusions.lookups

    async def answered(self, number: str, conclusions: Conclusions) -> bool:
        """Go on from answers."""
        return await self.told(number, conclusions)

    async def told(self, number: str, conclusions: Conclusions) -> bool:
        """Go on from anything."""
        await self._connected()
        if self.deaf or number not in self.states or self.states[number].closed:
            return False
        await self._run(number, conclusions)
        return True

    async def is_running(self, number: str) -> bool:
        """Whether the case has begun and not closed."""
        await self._connected()
        return number in self.states and not self.states[number].closed

    async def end(self, number: str) -> None:
        """Know nothing of the case any more."""
        await self._connected()
        self.states.pop(number, None)

    async def _connected(self) -> None:
        await asyncio.sleep(self.slow)
        if self.cut:
            raise Unreachable

    async def _run(self, number: str, conclusions: Conclusions) -> None:
        async with self._turns[number]:
            news: list[Conclusions] = [conclusions]
            while news:
                self.states[number], effects = advance(self.states[number], [Concluded(one) for one in news])
                news = [found for effect in effects if (found := await self._perform(number, effect))]

    async def _perform(self, number: str, effect: Effect) -> Conclusions | None:
        match effect:
            case Obtain(lookups):
                return await obtain(self.desk, number, lookups, 2.0)
            case Submit(submissions):
                return await submit(self.desk, number, submissions)
            case Decide(keys):
                return await decide(self.desk, number, keys)
            case Notify(notices):
                await notify(self.desk, number, notices, self.languages[number])
            case Close(reason):
                async with self.desk.store.transaction() as session:
                    await projections.close(session, number, datetime.now(UTC), reason)
            case SetTimer() | CancelTimer():
                pass
            case _:
                assert_never(effect)
        return None
