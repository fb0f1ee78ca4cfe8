"""The family's move, stopped where a test wants it, and its history as operators see it."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable

from temporalio.api.enums.v1 import EventType

from ichido.case.conclusions import Conclusions
from ichido.rehearsal.run import Rehearsal
from tests.rehearsal.rig import Rig


async def opened(rig: Rig) -> Rehearsal:
    """A case whose form is ready and unanswered."""
    scenario = rig.scenarios[0].model_copy(update={"answers": {}, "happens": ()})
    rehearsal = await rig.rehearsal(scenario)
    await rehearsal.run()
    return rehearsal


async def answered(rig: Rig) -> Rehearsal:
    """A case whose form is answered and whose first authority has not said anything but that it received."""
    scenario = rig.scenarios[0].model_copy(update={"happens": ()})
    rehearsal = await rig.rehearsal(scenario)
    await rehearsal.run()
    return rehearsal


async def events(rehearsal: Rehearsal) -> Counter[str]:
    """How many events of each kind the history of the newest run has."""
    history = await rehearsal.handle.fetch_history()
    return Counter(EventType.Name(event.event_type).removeprefix("EVENT_TYPE_") for event in history.events)


async def concluded(rehearsal: Rehearsal) -> Conclusions:
    """What follows from the facts now."""
    conclusions = (await rehearsal.stored()).conclusions
    assert conclusions is not None
    return conclusions


async def until(true: Callable[[], Awaitable[bool]], seconds: float = 10) -> None:
    """Wait until something is true, or fail."""
    end = time.monotonic() + seconds
    while not await true():
        assert time.monotonic() < end, "it never came true"
        await asyncio.sleep(0.05)
