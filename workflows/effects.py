"""Effects as activities: called by name, with time-outs, a summary, and retries that never give up."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from ichido.case.conclusions import Conclusions, Message
    from ichido.case.messages import (
        DECIDE,
        NOTIFY,
        OBTAIN,
        SUBMIT,
        CaseInput,
        DecideInput,
        NotifyInput,
        ObtainInput,
        SubmitInput,
    )
    from ichido.case.state import Decide, Effect, Notify, Obtain, Submit
    from workflows.view import View

RETRY = RetryPolicy(
    initial_interval=timedelta(milliseconds=200),
    backoff_coefficient=2.0,
    maximum_interval=timedelta(seconds=30),
)
"""For ever, and in sight: the store may be away long, and what only a human can mend is a pending activity."""

HEARTBEAT = timedelta(seconds=5)
"""After so long without a sign of life an activity is begun anew elsewhere: its worker may have died."""


async def call(given: CaseInput, effect: Effect, view: View, seconds: float) -> Conclusions | None:
    """Perform one effect; what follows from it, or nothing for an effect that adds no fact.

    Registries have `seconds` for a wave of lookups.
    """
    match effect:
        case Obtain(lookups):
            asked = ObtainInput(case=given.case, lookups=lookups, seconds=seconds)
            return await _conclude(OBTAIN, asked, view.obtain(lookups))
        case Submit(submissions):
            return await _conclude(
                SUBMIT, SubmitInput(case=given.case, submissions=submissions), view.submit(submissions)
            )
        case Decide(keys):
            return await _conclude(DECIDE, DecideInput(case=given.case, keys=keys), view.decide(keys))
        case Notify(notices):
            wanted = NotifyInput(case=given.case, notices=notices, language=given.language)
            await _perform(NOTIFY, wanted, view.notify(notices))
            return None
    raise AssertionError("timers and the end of a case are the workflow's own")


async def _conclude(name: str, argument: Message, summary: str) -> Conclusions:
    conclusions: Conclusions = await workflow.execute_activity(
        name,
        argument,
        result_type=Conclusions,
        start_to_close_timeout=timedelta(minutes=2),
        heartbeat_timeout=HEARTBEAT,
        retry_policy=RETRY,
        summary=summary,
    )
    return conclusions


async def _perform(name: str, argument: Message, summary: str) -> None:
    await workflow.execute_activity(
        name,
        argument,
        start_to_close_timeout=timedelta(minutes=1),
        heartbeat_timeout=HEARTBEAT,
        retry_policy=RETRY,
        summary=summary,
    )
