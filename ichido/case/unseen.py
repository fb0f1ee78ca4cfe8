"""A record without those whom its reader must not know of: as the registers would tell it, were they not there."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from ichido.case.conclusions import Lookup
from ichido.case.known import subject_of
from ichido.case.record import Attempt, Change, Fact, Filing, Record
from ichido.case.values import nothing
from ichido.compiler.plan import Plan
from ichido.rules.values import Compound, Listing, Subject, Value


def seen(plan: Plan, record: Record, protected: Collection[str]) -> Record:
    """The record as it stands for its applicant; what was held of the protected is neither shown nor counted.

    Whoever applies sees themselves, whatever is said of them.
    """
    hidden = unseen(record, protected)
    if not hidden:
        return record
    kept = tuple(fact for fact in record.facts if fact.subject not in hidden)
    facts, attempts = _facts(plan, kept, hidden)
    return replace(
        record,
        facts=facts,
        attempts=(*(a for a in record.attempts if a.subject not in hidden), *attempts),
        subjects={id_: one for id_, one in record.subjects.items() if _stays(record, id_, hidden)},
        known_at={id_: at for id_, at in record.known_at.items() if _stays(record, id_, hidden)},
        choices={key: choice for key, choice in record.choices.items() if subject_of(key) not in hidden},
        filings=_filings(record.filings, hidden),
    )


def unseen(record: Record, protected: Collection[str]) -> frozenset[str]:
    """Whom a record's reader must not know of: the protected, and whatever only what is held of them leads to."""
    own = {record.applicant.id}
    hidden = frozenset(protected) - own
    if not hidden:
        return hidden
    links: dict[str, set[str]] = {}
    for fact in record.facts:
        links.setdefault(fact.subject, set()).update(_links(fact.value))
    behind = _reached(links, hidden, frozenset())
    return (behind - _reached(links, own | {record.about.id}, hidden)) | hidden


def _reached(links: Mapping[str, Collection[str]], start: Collection[str], never: Collection[str]) -> frozenset[str]:
    """Who is linked with whom one starts at, over however many others, but never over these."""
    found, ahead = set(start) - set(never), list(set(start) - set(never))
    while ahead:
        for id_ in links.get(ahead.pop(), ()):
            if id_ not in found and id_ not in never:
                found.add(id_)
                ahead.append(id_)
    return frozenset(found)


def admitted(plan: Plan, change: Change, hidden: Collection[str]) -> Change:
    """What of a change is written at all: nothing about the protected, and no answer that names them."""
    if not hidden:
        return change
    kept = tuple(fact for fact in change.facts if fact.subject not in hidden)
    facts, attempts = _facts(plan, kept, hidden)
    return replace(
        change,
        facts=facts,
        attempts=(*(a for a in change.attempts if a.subject not in hidden), *attempts),
        subjects=tuple((one, at) for one, at in change.subjects if one.id not in hidden),
        choices={key: choice for key, choice in change.choices.items() if subject_of(key) not in hidden},
    )


def askable(lookups: Iterable[Lookup], hidden: Collection[str]) -> tuple[Lookup, ...]:
    """The lookups that are made: none is about somebody whom the applicant must not know of."""
    return tuple(lookup for lookup in lookups if lookup.subject not in hidden)


def _stays(record: Record, id_: str, hidden: Collection[str]) -> bool:
    # A case has whom it is about; of a protected one it knows nothing more than the id that it was opened with.
    return id_ not in hidden or id_ == record.about.id


def _facts(plan: Plan, facts: Iterable[Fact], hidden: Collection[str]) -> tuple[tuple[Fact, ...], tuple[Attempt, ...]]:
    """Facts without the hidden, and what their registers would have said instead: none, or that there is no entry."""
    kept: list[Fact] = []
    attempts: list[Attempt] = []
    for fact in facts:
        if not any(id_ in hidden for id_ in _links(fact.value)):
            kept.append(fact)
        elif (value := _without(fact, hidden)) is not None:
            kept.append(replace(fact, value=value))
        elif fact.provenance.source == "registry":
            instead = _silence(plan, fact)
            if isinstance(instead, Fact):
                kept.append(instead)
            else:
                attempts.append(instead)
    return tuple(kept), tuple(attempts)


def _without(fact: Fact, hidden: Collection[str]) -> Value | None:
    """A list without the hidden, as whole as it was; None for what is nothing without them."""
    if not isinstance(fact.value, Listing):
        return None
    items = tuple(item for item in fact.value.items if not any(id_ in hidden for id_ in _links(item)))
    if not items and fact.provenance.source != "registry":
        # Whoever chose only them is asked again: among others.
        return None
    causes = tuple(cause for cause in fact.value.causes if cause.subject not in hidden)
    return Listing(items, fact.value.complete, causes)


def _silence(plan: Plan, fact: Fact) -> Fact | Attempt:
    """What a register says of a term of which it has no entry."""
    source = fact.provenance
    vocabulary, _, name = fact.term.partition(".")
    registry = plan.registries.get(source.registry)
    held = registry.holds.get(fact.term) if registry else None
    if held is not None and held.complete:
        return replace(fact, value=nothing(plan.vocabularies[vocabulary].terms[name]))
    return Attempt(source.registry, source.authority, fact.subject, fact.term, "not-found", fact.at, source.on)


def _filings(filings: Mapping[str, Filing], hidden: Collection[str]) -> dict[str, Filing]:
    return {key: filing for key, filing in filings.items() if subject_of(key) not in hidden}


def _links(value: Value) -> Iterator[str]:
    match value:
        case Subject(id):
            yield id
        case Listing(items):
            for item in items:
                yield from _links(item)
        case Compound(fields):
            for _, part in fields:
                yield from _links(part)
