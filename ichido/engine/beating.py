"""Activities that show they are alive, so that a worker's death is noticed in seconds and not at their time limit."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Any

from temporalio import activity
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

BEATS = 3
"""How often an activity shows itself in the time after which it is taken for dead."""


class Beating(Interceptor):
    """Sends heartbeats for every activity that has a heartbeat time-out; one that ends at once sends none."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        """Put the beat around an activity."""
        return _Beat(next)


class _Beat(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        limit = activity.info().heartbeat_timeout
        if not limit:
            return await super().execute_activity(input)
        beating = asyncio.create_task(_beat(limit / BEATS))
        try:
            return await super().execute_activity(input)
        finally:
            beating.cancel()
            with suppress(asyncio.CancelledError):
                await beating


async def _beat(pause: timedelta) -> None:
    while True:
        await asyncio.sleep(pause.total_seconds())
        activity.heartbeat()
