"""Carry what authorities said from the inbox into their cases, until every case has been told."""

import asyncio
import contextlib
import logging
from collections import Counter, defaultdict
from collections.abc import Awaitable
from datetime import date, timedelta
from typing import Literal

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from ichido.case.conclusions import Conclusions
from ichido.case.known import subject_of
from ichido.case.record import Change, Record, changed, joined
from ichido.case.tell import told
from ichido.case.values import Places
from ichido.compiler.plan import Plan
from ichido.security.keys import Forgotten, KeyUnavailable
from ichido.store import cases, inbox, names, plans, tasks
from ichido.store.cases import Outline
from ichido.store.inbox import InboxEvent
from ichido.store.tasks import Task
from ichido.store.tell import NoSuchCase, tell_locked
from ichido.store.vault import is_forgotten
from portal.case_line import Unreachable
from portal.event import Told, heard
from portal.face import Face
from portal.introducing import introduced

EVERY = 1.0
GATHER = 0.05
"""Seconds that a round waits for what arrives together, so that a case concludes once for all of it."""
AT_ONCE = 10
PAGE = 100
FAILURES = 5
"""How often an event may fail for a reason nobody foresaw before it is left to a person."""
PATIENCE = timedelta(hours=1)
"""How long an event waits for its case to run before a person is to look at it."""

_log = logging.getLogger(__name__)


