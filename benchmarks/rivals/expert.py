"""The move as a good Temporal engineer writes it: what can go together goes in one activity, what fails goes alone."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from benchmarks.rivals import law
    from benchmarks.rivals.messages import ANSWERED, FORM, TOLD, Application, Done, Outcome, Step
    from benchmarks.rivals.work import Work
    from ichido.doors.desk import Desk
    from ichido.readable import Readable

RETRY = RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=30))
UNSUBMITTED = timedelta(days=30)


@workflow.defn(name="moving-expert")
class Expert:
    """One family's move; what is known of it stays in the store."""

    def __init__(self) -> None:
        """Start with nothing: a message may come before the run begins."""
        self._case, self._ready = "", False
        self._applied: Application | None = None
        self._heard: list[Outcome] = []
        self._settled, self._sent = dict[str, None](), dict[str, None]()
        self._alone: list[asyncio.Task[Done]] = []

    @workflow.run
    async def run(self, case: str) -> str:
        """Open, wait for the answers, file everything in its order, and end when all is settled."""
        self._case = case
        await self._do(Step(case, ask=("applicant", "household", "others")), "ask for the form")
        self._ready = True
        try:
            await workflow.wait_condition(lambda: self._applied is not None, timeout=UNSUBMITTED)
        except TimeoutError:
            await self._do(Step(case, ends="abandoned"), "nobody submitted it")
            return "abandoned"
        reminding = asyncio.create_task(self._remind())
        await self._file((), ("cars",))
        while len(self._settled) < len(self._filings):
            await workflow.wait_condition(lambda: bool(self._heard))
            heard, self._heard = tuple(self._heard), []
            self._settled |= dict.fromkeys(outcome.key for outcome in heard)
            await self._file(heard, ("arrival",) if any(one.key == "moving-in" for one in heard) else ())
        await asyncio.gather(*self._alone)
        reminding.cancel()
        return "settled"

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
        if outcome.key not in self._settled and outcome not in self._heard:
            self._heard.append(outcome)

    @property
    def _filings(self) -> tuple[str, ...]:
        return self._applied.filings if self._applied else ()

    async def _file(self, heard: tuple[Outcome, ...], ask: tuple[str, ...]) -> None:
        """Write what was heard, ask what that calls for and send what now can go, in one step."""
        ready = tuple(key for key in self._filings if key not in self._sent and law.can_go(key, self._settled))
        self._sent |= dict.fromkeys(ready)
        self._settled |= dict.fromkeys(key for key in ready if law.ruled(key))
        ends = "settled" if len(self._settled) == len(self._filings) else ""
        step = Step(self._case, heard, ask, ready, self._filings, ends)
        await self._do(step, f"{len(heard)} outcomes, {len(ready)} filings")

    async def _do(self, step: Step, summary: str) -> Done:
        done: Done = await workflow.execute_activity(
            "step",
            step,
            result_type=Done,
            start_to_close_timeout=timedelta(minutes=2),
            heartbeat_timeout=timedelta(seconds=5),
            retry_policy=RETRY,
            summary=Readable(summary),
        )
        for what in done.left:
            ask, send = ((), (what,)) if what in self._filings else ((what,), ())
            alone = Step(self._case, (), ask, send, self._filings, alone=True)
            self._alone.append(asyncio.create_task(self._do(alone, what)))
        return done

    async def _remind(self) -> None:
        """Remind of each period that ends before its filing was sent; one timer at a time."""
        dues = self._applied.dues if self._applied else {}
        for key in sorted(dues, key=lambda one: (dues[one], one)):
            await workflow.sleep(dues[key] - workflow.now(), summary=Readable(f"{key} is due"))
            if key not in self._sent:
                await self._do(Step(self._case, late=key), f"{key} is late")


@dataclass(frozen=True)
class Steps:
    """All that a case does in one step, as one activity."""

    desk: Desk
    letters: Mapping[str, str]

    @activity.defn
    async def step(self, step: Step) -> Done:
        """Write, ask group by group, put and send; gives what did not succeed, and fails only for what goes alone."""
        async with self.desk.store.transaction() as session:
            work = await Work.on(self.desk, self.letters, session, step.case)
            await work.record(session, step.heard)
            await work.write(session, step.heard)
            await work.remind(session, step.late)
            questions = await work.log(session, law.reads(*step.ask[:1]))
            taken = () if step.ask else await work.put(session, step.send, step.among)
            await work.close(session, "" if step.ask or step.send else step.ends)
        left: tuple[str, ...] = ()
        for following in (step.ask[place + 1 :] for place in range(len(step.ask))):
            answers = await work.ask(questions)
            async with self.desk.store.transaction() as session:
                left += await work.keep(session, answers)
                questions = await work.log(session, law.reads(*following[:1]))
                taken = () if following else await work.put(session, step.send, step.among)
        if step.send:
            results = await work.send(taken)
            async with self.desk.store.transaction() as session:
                left += await work.mark(session, step.send, results)
                await work.write(session, work.decided(step.send))
                await work.close(session, step.ends)
        if left and step.alone:
            raise RuntimeError("not yet")
        return Done(left=left)
