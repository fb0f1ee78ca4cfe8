"""Which grants open a term, and to which acts: the one reading of grants that the plan and its cases share."""

from collections.abc import Mapping
from typing import NamedTuple

from ichido.language.catalogue import Catalogue
from ichido.language.kinds import Permit, Registry, Vocabulary
from ichido.language.kinds.permit import EARLIER
from ichido.language.kinds.registry import Grant
from ichido.language.kinds.vocabulary import EARLIER_CASE, NOT_NAMED, Term, precedence
from ichido.language.once import once


class Opening(NamedTuple):
    """A grant or permit that opens a term: whose, under which name, and the articles of the acts it opens it to.

    `turn` says when its source is tried: those of one turn by their grants, a later one after all of an earlier.
    """

    registry: str
    name: str
    grant: Grant | Permit
    acts: frozenset[str]
    turn: int = 0


@once
def held(catalogue: Catalogue) -> frozenset[str]:
    """Every term that some registry of a catalogue holds, whether or not it opens it to anybody."""
    return frozenset(term for document in catalogue.registries.values() for term in document.model.holds)


@once
def openings_of(catalogue: Catalogue) -> dict[str, tuple[Opening, ...]]:
    """The openings of every registry and permit of a catalogue."""
    registries = {id_: document.model for id_, document in catalogue.registries.items()}
    permits = {id_: document.model for id_, document in catalogue.permits.items()}
    return openings(registries, permits, {id_: document.model for id_, document in catalogue.vocabularies.items()})


def openings(
    registries: Mapping[str, Registry], permits: Mapping[str, Permit], vocabularies: Mapping[str, Vocabulary]
) -> dict[str, tuple[Opening, ...]]:
    """By term (`vocabulary.term`), what opens it: open before application first, then as the term's `sources` say.

    Sources that a term does not name come after those it does, registries by name, and other cases last of all. What
    law opens by itself comes before what takes consent: nobody is asked for what need not be asked.
    """
    found: dict[str, list[Opening]] = {}
    for id_, registry in registries.items():
        for name, grant in registry.gives.items():
            opening = Opening(id_, name, grant, frozenset(map(str, grant.for_)))
            for term in registry.holds if grant.terms is None else grant.terms:
                if term in registry.holds:
                    found.setdefault(term, []).append(opening._replace(turn=_turn(vocabularies, term, id_)))
    for id_, permit in permits.items():
        for term in permit.terms:
            acts, turn = frozenset(map(str, permit.to)), _turn(vocabularies, term, EARLIER_CASE)
            found.setdefault(term, []).append(Opening(EARLIER, id_, permit, acts, turn))
    return {term: tuple(sorted(opened, key=_early)) for term, opened in found.items()}


def _turn(vocabularies: Mapping[str, Vocabulary], term: str, source: str) -> int:
    vocabulary, _, name = term.partition(".")
    entry = vocabularies[vocabulary].terms.get(name) if vocabulary in vocabularies else None
    return precedence(entry or Term(type="text"), source)


def _early(opening: Opening) -> tuple[bool, bool, int, bool, str, str]:
    late = "before-application" not in opening.grant.stage
    last = opening.registry == EARLIER and opening.turn >= NOT_NAMED
    return last, late, opening.turn, opening.grant.channel == "consent", opening.registry, opening.name
