"""The catalogue of Japan: moving house, and cases of its scenarios on the core."""

from functools import cache
from pathlib import Path

from ichido.case.simulate import Simulation
from ichido.case.town import Town
from ichido.compiler.compile import compile_plan
from ichido.compiler.plan import Plan
from ichido.language.catalogue import Catalogue, load
from ichido.language.kinds import Scenario

FOLDER = Path(__file__).parents[2] / "procedures/jp"


@cache
def catalogue() -> Catalogue:
    """The definitions of Japan."""
    return load(FOLDER)[0]


@cache
def moving() -> Plan:
    """The plan of moving house."""
    return compile_plan(catalogue(), "moving")


def scenario(words: str) -> Scenario:
    """The scenario whose title has these words."""
    return next(d.model for d in catalogue().scenarios if words in d.model.scenario)


def lived_through(told: Scenario) -> Simulation:
    """A case of a scenario after all that happens in it."""
    places = catalogue().places
    town = Town.of(moving(), told, places)
    case = Simulation(moving(), told, town, places, town.opening(moving()), told.today)
    case.run()
    return case


@cache
def demonstration() -> Simulation:
    """The first scenario, which the demonstration shows."""
    return lived_through(catalogue().scenarios[0].model)
