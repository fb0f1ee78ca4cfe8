"""A registry's records as facts: each value read by its term's type, silence taken for what it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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
from ichido.services.data_service import Record

Links = Mapping[tuple[str, str], Subject]
"""Subjects by vocabulary and by what partners call them."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One lookup and the record its registry gave; None when it has no such subject."""

    lookup: Lookup
    record: Record | None


def linked(plan: Plan, answers: tuple[Answered, ...]) -> tuple[tuple[str, str, str], ...]:
    """The subjects that the records name, as (vocabulary, reference, authority that introduces them)."""
    found = [
        (entry.type, reference, answer.lookup.authority)
        for answer in answers
        for entry, _, raw in _given(plan, answer)
        if entry.type in plan.roots.values() or entry.type in plan.vocabularies
        for reference in _references(entry, raw)
    ]
    return tuple(dict.fromkeys(found))


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
    return Attempt(lookup.registry, lookup.authority, lookup.subject, term, result, at, lookup.on)


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
        return _value(entry, raw, links, places), _as_of(answer.record, held)
    except (ValueError, KeyError):
        return None


def _given(plan: Plan, answer: Answered) -> Iterator[tuple[Term, str, JsonValue]]:
    for term in answer.lookup.terms:
        vocabulary, _, name = term.partition(".")
        held = plan.registries[answer.lookup.registry].holds[term]
        present, raw = at_pointer(answer.record or {}, held.pointer(name))
        if present and raw is not None:
            yield plan.vocabularies[vocabulary].terms[name], term, raw


def _references(entry: Term, raw: JsonValue) -> Iterator[str]:
    named = raw if entry.many else [raw]
    yield from (one for one in named if isinstance(one, str)) if isinstance(named, list) else ()


def _value(entry: Term, raw: Any, links: Links, places: Places) -> Value:
    """A link is found by what the partner calls the subject, KeyError for nobody; anything else is read by its type."""
    if not is_link(entry):
        return read_term(entry, raw, places)
    if not entry.many:
        return _linked(entry, raw, links)
    if not isinstance(raw, list):
        raise ValueError("expected a list")
    return Listing(tuple(_linked(entry, item, links) for item in raw), complete=True)


def _linked(entry: Term, raw: Any, links: Links) -> Subject:
    if not isinstance(raw, str):
        raise ValueError("expected what the partner calls a subject")
    return links[entry.type, raw]


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
    )
