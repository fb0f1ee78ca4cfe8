"""The sample family moves house: the first scenario of its life event, told as it happens."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime

import httpx2

from ichido.case.values import Places
from ichido.doors.desk import places_of
from ichido.engine.process import Process, definitions
from ichido.language.catalogue import Catalogue
from ichido.language.kinds import Scenario
from ichido.rehearsal.person import Person
from ichido.rehearsal.report import Report, report
from ichido.rehearsal.run import Rehearsal
from ichido.rehearsal.town import Town
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
        rehearsal = await rehearsed(process, Town(http, testbed), api, catalogue, scenario)
        rehearsal.said = lambda day, text: _tell(say, day, text)
        say(f"\n{scenario.scenario}")
        observed = await rehearsal.run()
        found = await report(rehearsal, observed, api, temporal_ui, started)
        await rehearsal.town.behave("auto")
        return found


async def rehearsed(process: Process, town: Town, api: str, catalogue: Catalogue, scenario: Scenario) -> Rehearsal:
    """A scenario's people in the registers, and a person who acts as its applicant."""
    places, settings = places_of(catalogue), process.settings
    references = await town.people(scenario, places)
    assert settings.partners is not None, "a process is told its partners"
    await town.directory(settings.partners)
    await town.answers_to(api, "scripted")
    home = home_of(scenario, places)
    caller = Caller("person", references[scenario.applicant], home)
    token = issue(token_key(settings.token_key_file), caller, datetime.now(UTC))
    registries = {id_: document.model for id_, document in catalogue.registries.items()}
    return Rehearsal(scenario, registries, process, town, Person(town.http, api, token), references, home)


def home_of(scenario: Scenario, places: Places) -> str:
    """The authority that knows the applicant: where they live as the case opens."""
    written = (
        value
        for entries in scenario.registered.values()
        for value in entries.get(scenario.applicant, {}).values()
        if isinstance(value, str)
    )
    begins = ([place for place in places if value.startswith(place)] for value in written)
    return places[max(next(found for found in begins if found), key=len)]


def _tell(say: Callable[[str], None], day: date, text: str) -> None:
    say(f"  {day}  {text}")
