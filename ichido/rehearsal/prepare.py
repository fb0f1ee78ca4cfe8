"""A scenario's people in the registers, and a person who acts as its applicant."""

from dataclasses import dataclass
from datetime import UTC, datetime

import httpx2

from ichido.engine.process import Process
from ichido.language.catalogue import Catalogue
from ichido.language.kinds import Scenario
from ichido.rehearsal.person import Person
from ichido.rehearsal.protecting import protect
from ichido.rehearsal.run import Rehearsal
from ichido.rehearsal.sent import Sent
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
    """Put a scenario's people in place of all others; its authorities say what the scenario says, to our API.

    What a scenario comes after happens first.
    """
    if scenario.after is not None:
        first = next(d.model for d in stage.catalogue.scenarios if d.id == scenario.after)
        await (await prepare(stage, first)).run()
    settings = stage.process.settings
    assert settings.partners is not None, "a rehearsal is told its partners"
    town = Town(stage.http, stage.testbed)
    settled = await town.people(scenario, stage.catalogue.places)
    await town.directory(settings.partners)
    await town.answers_to(stage.api, "scripted")
    await protect(town, stage.api, stage.process.line.directory, settled, scenario.protected, scenario.today)
    key = token_key(settings.token_key_file)

    def as_(caller: Caller) -> Person:
        return Person(stage.http, stage.api, issue(key, caller, datetime.now(UTC)))

    sent = Sent(scenario, settled, as_)
    person = sent.somebody("representative" if scenario.acts else "person", scenario.acts or scenario.applicant)
    registries = {id_: document.model for id_, document in stage.catalogue.registries.items()}
    return Rehearsal(scenario, registries, stage.process, town, person, settled, sent)