class Relay:
    """One task a process; several processes may relay at once, for every step is harmless if done again."""

    def __init__(self, face: Face, every: float = EVERY) -> None:
        """Relay for this face, at least every so many seconds."""
        self._face = face
        self._every = every
        self._woken = asyncio.Event()
        self._untold: set[str] = set()
        self._failures: Counter[tuple[str, str]] = Counter()
        self._behind = 0

    def nudge(self) -> None:
        """Look into the inbox now."""
        self._woken.set()

    async def answered(self, number: str, conclusions: Conclusions) -> None:
        """Say what follows from a person's answers, now or in a later round."""
        await self._say(number, self._face.cases.answered(number, conclusions))

    async def told(self, number: str, conclusions: Conclusions) -> None:
        """Say what follows from what an office said, now or in a later round."""
        await self._say(number, self._face.cases.told(number, conclusions))

    async def run(self) -> None:
        """Relay until cancelled; what could not be done now is done in a later round."""
        while True:
            try:
                await self.round()
            except Exception as error:
                # The database may be away for a while; the rows wait. No text: an error may quote a row.
                _log.error("a round of the relay failed: %s", type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), self._every)
                await asyncio.sleep(GATHER)
            self._woken.clear()

    async def round(self) -> None:
        """Go through a page of the inbox, case by case, each in the order in which it heard.

        The next round takes the next page, for what waits long must not keep the rest from being heard.
        """
        async with self._face.store.transaction() as session:
            waiting = await inbox.unrelayed(session, PAGE, self._behind)
        self._behind = waiting[-1].place if len(waiting) == PAGE else 0
        by_case: defaultdict[str, list[InboxEvent]] = defaultdict(list)
        for event in waiting:
            by_case[event.case].append(event)
        turns = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(self._in_turn(turns, number, events) for number, events in by_case.items()))
        for number in tuple(self._untold):
            await self._tell_again(number)

    async def _in_turn(self, turns: asyncio.Semaphore, number: str, events: list[InboxEvent]) -> None:
        async with turns:
            try:
                by_authority: defaultdict[str, list[InboxEvent]] = defaultdict(list)
                for event in events:
                    by_authority[event.authority].append(event)
                heard_now = [event for said in by_authority.values() for event in await self._apply_all(said)]
                if heard_now:
                    await self._relay(number, heard_now)
            except Unreachable:
                _log.info("case %s could not be told yet", number)
            except Exception as error:
                # One case's trouble must not keep the others from hearing.
                _log.error("case %s was not told: %s", number, type(error).__name__)

    async def _apply_all(self, events: list[InboxEvent]) -> list[InboxEvent]:
        """Fold what one authority said into its record at once; if that cannot be, each event by itself."""
        if len(events) > 1 and all(event.applied_at is None for event in events):
            try:
                places = (await self._face.operation()).places
                async with self._face.store.transaction() as session:
                    if await self._fold(session, events, places):
                        return events
            except Exception as error:
                # Which of them cannot be folded, and what becomes of it, shows when each is.
                _log.info("case %s hears one by one: %s", events[0].case, type(error).__name__)
        return [event for event in events if await self._apply(event)]

    async def _apply(self, event: InboxEvent) -> bool:
        """Fold an event into its record unless it was; False, and it is kept for a person, if that cannot be."""
        if event.applied_at is not None:
            return True
        places = (await self._face.operation()).places
        try:
            async with self._face.store.transaction() as session:
                if await self._fold(session, [event], places):
                    return True
                why = "case-closed"
        except (NoSuchCase, Forgotten):
            why = "forgotten"
        except (ValueError, LookupError, ArithmeticError):
            # It fitted when it came in; since then the case has changed.
            why = "unusable"
        except (OSError, OperationalError, InterfaceError, KeyUnavailable):
            # The database or the key is away, and no event is to blame.
            raise
        except Exception:
            if not self._failed_often(event):
                raise
            why = "unusable"
        await self._keep(event, why)
        return False

    def _failed_often(self, event: InboxEvent) -> bool:
        """Count one more failure of an event, and say whether it is one too many."""
        which = event.authority, event.event_id
        self._failures[which] += 1
        if self._failures[which] < FAILURES:
            return False
        del self._failures[which]
        return True

    async def _fold(self, session: AsyncSession, events: list[InboxEvent], places: Places) -> bool:
        """Write what one authority said of a case, what follows and that it was applied; False in a closed case."""
        now, first = self._face.now(), events[0]
        stored = await cases.load(session, first.case, lock=True)
        if stored is None:
            raise NoSuchCase(first.case)
        if stored.closed_at is not None:
            return False
        new = await inbox.all_applied(session, events, now)
        if new:
            plan = await plans.load(session, stored.plan_hash)
            said = [await self._understood(session, plan, event) for event in new]
            if any(subject_of(key) in stored.hidden for _, key in said):
                raise LookupError("its applicant must not know of them: a person hears it for the case")

            def make(plan: Plan, record: Record, _on: date) -> Change:
                change = Change()
                for event, (body, key) in zip(new, said, strict=True):
                    word = heard(body, key, event.event_id, event.authority, plan, event.received_at, stored.shift)
                    change = joined(change, told(plan, changed(record, change), now, word, places))
                return change

            also = (await tell_locked(session, stored, now, make)).also
            # Their workflows hear of it at the end of this round, or else from the sweeper.
            self._untold.update(also)
        return True

    async def _understood(self, session: AsyncSession, plan: Plan, event: InboxEvent) -> tuple[Told, str]:
        """What an authority says with our ids for whom it names, and the filing that it speaks of."""
        body = Told.model_validate_json(event.body)
        whom = await names.meant(session, event.authority, body.about) if body.about else None
        if body.about and whom is None:
            raise LookupError("nobody is called so any more")
        return await introduced(session, plan, body, event.authority, self._face.directory.linking()), body.key(whom)

    async def _relay(self, number: str, events: list[InboxEvent]) -> None:
        """Tell the case what follows from all its events at once, and mark them; some may be left for later."""
        heard_by = await self._tell(number)
        now = self._face.now()
        if heard_by == "running":
            async with self._face.store.transaction() as session:
                await inbox.all_relayed(session, events, now)
            return
        for event in events:
            if heard_by == "closed":
                await self._keep(event, "case-closed")
            elif now - event.received_at > PATIENCE:
                await self._keep(event, "case-not-running")

    async def _tell(self, number: str) -> Literal["running", "closed", "nobody"]:
        """Say on the line what follows now, and give who heard it; Unreachable when the line is cut."""
        case = await self._outline(number)
        if case is None or case.conclusions is None:
            return "closed"
        try:
            async with asyncio.timeout(self._face.settings.open_seconds):
                if await self._face.cases.told(number, case.conclusions):
                    return "running"
        except TimeoutError:
            raise Unreachable(number) from None
        case = await self._outline(number)
        # An open case that nobody runs was not started yet, or has not said yet that it ended.
        return "nobody" if case is not None and case.closed_at is None else "closed"

    async def _outline(self, number: str) -> Outline | None:
        """The case as it is now; None once it is forgotten, for then nobody can be told."""
        async with self._face.store.transaction() as session:
            return None if await is_forgotten(session, number) else await cases.outline(session, number)

    async def _say(self, number: str, heard: Awaitable[bool]) -> None:
        """It is written already: only the telling may be left."""
        try:
            async with asyncio.timeout(self._face.settings.open_seconds):
                if not await heard:
                    self._untold.add(number)
        except (TimeoutError, Unreachable):
            self._untold.add(number)

    async def _tell_again(self, number: str) -> None:
        with contextlib.suppress(Unreachable):
            if await self._tell(number) != "nobody":
                self._untold.discard(number)

    async def _keep(self, event: InboxEvent, why: str) -> None:
        """Keep an event that no case will hear, and leave it to a person unless nothing is to be done about it."""
        now, key = self._face.now(), f"{event.authority}/{event.event_id}"
        async with self._face.store.transaction() as session:
            await inbox.kept(session, event.authority, event.event_id, now, why)
            if why == "case-closed" and Told.model_validate_json(event.body).event == "received":
                return
            await tasks.make(session, Task(kind="late-event", case=event.case, key=key, what=why, created_at=now))
