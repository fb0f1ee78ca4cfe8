"""The vocabulary: the typed terms a subject of one kind can have."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from ichido.language.kinds.definition import Definition
from ichido.language.kinds.model import DataKind, Labelled, Labels
from ichido.language.kinds.table import Rule
from ichido.language.scalars import Citation, Duration, Flag, Name, Path

Reuse = Literal["silent", "confirm", "never"]
Conflict = Literal["first", "ask"]
PERSON = "person"
EARLIER_CASE = "earlier"
NOT_NAMED = 1000
"""The turns of sources that a term does not name come after all that it could name."""


class RecordField(Labelled):
    """One field of a record: a value of a scalar or composite type."""

    type: str
    optional: Flag = False


class Term(Labelled):
    """One data item; a type that names a vocabulary is a link to another subject.

    `partial`: of a date only the year or the month may be known. `mapping`: what other vocabularies (`gif`, `core`,
    `iso`) call the same thing. `sources`: whose word counts first, registries by id, the `person`, an `earlier` case;
    who is not named comes after, the person first. `conflict`: where they differ, the first counts or one is asked.
    """

    type: str
    fields: dict[Name, RecordField] = Field(default_factory=dict)
    many: Flag = False
    optional: Flag = False
    partial: Flag = False
    data: DataKind | None = None
    sources: tuple[str, ...] = ()
    conflict: Conflict = "first"
    reuse: Reuse = "silent"
    fresh: Duration | None = None
    defined_in: Citation | None = None
    is_: Rule | None = None
    at_opening: Path | None = None
    among: Path | None = None
    mapping: dict[Name, str] = Field(default_factory=dict)


class Role(Labelled):
    """A part that a subject plays in a procedure, such as applicant or child."""

    among: Path | None = None


class Vocabulary(Definition):
    """The terms of one kind of subject."""

    vocabulary: Name
    title: Labels
    data: DataKind = "personal"
    lives: Literal["case"] | None = None
    defined_in: Citation | None = None
    roles: dict[Name, Role] = Field(default_factory=dict)
    terms: dict[Name, Term]


def precedence(entry: Term, source: str) -> int:
    """How early a source of a term comes: as declared, else the person, then every registry, then earlier cases."""
    if source in entry.sources:
        return entry.sources.index(source)
    return NOT_NAMED + (0 if source == PERSON else 2 if source == EARLIER_CASE else 1)


def data_of(vocabularies: Mapping[str, Vocabulary], term: str) -> DataKind:
    """The kind of data that a term (`vocabulary.term`) is: its own, else its vocabulary's."""
    vocabulary, _, name = term.partition(".")
    found = vocabularies[vocabulary]
    return found.terms[name].data or found.data
