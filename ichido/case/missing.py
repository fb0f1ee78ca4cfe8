"""What must be known before a procedure can be filed, and what of it is missing."""

from collections.abc import Iterator

from ichido.case.standing import Standing, causes
from ichido.rules.values import Cause, Value


def paths_needed(standing: Standing) -> Iterator[str]:
    """What must be known before it can be filed: what the authority receives, what comes of it, what its rule reads."""
    definition = standing.planned.definition
    if definition.jurisdiction:
        yield definition.jurisdiction.read
    yield from (need.when for need in definition.needs.values() if need.when)
    yield from (standing.needs[path].read(path) for path in standing.receives)
    yield from (p.is_ for p in definition.produces.values() if p.is_ and p.is_ not in definition.needs)
    if standing.by_rule and definition.eligible:
        yield definition.eligible
        if definition.pays and standing.eligible is not False:
            yield definition.pays.to
            yield definition.pays.amount


def missing(standing: Standing) -> tuple[Cause, ...]:
    """The facts that are missing to file it."""
    return tuple(cause for path in paths_needed(standing) for cause in causes(value(standing, path)))


def value(standing: Standing, path: str) -> Value:
    """A jurisdiction is read freely, to find the authority; everything else only as its act may."""
    jurisdiction = standing.planned.definition.jurisdiction
    world = standing.free if jurisdiction and path == jurisdiction.read else standing.world
    return world.value(path)
