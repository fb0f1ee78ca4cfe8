"""What a catalogue's own names allow in each place of a definition, as pieces of JSON Schema."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from ichido.language.catalogue import Catalogue
from ichido.language.kinds.procedure import Act
from ichido.language.kinds.vocabulary import EARLIER_CASE, PERSON
from ichido.rules.types import MEMBERS, PARAMETERS, TypeName

Piece = dict[str, Any]

SCALARS: tuple[str, ...] = tuple(name for name in get_args(TypeName) if name not in ("subject", "parameters"))
"""The types of a term that are no link."""
FIELDS = tuple(name for name in SCALARS if name != "record")
"""The types of a field of a record."""


@dataclass(frozen=True)
class Narrowing:
    """The names of a catalogue, sorted by what they name."""

    authorities: tuple[str, ...]
    registries: tuple[str, ...]
    calendars: tuple[str, ...]
    procedures: tuple[str, ...]
    life_events: tuple[str, ...]
    vocabularies: tuple[str, ...]
    subjects: tuple[str, ...]
    held: tuple[str, ...]
    rooted: tuple[str, ...]
    terms: tuple[str, ...]
    fields: tuple[str, ...]

    @classmethod
    def of(cls, catalogue: Catalogue) -> "Narrowing":
        """Every name that a definition of this catalogue can refer to."""
        vocabularies = {name: document.model for name, document in catalogue.vocabularies.items()}
        terms = {name: tuple(vocabulary.terms) for name, vocabulary in vocabularies.items()}
        roles = {role: name for name, vocabulary in vocabularies.items() for role in vocabulary.roles}
        roots = {**{name: name for name in vocabularies}, **roles}
        return cls(
            authorities=tuple(catalogue.authorities),
            registries=tuple(catalogue.registries),
            calendars=tuple(catalogue.calendars),
            procedures=tuple(catalogue.procedures),
            life_events=tuple(catalogue.life_events),
            vocabularies=tuple(vocabularies),
            subjects=tuple(roots),
            held=tuple(f"{name}.{term}" for name, known in terms.items() for term in known),
            rooted=tuple(f"{root}.{term}" for root, name in roots.items() for term in terms[name]),
            terms=tuple(sorted({term for known in terms.values() for term in known})),
            fields=tuple(sorted({f for v in vocabularies.values() for term in v.terms.values() for f in term.fields})),
        )


def narrow(names: Narrowing) -> Mapping[str, Piece]:
    """By model, what its schema says more narrowly, to be laid over it key by key; `Path` is defined beside them."""
    path = {"$ref": "#/$defs/Path"}
    optional = {"anyOf": [path, {"type": "null"}]}
    picks = {"anyOf": [path, {"$ref": "#/$defs/Jurisdiction"}, {"type": "null"}]}
    return {
        "Authority": _properties(calendar=_one_of(names.calendars)),
        "Term": _properties(
            type=_one_of((*SCALARS, *names.vocabularies) if names.vocabularies else ()),
            sources={"type": "array", "items": _one_of((*names.registries, PERSON, EARLIER_CASE))},
        ),
        "RecordField": _properties(type=_one_of(FIELDS)),
        "Parameter": _properties(type=_one_of(PARAMETERS)),
        "Jurisdiction": _properties(of=path),
        "Registry": _properties(
            holder=_one_of(names.authorities), holds=_keys(_one_of(names.held)), jurisdiction=picks
        ),
        "Grant": _properties(terms={"anyOf": [{"type": "array", "items": _one_of(names.held)}, {"type": "null"}]}),
        "Permit": _properties(terms={"type": "array", "items": _one_of(names.held)}),
        "Procedure": _properties(
            authority=_one_of(names.authorities),
            about=_one_of(names.subjects),
            jurisdiction=picks,
            deems=_keys(_one_of(names.procedures)),
            needs=_keys({"anyOf": [_one_of(get_args(Act)), path]}),
            produces=_keys(path),
        ),
        "ApplyClock": {"properties": {"before": optional, "from": optional}},
        "Pays": _properties(to=path),
        "LifeEvent": _properties(about=_one_of(names.subjects), procedures=_keys(_one_of(names.procedures))),
        "Campaign": _properties(procedure=_one_of(names.procedures), applicant=path),
        "Scenario": _properties(
            life_event=_one_of((*names.life_events, *names.procedures)),
            registered=_keys(_one_of(names.vocabularies)),
            down={"type": "array", "items": _one_of(names.registries)},
        ),
        "Happening": _properties(registry={"anyOf": [_one_of(names.registries), {"type": "null"}]}),
    }


def _one_of(names: Iterable[str]) -> Piece:
    """One of the names; where a catalogue has none at all, any text."""
    known = list(dict.fromkeys(names))
    return {"type": "string", "enum": known} if known else {"type": "string"}


def path_of(names: Narrowing) -> Piece:
    """A path: the near ones listed for completion, longer ones by the terms that there are."""
    if not names.terms:
        return {"type": "string"}
    parts = {part for members in MEMBERS.values() for part in members} | set(names.fields)
    roots, terms, ends = (_alternatives(known) for known in (names.subjects, names.terms, parts))
    # A path may go on into the parts of a value, such as the municipality of an address.
    return {"anyOf": [_one_of(names.rooted), {"type": "string", "pattern": rf"^({roots})(\.({terms}))+(\.({ends}))?$"}]}


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _properties(**pieces: Piece) -> Piece:
    return {"properties": pieces}


def _keys(piece: Piece) -> Piece:
    return {"propertyNames": piece}
