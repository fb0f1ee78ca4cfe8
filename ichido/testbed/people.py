"""What the pretend government knows of anybody: by vocabulary and reference, each term as registers write it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from pydantic import JsonValue


@dataclass(frozen=True, slots=True)
class Entry:
    """A value as it goes over the wire, links as references, and since when it is so."""

    value: JsonValue
    since: date


@dataclass(frozen=True, slots=True)
class Subject:
    """A person, a household or whatever else a vocabulary describes; a term without entries is not known here."""

    vocabulary: str
    reference: str
    terms: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)

    def entry(self, term: str, on: date | None = None) -> Entry | None:
        """Give what is written of a term now, or was on a day."""
        written = reversed(self.terms.get(term, ()))
        return next((entry for entry in written if on is None or entry.since <= on), None)

    def value(self, term: str) -> JsonValue:
        """Give the value that is written of a term now; None where nothing is."""
        entry = self.entry(term)
        return entry.value if entry else None

    def taking(self, term: str, entry: Entry) -> "Subject":
        """Give the subject with one entry more; what was written before stays as what was so."""
        return replace(self, terms={**self.terms, term: (*self.terms.get(term, ()), entry)})

    def names(self) -> Iterator[str]:
        """Give everything that may be the reference of another."""
        for value in map(self.value, self.terms):
            yield from (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str))


@dataclass(frozen=True, slots=True)
class People:
    """All subjects of all registers, by reference."""

    subjects: Mapping[str, Subject] = field(default_factory=dict)

    @classmethod
    def of(cls, subjects: Iterable[Subject]) -> "People":
        """Give these subjects as a people."""
        return cls({subject.reference: subject for subject in subjects})

    def described_by(self, vocabulary: str) -> Iterator[Subject]:
        """Give everybody whom a vocabulary describes."""
        return (subject for subject in self.subjects.values() if subject.vocabulary == vocabulary)

    def linked(self, subject: Subject) -> Iterator[Subject]:
        """Give whom the subject's entries name, in their order, then whoever names the subject."""
        yield from (self.subjects[name] for name in subject.names() if name in self.subjects)
        yield from (other for other in self.subjects.values() if subject.reference in other.names())

    def municipalities(self) -> Iterator[str]:
        """Give the municipality of every address that is written of anybody."""
        for subject in self.subjects.values():
            for value in map(subject.value, subject.terms):
                if isinstance(value, dict) and "municipality" in value:
                    yield str(value["municipality"])

    def joined(self, other: "People") -> "People":
        """Give both peoples as one; the other's win where references meet."""
        return People({**self.subjects, **other.subjects})


def written(vocabulary: str, reference: str, since: date, values: Mapping[str, JsonValue]) -> Subject:
    """Give a subject of whom all this has been so since one day; a value that is None is not known."""
    terms = {term: (Entry(value, since),) for term, value in values.items() if value is not None}
    return Subject(vocabulary, reference, terms)
