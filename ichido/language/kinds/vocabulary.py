"""The vocabulary: the typed terms a subject of one kind can have."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from ichido.language.kinds.definition import Definition
from ichido.language.kinds.model import DataKind, Labelled, Labels
from ichido.language.kinds.table import Rule
from ichido.language.scalars import Citation, Duration, Flag, Name, Path

Reuse = Literal["silent", "confirm", "never"]


class RecordField(Labelled):
    """One field of a record: a value of a scalar or composite type."""

    type: str
    optional: Flag = False


class Term(Labelled):
    """One data item; a type that names a vocabulary is a link to another subject.

    `partial`: of a date only the year or the month may be known. `mapping`: what other vocabularies (`gif`, `core`,
    `iso`) call the same thing.
    """

    type: str
    fields: dict[Name, RecordField] = Field(default_factory=dict)
    many: Flag = False
    optional: Flag = False
    partial: Flag = False
    data: DataKind | None = None
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


def data_of(vocabularies: Mapping[str, Vocabulary], term: str) -> DataKind:
    """The kind of data that a term (`vocabulary.term`) is: its own, else its vocabulary's."""
    vocabulary, _, name = term.partition(".")
    found = vocabularies[vocabulary]
    return found.terms[name].data or found.data
