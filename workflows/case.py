"""One case as a durable workflow: it performs what the core asks for and tells the core what came of it."""

import asyncio
from collections.abc import Coroutine, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from ichido.case.advance import advance, begin
    from ichido.case.conclusions import Conclusions
    from ichido.case.messages import OBTAIN, CaseInput, CaseResult, Done, Opened
    from ichido.case.state import CancelTimer, Close, Concluded, Effect, Event, Fired, Obtain, SetTimer, State
    from ichido.readable import Readable
    from workflows.effects import Part, attempt, insist, parts
    from workflows.view import View


@workflow.defn(dynamic=True)
class Case:
    """Any life event or procedure; its type is the definition's id, its id the case number."""

    def __init__(self) -> None:
        """Start with nothing: a message may come before the run begins."""
        self._events: list[Event] = []
        self._periods: dict[str, tuple[datetime, Readable]] = {}
        self._timer: asyncio.Task[None] | None = None
        self._next = ""
        self._work: set[asyncio.Task[None]] = set()
        self._stuck: set[asyncio.Task[None]] = set()
        self._ready = False
        self._asking = False

    @workflow.run
    async def run(self, args: Sequence[RawValue]) -> CaseResult:
        """Act until nothing more will come of the case."""
        given = workflow.payload_converter().from_payload(args[0].payload, CaseInput)
        self._given, self._view = given, View(given)
        self._state = _resumed(given.state) if given.state else begin(given.conclusions)
        while True:
            # Lookups lead to lookups, which are made on the way: until they are back nobody knows what is left to ask.
            await workflow.wait_condition(lambda: not self._asking)
            self._step()
            if self._state.closed:
                if await self._ends():
                    return self._result()
                continue
            # Nobody needs to look while a wave is on its way: what it brings is taken first.
            await workflow.wait_condition(lambda: bool(self._events) or not self._work)
            if self._events:
                continue
            await self._view.show(self._state)
            await workflow.wait_condition(lambda: bool(self._events) or self._may_continue())
            if not self._events:
                await workflow.wait_condition(workflow.all_handlers_finished)
                # A message may have come while the handlers finished.
                if not self._events:
                    workflow.continue_as_new(given.model_copy(update={"state": self._state}))

    @workflow.update(name="open")
    async def open(self) -> Opened:
        """Answer once the opening lookups are back, or left to the doors of registries that are in trouble."""
        await workflow.wait_condition(lambda: self._ready)
        return Opened(ready=True, revision=self._state.conclusions.revision)

    @workflow.update(name="answered")
    async def answered(self, conclusions: Conclusions) -> int:
        """Take what follows from answers the store already has; gives the revision the case is at."""
        self._events.append(Concluded(conclusions))
        return conclusions.revision

    @answered.validator
    def _refuse_stale(self, conclusions: Conclusions) -> None:
        if hasattr(self, "_state") and conclusions.revision <= self._state.conclusions.revision:
            raise ApplicationError(
                f"revision {conclusions.revision} is not newer than {self._state.conclusions.revision}",
                type="stale-revision",
                non_retryable=True,
            )

    @workflow.signal(name="told")
    def told(self, conclusions: Conclusions) -> None:
        """Take what follows from what an authority, a door or a clerk said; an older one changes nothing."""
        self._events.append(Concluded(conclusions))

    def _step(self) -> None:
        """Take everything that is there, so that what arrives together costs one step."""
        events, self._events = tuple(self._events), []
        self._state, effects = advance(self._state, events)
        wanted = [effect for effect in effects if not isinstance(effect, SetTimer | CancelTimer | Close)]
        self._asking = any(isinstance(effect, Obtain) for effect in wanted)
        if wanted:
            _begin(self._work, self._try(parts(self._given, wanted, self._view, self._together())))
        self._keep_time(effects)
        self._ready = self._ready or not self._state.conclusions.lookups or bool(self._state.closed)

    def _keep_time(self, effects: Iterable[Effect]) -> None:
        for effect in effects:
            match effect:
                case SetTimer(timer, ends, clock):
                    self._periods[timer] = ends, self._view.timer(clock)
                case CancelTimer(timer):
                    self._periods.pop(timer, None)
        self._wait_for_the_next()

    def _wait_for_the_next(self) -> None:
        """One timer runs at a time, that of the period which ends first: most periods are over before they end."""
        first = min(self._periods, key=lambda timer: (self._periods[timer][0], timer), default="")
        if first == self._next:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._next, self._timer = first, None
        if first:
            self._timer = asyncio.create_task(self._ring(first, *self._periods[first]))

    async def _ring(self, timer: str, ends: datetime, summary: Readable) -> None:
        """Say that a period has ended; one that ended already needs no timer of Temporal's."""
        delay = ends - workflow.now() - timedelta(seconds=self._given.shift)
        if delay > timedelta(0):
            await workflow.sleep(delay, summary=summary)
        self._periods.pop(timer, None)
        self._events.append(Fired(timer))
        self._next, self._timer = "", None
        self._wait_for_the_next()

    async def _try(self, wanted: tuple[Part, ...]) -> None:
        """Try all parts of a step as one; what of it fails is done alone, and seen alone by operators."""
        done = await attempt(wanted)
        for part in wanted:
            if part[0] in done.left:
                _begin(self._stuck, self._insist(part))
        self._asking = self._asking and OBTAIN not in (name for name, _, _ in wanted)
        self._hear(done)

    async def _insist(self, part: Part) -> None:
        self._hear(await insist(part))

    def _hear(self, done: Done) -> None:
        if done.conclusions is not None:
            self._events.append(Concluded(done.conclusions, done.asked))

    def _together(self) -> float | None:
        """Somebody waits while a case opens: all its waves of lookups share one time; later nobody does."""
        if self._ready:
            return None
        spent = (workflow.now() - workflow.info().start_time).total_seconds()
        return self._given.lookup_seconds - spent

    def _may_continue(self) -> bool:
        """At a quiet moment the history may start anew; running timers are set again from the state."""
        return workflow.info().is_continue_as_new_suggested() and not self._work and not self._stuck

    async def _ends(self) -> bool:
        """Whether the case may end: nothing is on its way, and nobody has said anything since."""
        await workflow.wait_condition(lambda: bool(self._events) or not (self._work or self._stuck))
        if self._events:
            return False
        if not await self._view.show(self._state):
            # The store knows more than the case: whoever wrote it will say so, or else the sweeper.
            await workflow.wait_condition(lambda: bool(self._events))
            return False
        await workflow.wait_condition(workflow.all_handlers_finished)
        return True

    def _result(self) -> CaseResult:
        assert self._state.closed is not None
        outcomes = {p.key: p.outcome for p in self._state.conclusions.procedures if p.outcome}
        return CaseResult(closed=self._state.closed, outcomes=outcomes)


def _begin(among: set[asyncio.Task[None]], work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.create_task(work)
    among.add(task)
    task.add_done_callback(among.discard)


def _resumed(state: State) -> State:
    """The state of a run that continues another: the timers that were running are to be set again."""
    return state.model_copy(update={"timers": ()})
