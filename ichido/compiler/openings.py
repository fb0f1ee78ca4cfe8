"""Which grants open a term, and to which acts: the one reading of grants that the plan and its cases share."""

from collections.abc import Mapping
from typing import NamedTuple

from ichido.language.catalogue import Catalogue
from ichido.language.kinds import Permit, Registry
from ichido.language.kinds.permit import EARLIER
from ichido.language.kinds.registry import Grant
from ichido.language.once import once


class Opening(NamedTuple):
    """A grant or permit that opens a term: whose, under which name, and the articles of the acts it opens it to."""

    registry: str
    name: str
    grant: Grant | Permit
    acts: frozenset[str]


@once
def held(catalogue: Catalogue) -> frozenset[str]:
    """Every term that some registry of a catalogue holds, whether or not it opens it to anybody."""
    return frozenset(term for document in catalogue.registries.values() for term in document.model.holds)


@once
def openings_of(catalogue: Catalogue) -> dict[str, tuple[Opening, ...]]:
    """The openings of every registry and permit of a catalogue."""
    registries = {id_: document.model for id_, document in catalogue.registries.items()}
    return openings(registries, {id_: document.model for id_, document in catalogue.permits.items()})


def openings(registries: Mapping[str, Registry], permits: Mapping[str, Permit]) -> dict[str, tuple[Opening, ...]]:
    """By term (`vocabulary.term`), what opens it: registries first, those open before application, then by name.

    What law opens by itself comes before what takes consent: nobody is asked for what need not be asked.
    """
    found: dict[str, list[Opening]] = {}
    for id_, registry in registries.items():
        for name, grant in registry.gives.items():
            opening = Opening(id_, name, grant, frozenset(map(str, grant.for_)))
            for term in registry.holds if grant.terms is None else grant.terms:
                if term in registry.holds:
                    found.setdefault(term, []).append(opening)
    for id_, permit in permits.items():
        for term in permit.terms:
            found.setdefault(term, []).append(Opening(EARLIER, id_, permit, frozenset(map(str, permit.to))))
    return {term: tuple(sorted(opened, key=_early)) for term, opened in found.items()}


def _early(opening: Opening) -> tuple[bool, bool, bool, str, str]:
    late = "before-application" not in opening.grant.stage
    by_consent = opening.grant.channel == "consent"
    return opening.registry == EARLIER, late, by_consent, opening.registry, opening.name
