"""Turn the `registered` map of a scenario into people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, JsonValue

from ichido.case.town import history
from ichido.case.values import Places, plain, read_term
from ichido.clocks import writes_eras
from ichido.language.catalogue import Catalogue
from ichido.language.kinds.vocabulary import Term
from ichido.testbed.messages import Saying
from ichido.testbed.names import reading
from ichido.testbed.people import Entry, People, Subject
from ichido.testbed.references import reference

Registered = Mapping[str, Mapping[str, Mapping[str, JsonValue]]]
"""What registers hold: by vocabulary, short name and term, links by short name."""


class World(BaseModel):
    """A whole new people, and the codes of municipalities that there must be beside those they live in.

    `says` is what authorities say by themselves of a procedure, in place of what they would invent.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    registered: Registered
    municipalities: tuple[str, ...] = ()
    says: Mapping[str, tuple[Saying, ...]] = {}


class Unregistrable(ValueError):
    """What a scenario registers cannot be: the message names the entry, never what it says of anybody."""


def named(seed: int, short_name: str) -> str:
    """Give the reference of whom a scenario calls by a short name."""
    return reference(seed, f"named/{short_name}")


def references(seed: int, registered: Registered) -> dict[str, str]:
    """Give the reference of every short name."""
    return {name: named(seed, name) for entries in registered.values() for name in entries}


def people(catalogue: Catalogue, seed: int, registered: Registered) -> People:
    """Give the people a scenario describes; Unregistrable for what the catalogue has no word for or cannot read."""
    kinds: dict[str, str] = {}
    for vocabulary, entries in registered.items():
        for name in entries:
            if (other := kinds.setdefault(name, vocabulary)) != vocabulary:
                raise Unregistrable(f"`{name}` is the name of a {other} and of a {vocabulary}: give one another name")
    scribe = _Scribe(catalogue, seed, kinds, catalogue.places)
    return People.of(scribe.subject(name, registered[vocabulary][name]) for name, vocabulary in kinds.items())


@dataclass(frozen=True, slots=True)
class _Scribe:
    """Writes into the registers what a scenario says; links lead to any of `kinds`, vocabularies by short name."""

    catalogue: Catalogue
    seed: int
    kinds: Mapping[str, str]
    places: Places

    def subject(self, name: str, said: Mapping[str, JsonValue]) -> Subject:
        """Give the subject that the entry `name` describes."""
        vocabulary = self.kinds[name]
        known = self.catalogue.vocabularies.get(vocabulary)
        terms = known.model.terms if known else {}
        if unknown := [term for term in said if term not in terms]:
            raise Unregistrable(f"`{name}` has `{unknown[0]}`, and there is no term `{vocabulary}.{unknown[0]}`")
        entries = {term: tuple(self._entries(name, term, terms[term], raw)) for term, raw in said.items()}
        return Subject(vocabulary, named(self.seed, name), entries)

    def _entries(self, name: str, term: str, entry: Term, raw: JsonValue) -> Iterator[Entry]:
        """Read a value that is so for long, or values from each of their days on, the oldest first."""
        try:
            for day, value in history(raw):
                yield Entry(self._value(name, entry, value), day)
        except Unregistrable:
            raise
        except ValueError as error:
            raise Unregistrable(f"the {term} of `{name}` cannot be read: {error}") from None

    def _value(self, name: str, entry: Term, raw: JsonValue) -> JsonValue:
        """Read a list, or the one value."""
        if entry.many and not isinstance(raw, list):
            raise ValueError("expected a list")
        items = raw if entry.many and isinstance(raw, list) else [raw]
        if entry.type in self.catalogue.vocabularies:
            links: list[JsonValue] = [self._link(name, entry.type, item) for item in items]
            return links if entry.many else links[0]
        written = [_named(item) for item in items] if entry.type == "person-name" else items
        value = read_term(
            entry, written if entry.many else written[0], self.places, eras=writes_eras(self.catalogue.country)
        )
        shown: JsonValue = plain(value)
        return shown

    def _link(self, name: str, vocabulary: str, raw: JsonValue) -> str:
        """Give the reference of whom a short name means."""
        if not isinstance(raw, str):
            raise ValueError("expected the name of somebody")
        if self.kinds.get(raw) != vocabulary:
            raise Unregistrable(f"`{name}` names `{raw}`, whom nobody registered as a {vocabulary}")
        return named(self.seed, raw)


def _named(raw: JsonValue) -> JsonValue:
    """A name that is only written gets its reading, where it is one of those known here."""
    kana = reading(raw) if isinstance(raw, str) else None
    return {"text": raw, "kana": kana} if kana else raw
