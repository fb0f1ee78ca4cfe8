"""The move as one writes it first: an activity for every call, every write, every submission and every notice."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from temporalio import activity, workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from benchmarks.rivals import law
    from benchmarks.rivals.messages import ANSWERED, FORM, TOLD, Application, Outcome
    from benchmarks.rivals.work import Work
    from ichido.doors.desk import Desk
    from ichido.readable import Readable

RETRY = RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=30))
UNSUBMITTED = timedelta(days=30)


@workflow.defn(name="moving-naive")
class Naive:
    """One family's move; what is known of it stays in the store."""

    def __init__(self) -> None:
        """Start with nothing: a message may come before the run begins."""
        self._case, self._ready, self._arrived = "", False, False
        self._applied: Application | None = None
        self._outcomes: dict[str, Outcome] = {}
        self._settled: dict[str, None] = {}

    @workflow.run
    async def run(self, case: str) -> str:
        """Open, wait for the answers, file everything in its order, and end when all is settled."""
        self._case = case
        for group in ("applicant", "household", "others"):
            await self._ask(group)
        self._ready = True
        try:
            await workflow.wait_condition(lambda: self._applied is not None, timeout=UNSUBMITTED)
        except TimeoutError:
            return await self._end("abandoned")
        assert self._applied is not None
        await self._ask("cars")
        await asyncio.gather(*(self._file(key) for key in self._applied.filings))
        return await self._end("settled")

    @workflow.update(name=FORM)
    async def open(self) -> bool:
        """Answer once the form is ready."""
        await workflow.wait_condition(lambda: self._ready)
        return True

    @workflow.update(name=ANSWERED)
    async def answered(self, application: Application) -> None:
        """Take what follows from the person's answers."""
        self._applied = self._applied or application

    @workflow.signal(name=TOLD)
    def told(self, outcome: Outcome) -> None:
        """Take what an authority decided; the same again changes nothing."""
        self._outcomes.setdefault(outcome.key, outcome)

    async def _file(self, key: str) -> None:
        """Send one filing when it can go, and see it through to its letter."""
        assert self._applied is not None
        filing, _ = law.filing(key)
        await self._when(key, lambda: law.can_go(key, self._settled) or bool(filing.noted_with))
        if not filing.noted_with:
            await self._do("submit", key, list(self._applied.filings))
        if law.ruled(key):
            self._outcomes[key] = await self._do("decide", key, result_type=Outcome)
        await workflow.wait_condition(lambda: key in self._outcomes)
        outcome = self._outcomes[key]
        if filing.produces:
            await self._do("record", outcome)
        if key == "moving-in":
            await self._ask("arrival")
        self._settled[key] = None
        await self._do("notify", outcome)

    async def _when(self, key: str, can_go: Any) -> None:
        """Wait until a filing can go, and remind of its period if that ends first."""
        due = self._applied.dues.get(key) if self._applied else None
        if due is not None and not can_go():
            try:
                await workflow.wait_condition(can_go, timeout=due - workflow.now())
            except TimeoutError:
                await self._do("remind", key)
        await workflow.wait_condition(can_go)

    async def _ask(self, group: str) -> None:
        """Ask all registers of a group, each alone."""
        await asyncio.gather(*(self._do("ask", group, place) for place in range(len(law.reads(group)))))

    async def _end(self, why: str) -> str:
        await self._do("end", why)
        return why

    async def _do(self, name: str, *arguments: Any, result_type: type | None = None) -> Any:
        return await workflow.execute_activity(
            name,
            args=[self._case, *arguments],
            result_type=result_type,
            start_to_close_timeout=timedelta(minutes=2),
            retry_policy=RETRY,
            summary=Readable(name if isinstance(arguments[0], Outcome) else f"{name} {arguments[0]}"),
        )


@dataclass(frozen=True)
class Calls:
    """Each call, write, submission and notice as an activity."""

    desk: Desk
    letters: Mapping[str, str]

    @activity.defn
    async def ask(self, case: str, group: str, place: int) -> None:
        """Ask one register: the line before, the facts and the line after in one transaction."""
        async with self.desk.store.transaction() as session:
            work = await Work.on(self.desk, self.letters, session, case)
            questions = await work.log(session, law.reads(group)[place : place + 1])
        answers = await work.ask(questions)
        async with self.desk.store.transaction() as session:
            if await work.keep(session, answers):
                raise RuntimeError("the register did not answer")

    @activity.defn
    async def submit(self, case: str, key: str, among: list[str]) -> None:
        """Send one filing: into the outbox, to its office, and marked as sent."""
        async with self.desk.store.transaction() as session:
            work = await Work.on(self.desk, self.letters, session, case)
            taken = await work.put(session, (key,), tuple(among))
        results = await work.send(taken)
        async with self.desk.store.transaction() as session:
            left = await work.mark(session, (key,), results)
        if left:
            raise RuntimeError("it did not arrive")

    @activity.defn
    async def record(self, case: str, outcome: Outcome) -> None:
        """Write what an outcome produced."""
        async with self.desk.store.transaction() as session:
            work = await Work.on(self.desk, self.letters, session, case)
            await work.record(session, (outcome,))

    @activity.defn
    async def decide(self, case: str, key: str) -> Outcome:
        """Say what the rule comes to."""
        async with self.desk.store.transaction() as session:
            work = await Work.on(self.desk, self.letters, session, case)
            return work.decided((key,))[0]

    @activity.defn
    async def notify(self, case: str, outcome: Outcome) -> None:
        """Put one letter into the mailbox."""
        async with self.desk.store.transaction() as session:
            work = await Work.on(self.desk, self.letters, session, case)
            await work.write(session, (outcome,))

    @activity.defn
    async def remind(self, case: str, key: str) -> None:
        """Tell the person that a period has ended."""
        async with self.desk.store.transaction() as session:
            work = await Work.on(self.desk, self.letters, session, case)
            await work.remind(session, key)

    @activity.defn
    async def end(self, case: str, why: str) -> None:
        """Close the case in lists."""
        async with self.desk.store.transaction() as session:
            work = await Work.on(self.desk, self.letters, session, case)
            await work.close(session, why)
