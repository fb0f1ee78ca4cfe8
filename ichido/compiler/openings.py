"""Which grants open a term, and to which acts: the one reading of grants that the plan and its cases share."""

from collections.abc import Mapping
from typing import NamedTuple

from ichido.language.catalogue import Catalogue
from ichido.language.kinds import Registry
from ichido.language.kinds.registry import Grant


class Opening(NamedTuple):
    """A grant that opens a term: whose, under which name, and the articles of the acts it opens it to."""

    registry: str
    name: str
    grant: Grant
    acts: frozenset[str]


def openings_of(catalogue: Catalogue) -> dict[str, tuple[Opening, ...]]:
    """The openings of every registry of a catalogue."""
    return openings({id_: document.model for id_, document in catalogue.registries.items()})


def openings(registries: Mapping[str, Registry]) -> dict[str, tuple[Opening, ...]]:
    """By term (`vocabulary.term`), the grants that open it: those open before application first, then by name."""
    found: dict[str, list[Opening]] = {}
    for id_, registry in registries.items():
        for name, grant in registry.gives.items():
            opening = Opening(id_, name, grant, frozenset(map(str, grant.for_)))
            for term in registry.holds if grant.terms is None else grant.terms:
                if term in registry.holds:
                    found.setdefault(term, []).append(opening)
    return {term: tuple(sorted(opened, key=_early)) for term, opened in found.items()}


def _early(opening: Opening) -> tuple[bool, str, str]:
    return "before-application" not in opening.grant.stage, opening.registry, opening.name
