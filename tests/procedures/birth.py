"""The birth of a child in Japan, and cases of its scenarios on the core."""

from functools import cache
from typing import Any

from ichido.case.simulate import Simulation
from ichido.case.town import Town
from ichido.compiler.compile import compile_plan
from ichido.compiler.plan import Plan
from ichido.language.kinds import Scenario
from tests.case.receiving import received
from tests.procedures.moving import catalogue, scenario


@cache
def birth() -> Plan:
    """The plan of a birth."""
    return compile_plan(catalogue(), "birth")


def lived(told: Scenario) -> Simulation:
    """A case of a scenario after all that happens in it."""
    town = Town.of(birth(), told, catalogue().places)
    case = Simulation(birth(), told, town, catalogue().places, town.opening(birth()), told.today)
    case.run()
    return case


def lived_through(words: str) -> Simulation:
    """A case of the scenario with these words."""
    return lived(scenario(words))


def before_the_entry(words: str) -> Simulation:
    """A case in which all is said that can be, and the city has not entered the child yet."""
    whole = scenario(words)
    at = next(i for i, one in enumerate(whole.happens) if one.procedure == "residence-entry")
    return lived(whole.model_copy(update={"happens": whole.happens[:at]}))


def sent(case: Simulation, key: str) -> dict[str, Any]:
    """What an office was sent of a filing."""
    fields: dict[str, Any] = received(birth(), case.record, key, case.today)["payload"]
    return fields
