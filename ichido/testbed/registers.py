"""What a register says of a subject: the terms it holds, each where its definition says that it stands."""

from collections.abc import Iterable
from datetime import date

from pydantic import JsonValue

from ichido.language.kinds import Registry
from ichido.language.kinds.vocabulary import Term
from ichido.language.pointer import only, put
from ichido.testbed.government import Government
from ichido.testbed.naming import Answering
from ichido.testbed.offices import office
from ichido.testbed.people import Subject

Record = dict[str, JsonValue]


def record(
    government: Government, registry: Registry, answering: Answering, name: str, fields: Iterable[str], on: date | None
) -> Record | None:
    """Give what an office's register says at these places now or as of a day; None if it calls nobody so now.

    Whom it speaks of, it calls by its own names. Of what it does not know, or keeps no history of, it is silent; where
    its silence means none it says so.
    """
    whom = government.names.meant(answering.office, name, government.people)
    subject = government.people.subjects[whom] if whom is not None else None
    if subject is None or not _knows(government, registry, answering.office, subject):
        return None
    answering.name(subject.reference)
    terms = government.catalogue.vocabularies[subject.vocabulary].model.terms
    found: Record = {}
    pointers = [f"/{field}" for field in fields]
    for term in terms:
        held, entry = registry.holds.get(f"{subject.vocabulary}.{term}"), subject.entry(term, on)
        if held is None or held.pointer(term) not in pointers or (on and not held.history):
            continue
        if entry:
            put(found, held.pointer(term), _said(government, answering, terms[term], entry.value))
            if held.as_of and entry.value is not None:
                put(found, held.as_of, entry.since.isoformat())
        elif held.complete:
            put(found, held.pointer(term), [] if terms[term].many else None)
    return only(found, pointers)


def _said(government: Government, answering: Answering, term: Term, value: JsonValue) -> JsonValue:
    """Give a value as the office says it: links by its own names."""
    if isinstance(value, dict):
        return dict(value)
    if term.type not in government.catalogue.vocabularies:
        return value
    if isinstance(value, list):
        return [answering.name(whom) for whom in value if isinstance(whom, str)]
    return answering.name(value) if isinstance(value, str) else value


def known_at(government: Government, subject: Subject) -> str | None:
    """Give the office that knows a subject best: the one whose register says the most of it."""
    registries = (document.model for document in government.catalogue.registries.values())
    saying = sorted((r for r in registries if _says(r, subject)), key=lambda r: -_says(r, subject))
    return next((code for registry in saying if (code := home(government, registry, subject))), None)


def home(government: Government, registry: Registry, subject: Subject) -> str | None:
    """Give the office of a subject, by where it or somebody linked to it lives; None where none of their terms says."""
    role = government.catalogue.authorities[registry.holder].model
    if registry.jurisdiction is None:
        return role.authority
    vocabulary, _, term = registry.jurisdiction.of.partition(".")
    near = (subject,) if subject.vocabulary == vocabulary else government.people.linked(subject)
    values = (one.value(term) for one in near if one.vocabulary == vocabulary)
    codes = (value.get("municipality") if isinstance(value, dict) else value for value in values)
    return next((office(role, str(code)) for code in codes if code), None)


def _knows(government: Government, registry: Registry, code: str, subject: Subject) -> bool:
    """A register that holds what picks its office knows its own alone; any other cannot tell, and knows everybody."""
    everybody = registry.jurisdiction is None or registry.jurisdiction.of not in registry.holds
    return _describes(registry, subject) and (everybody or home(government, registry, subject) == code)


def _says(registry: Registry, subject: Subject) -> int:
    """Count what a registry holds of all that is written of a subject."""
    return sum(f"{subject.vocabulary}.{term}" in registry.holds for term in subject.terms)


def _describes(registry: Registry, subject: Subject) -> bool:
    """Say whether a registry holds anything of subjects of this kind."""
    return any(term.partition(".")[0] == subject.vocabulary for term in registry.holds)
