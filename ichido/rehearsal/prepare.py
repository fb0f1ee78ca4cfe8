"""A scenario's people in the registers, and a person who acts as its applicant."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx2

from ichido.doors.desk import places_of
from ichido.engine.process import Process
from ichido.language.catalogue import Catalogue
from ichido.language.kinds import Scenario
from ichido.rehearsal.person import Person
from ichido.rehearsal.run import Rehearsal
from ichido.rehearsal.town import Town
from ichido.security.access import Caller
from ichido.security.token_key import token_key
from ichido.security.tokens import issue


@dataclass(frozen=True)
class Stage:
    """Where rehearsals take place: the connections, and the addresses of the testbed and the API."""

    process: Process
    http: httpx2.AsyncClient
    catalogue: Catalogue
    testbed: str
    api: str


async def prepare(stage: Stage, scenario: Scenario) -> Rehearsal:
    """Put a scenario's people in place of all others; its authorities say what the scenario says, to our API."""
    settings, places = stage.process.settings, places_of(stage.catalogue)
    assert settings.partners is not None, "a rehearsal is told its partners"
    town = Town(stage.http, stage.testbed)
    references = await town.people(scenario, places)
    await town.directory(settings.partners)
    await town.answers_to(stage.api, "scripted")
    home = _home(scenario, places)
    caller = Caller("person", references[scenario.applicant], home)
    person = Person(stage.http, stage.api, issue(token_key(settings.token_key_file), caller, datetime.now(UTC)))
    registries = {id_: document.model for id_, document in stage.catalogue.registries.items()}
    return Rehearsal(scenario, registries, stage.process, town, person, references, home)


def _home(scenario: Scenario, places: Mapping[str, str]) -> str:
    """The authority that knows the applicant: where they live as the case opens."""
    address = next(
        value
        for entries in scenario.registered.values()
        for value in entries.get(scenario.applicant, {}).values()
        if isinstance(value, str) and any(value.startswith(place) for place in places)
    )
    return places[max((place for place in places if address.startswith(place)), key=len)]
