"""The sample family moves house: the first scenario of its life event, told as it happens."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime

import httpx2

from ichido.engine.process import Process, definitions
from ichido.rehearsal.prepare import Stage, prepare
from ichido.rehearsal.report import Report, report
from ichido.security.access import Caller
from ichido.security.token_key import token_key
from ichido.security.tokens import issue
from ichido.settings import Settings

LIFE_EVENT = "moving"


def move(
    settings: Settings, testbed: str, api: str, temporal_ui: str | None, say: Callable[[str], None], started: float
) -> Report:
    """Run the first scenario of moving house on what runs, and report; `started` is a monotonic second."""
    return asyncio.run(_move(settings, testbed, api, temporal_ui, say, started))


def operator_token(settings: Settings) -> str:
    """A token with which an operator sees where cases stand, good for an hour."""
    return issue(token_key(settings.token_key_file), Caller("operator"), datetime.now(UTC))


async def _move(
    settings: Settings, testbed: str, api: str, temporal_ui: str | None, say: Callable[[str], None], started: float
) -> Report:
    catalogue = definitions(settings)
    scenario = next(d.model for d in catalogue.scenarios if d.model.life_event == LIFE_EVENT)
    async with Process.connected(settings) as process, httpx2.AsyncClient() as http:
        rehearsal = await prepare(Stage(process, http, catalogue, testbed, api), scenario)
        rehearsal.said = lambda day, text: _tell(say, day, text)
        say(f"\n{scenario.scenario}")
        observed = await rehearsal.run()
        found = await report(rehearsal, observed, api, temporal_ui, started)
        await rehearsal.town.behave("auto")
        return found


def _tell(say: Callable[[str], None], day: date, text: str) -> None:
    say(f"  {day}  {text}")
