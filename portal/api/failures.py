"""What nobody foresaw: answered with a problem, logged by place and kind alone."""

import logging
import traceback

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.api.problems import answer
from portal.problem import Problem

_log = logging.getLogger(__name__)


class Failures:
    """Answers 500 for an exception; its text stays out of the log, for it may quote what somebody sent."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, and catch what it throws."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            where = "".join(traceback.format_tb(error.__traceback__))
            _log.error("a request failed: %s at\n%s", type(error).__name__, where)
            if not begun:
                problem = Problem(500, "failed", "this did not work, through no fault of yours: try again later")
                await answer(problem)(scope, receive, send)
