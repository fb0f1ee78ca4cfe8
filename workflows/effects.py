"""Effects as activities: called by name, with time-outs, a summary, and retries that never give up."""

from collections.abc import Iterable
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from ichido.case.conclusions import Message
    from ichido.case.messages import (
        DECIDE,
        NOTIFY,
        OBTAIN,
        STEP,
        SUBMIT,
        CaseInput,
        DecideInput,
        Done,
        NotifyInput,
        ObtainInput,
        StepInput,
        SubmitInput,
    )
    from ichido.case.state import Decide, Effect, Notify, Obtain, Submit
    from ichido.readable import Readable
    from workflows.view import View

ONCE = RetryPolicy(maximum_attempts=1)
RETRY = RetryPolicy(
    initial_interval=timedelta(milliseconds=200),
    backoff_coefficient=2.0,
    maximum_interval=timedelta(seconds=30),
)
"""Once with all else that a step asks for; then alone and for ever, in sight: the store may be away long, and what only
a human can mend is a pending activity."""

HEARTBEAT = timedelta(seconds=5)
"""After so long without a sign of life an activity is begun anew elsewhere: its worker may have died."""

Part = tuple[str, Message, Readable]
"""An activity by its name, what it is given, and what operators read of it."""


def parts(given: CaseInput, effects: Iterable[Effect], view: View, together: float | None) -> tuple[Part, ...]:
    """The activities that effects ask for; all waves of lookups have `together` seconds, None for no bound."""
    return tuple(_part(given, effect, view, together) for effect in effects)


async def attempt(wanted: tuple[Part, ...]) -> Done:
    """Try once what one step asks for, in one activity; what did not succeed is left."""
    try:
        return await _call(*_as_one(wanted), ONCE)
    except ActivityError:
        return Done(left=tuple(name for name, _, _ in wanted))


async def insist(part: Part) -> Done:
    """Do one part alone, until it succeeds."""
    return await _call(*part, RETRY)


def _as_one(wanted: tuple[Part, ...]) -> Part:
    """All parts as one activity; a single one keeps its name."""
    if len(wanted) == 1:
        return wanted[0]
    step = StepInput.model_validate({name: argument for name, argument, _ in wanted})
    return STEP, step, Readable("; ".join(summary for _, _, summary in wanted))


def _part(given: CaseInput, effect: Effect, view: View, together: float | None) -> Part:
    case = given.case
    match effect:
        case Obtain(lookups):
            seconds = given.lookup_seconds
            asked = ObtainInput(case=case, lookups=lookups, seconds=seconds, together=together)
            return OBTAIN, asked, view.obtain(lookups)
        case Submit(submissions):
            return SUBMIT, SubmitInput(case=case, submissions=submissions), view.submit(submissions)
        case Decide(keys):
            return DECIDE, DecideInput(case=case, keys=keys), view.decide(keys)
        case Notify(notices):
            return NOTIFY, NotifyInput(case=case, notices=notices, language=given.language), view.notify(notices)
    raise AssertionError("timers and the end of a case are the workflow's own")


async def _call(name: str, argument: Message, summary: Readable, retry: RetryPolicy) -> Done:
    done: Done = await workflow.execute_activity(
        name,
        argument,
        result_type=Done,
        start_to_close_timeout=timedelta(minutes=2),
        heartbeat_timeout=HEARTBEAT,
        retry_policy=retry,
        summary=summary,
    )
    return done
