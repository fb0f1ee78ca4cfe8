"""All that a case does in one step."""

import asyncio
import logging
from collections.abc import Awaitable
from dataclasses import dataclass

from temporalio import activity

from activities.conclude import Conclude
from activities.notify import Notify
from activities.obtain import Obtain
from activities.submit import Submit
from ichido.case.messages import Done, StepInput

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Step:
    """The activities of a step as one, each part for itself."""

    obtain: Obtain
    submit: Submit
    conclude: Conclude
    notify: Notify

    @activity.defn
    async def step(self, wanted: StepInput) -> Done:
        """Do every part at the same time; one that fails is left to be done alone, and holds up no other."""
        parts = dict(self._parts(wanted))
        results = dict(zip(parts, await asyncio.gather(*parts.values(), return_exceptions=True), strict=True))
        done = [result for result in results.values() if isinstance(result, Done)]
        for name, result in results.items():
            if isinstance(result, asyncio.CancelledError):
                raise result
            if isinstance(result, BaseException):
                _log.warning("%s is left to be done alone: %s", name, type(result).__name__)
        conclusions = [one.conclusions for one in done if one.conclusions is not None]
        return Done(
            conclusions=max(conclusions, key=lambda c: c.revision, default=None),
            asked=tuple(ask for one in done for ask in one.asked),
            left=tuple(name for name, result in results.items() if not isinstance(result, Done)),
        )

    def _parts(self, wanted: StepInput) -> list[tuple[str, Awaitable[Done]]]:
        found: list[tuple[str, Awaitable[Done]]] = []
        if wanted.obtain:
            found.append(("obtain", self.obtain.obtain(wanted.obtain)))
        if wanted.submit:
            found.append(("submit", self.submit.submit(wanted.submit)))
        if wanted.conclude:
            found.append(("conclude", self.conclude.conclude(wanted.conclude)))
        if wanted.notify:
            found.append(("notify", self.notify.notify(wanted.notify)))
        return found
