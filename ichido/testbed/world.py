"""Turn the `registered` map of a scenario into people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict, JsonValue

from ichido.case.values import Places, plain, read
from ichido.clocks import writes_eras
from ichido.language.catalogue import Catalogue
from ichido.language.kinds.vocabulary import Term
from ichido.testbed.names import reading
from ichido.testbed.people import People, Subject, written
from ichido.testbed.places import BANKS
from ichido.testbed.references import reference

# A scenario gives no day since when its entries are so; the registers have one for everybody.
MOVED_IN = date(2015, 4, 1)

Registered = Mapping[str, Mapping[str, Mapping[str, JsonValue]]]
"""What registers hold: by vocabulary, short name and term, links by short name."""


class World(BaseModel):
    """A whole new people, and the codes of municipalities that there must be beside those they live in."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    registered: Registered
    municipalities: tuple[str, ...] = ()


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
        values = {term: self._value(name, term, terms[term], raw) for term, raw in said.items()}
        names = (value for term, value in values.items() if terms[term].type == "person-name")
        owner = next((reading(str(one["text"])) or str(one["text"]) for one in names if isinstance(one, dict)), "")
        days = (str(value) for term, value in values.items() if terms[term].type == "date")
        since = max(MOVED_IN, date.fromisoformat(min(days, default=MOVED_IN.isoformat())))
        full = {term: _in_full(value, owner) for term, value in values.items()}
        return written(vocabulary, named(self.seed, name), since, full)

    def _value(self, name: str, term: str, entry: Term, raw: JsonValue) -> JsonValue:
        """Read the items of a list, or the one value."""
        if not entry.many:
            return self._one(name, term, entry.type, raw)
        if not isinstance(raw, list):
            raise Unregistrable(f"the {term} of `{name}` cannot be read: expected a list")
        return [self._one(name, term, entry.type, item) for item in raw]

    def _one(self, name: str, term: str, type_: str, raw: JsonValue) -> JsonValue:
        """Read one value by its term's type; a short name becomes a reference."""
        if type_ in self.catalogue.vocabularies and isinstance(raw, str):
            if self.kinds.get(raw) != type_:
                raise Unregistrable(f"`{name}` names `{raw}`, whom nobody registered as a {type_}")
            return named(self.seed, raw)
        try:
            value: JsonValue = plain(read(type_, raw, self.places, eras=writes_eras(self.catalogue.country)))
        except ValueError as error:
            raise Unregistrable(f"the {term} of `{name}` cannot be read: {error}") from None
        return value


def _in_full(value: JsonValue, owner: str) -> JsonValue:
    """As registers write it: a name with its reading, an account with its bank's code and its owner for a holder."""
    if not isinstance(value, dict):
        return value
    if "bank" in value:
        bank, holder = str(value["bank"]), value.get("holder") or owner
        return {**value, "bank": BANKS.get(bank, bank), "holder": holder}
    kana = reading(str(value.get("text")))
    return {**value, "kana": kana} if kana else value
