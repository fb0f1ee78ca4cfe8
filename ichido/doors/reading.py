"""A registry's records as facts: each value read by its term's type, silence taken for what it is."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pydantic import JsonValue

from ichido.case.conclusions import Lookup
from ichido.case.record import Attempt, Fact, Provenance, Result
from ichido.case.values import Places, is_link, nothing, read_term
from ichido.compiler.plan import Plan
from ichido.language.kinds.registry import Held
from ichido.language.kinds.vocabulary import Term
from ichido.language.pointer import at as at_pointer
from ichido.rules.values import Listing, Subject, Value
from ichido.security.introductions import read
from ichido.services.data_service import Record
from ichido.store.names import Named

LONGEST_NAME = 256
Links = Mapping[tuple[str, str, str], Subject]
"""Subjects by office, by vocabulary, and by what the office calls them."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One lookup and the record its registry gave; None when it has no such subject.

    `name` is what it was asked about; `letters` introduce whom its answer names, by name.
    """

    lookup: Lookup
    record: Record | None
    name: str = field(default="", repr=False)
    letters: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Spoken:
    """Whom answers name, whom they introduce of those asked about, and where a letter cannot be read, as (office,
    vocabulary): whose letter that is, nobody is taken for.
    """

    named: tuple[Named, ...]
    asked: tuple[Named, ...]
    unread: tuple[tuple[str, str], ...]


def spoken_of(plan: Plan, answers: tuple[Answered, ...], secret: str | None) -> Spoken:
    """Whom answers speak of; letters are read with the secret shared with the linking service, or left without one."""
    named = [
        (answer, entry.type, name)
        for answer in answers
        for entry, _, raw in _given(plan, answer)
        if entry.type in plan.roots.values() or entry.type in plan.vocabularies
        for name in _names(entry, raw)
    ]
    asked = [(one, one.lookup.terms[0].partition(".")[0], one.name) for one in answers if one.name in one.letters]
    unread = [(answer.lookup.authority, kind) for answer, kind, name in named if not _named(answer, kind, name, secret)]
    return Spoken(
        named=_once(_named(*one, secret) for one in named),
        asked=_once(_named(*one, secret) for one in asked),
        unread=tuple(dict.fromkeys(unread)),
    )


def _once(found: Iterable[Named | None]) -> tuple[Named, ...]:
    return tuple(dict.fromkeys(one for one in found if one is not None))


def _named(answer: Answered, vocabulary: str, name: str, secret: str | None) -> Named | None:
    office, letter = answer.lookup.authority, answer.letters.get(name)
    if secret is None or letter is None:
        return Named(office, vocabulary, name)
    linked = read(secret, "from-partner", office, name, letter)
    return None if linked is None else Named(office, vocabulary, name, linked)


@dataclass(frozen=True, slots=True)
class Reading:
    """What records hold, an attempt for every term that one does not have, and what nobody can read."""

    facts: tuple[Fact, ...]
    attempts: tuple[Attempt, ...]
    unreadable: tuple[Lookup, ...]


def read_answers(plan: Plan, answers: tuple[Answered, ...], links: Links, places: Places, at: datetime) -> Reading:
    """Read every term; a value that is not of its term's type is its registry's trouble, never a question."""
    facts: list[Fact] = []
    attempts: list[Attempt] = []
    unreadable: list[Lookup] = []
    for answer in answers:
        unread = []
        for term in answer.lookup.terms:
            found = _read(plan, answer, term, links, places)
            if found is None:
                unread.append(term)
            elif isinstance(found, str):
                attempts.append(attempt(answer.lookup, term, found, at))
            else:
                value, as_of = found
                facts.append(Fact(answer.lookup.subject, term, value, _provenance(answer.lookup, as_of), at))
        if unread:
            unreadable.append(answer.lookup.model_copy(update={"terms": tuple(unread)}))
    return Reading(tuple(facts), tuple(attempts), tuple(unreadable))


def attempt(lookup: Lookup, term: str, result: Result, at: datetime) -> Attempt:
    """A registry was asked for a term and gave no value."""
    return Attempt(lookup.registry, lookup.authority, lookup.subject, term, result, at, lookup.on, lookup.again)


def _read(
    plan: Plan, answer: Answered, term: str, links: Links, places: Places
) -> tuple[Value, date | None] | Result | None:
    """The value and its day, why there is none, or None for one that cannot be read."""
    vocabulary, _, name = term.partition(".")
    held, entry = plan.registries[answer.lookup.registry].holds[term], plan.vocabularies[vocabulary].terms[name]
    if answer.record is None:
        return "not-found"
    present, raw = at_pointer(answer.record, held.pointer(name))
    if not present:
        return (nothing(entry), None) if held.complete else "not-found"
    if raw is None:
        return nothing(entry), None
    try:
        return _value(answer.lookup.authority, entry, raw, links, places), _as_of(answer.record, held)
    except (ValueError, KeyError):
        return None


def _given(plan: Plan, answer: Answered) -> Iterator[tuple[Term, str, JsonValue]]:
    for term in answer.lookup.terms:
        vocabulary, _, name = term.partition(".")
        held = plan.registries[answer.lookup.registry].holds[term]
        present, raw = at_pointer(answer.record or {}, held.pointer(name))
        if present and raw is not None:
            yield plan.vocabularies[vocabulary].terms[name], term, raw


def _names(entry: Term, raw: JsonValue) -> Iterator[str]:
    named = raw if entry.many else [raw]
    if isinstance(named, list):
        yield from (one for one in named if isinstance(one, str) and one.isprintable() and 0 < len(one) <= LONGEST_NAME)


def _value(office: str, entry: Term, raw: Any, links: Links, places: Places) -> Value:
    """A link is found by what the office calls the subject, KeyError for nobody; anything else is read by its type."""
    if not is_link(entry):
        return read_term(entry, raw, places)
    if not entry.many:
        return _linked(office, entry, raw, links)
    if not isinstance(raw, list):
        raise ValueError("expected a list")
    return Listing(tuple(_linked(office, entry, item, links) for item in raw), complete=True)


def _linked(office: str, entry: Term, raw: Any, links: Links) -> Subject:
    if not isinstance(raw, str):
        raise ValueError("expected what the office calls a subject")
    return links[office, entry.type, raw]


def _as_of(record: Record, held: Held) -> date | None:
    present, raw = at_pointer(record, held.as_of) if held.as_of else (False, None)
    return date.fromisoformat(raw) if present and isinstance(raw, str) else None


def _provenance(lookup: Lookup, as_of: date | None) -> Provenance:
    return Provenance(
        source="registry",
        registry=lookup.registry,
        authority=lookup.authority,
        grant=lookup.grant,
        under=lookup.under,
        acts=(lookup.act,),
        as_of=as_of,
        on=lookup.on,
        again=lookup.again,
    )
