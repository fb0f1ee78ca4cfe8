"""Who is new to the registers: an entry for each whom a filing describes in a record of its own."""

from collections.abc import Iterator, Mapping
from datetime import date

from pydantic import JsonValue

from ichido.testbed.entering import described, meant
from ichido.testbed.government import Government
from ichido.testbed.messages import Filing
from ichido.testbed.paths import followed
from ichido.testbed.people import Entry, People, Subject, written
from ichido.testbed.references import reference

TELLS = "applicant"


def newcomers(government: Government, filing: Filing, case: str, on: date) -> tuple[People, Mapping[str, list[str]]]:
    """Give the people with whom a favourable outcome enters, and by produced path what they are called.

    They live where whoever tells of them does, if the registers know that one by what the filing says.
    """
    definition = government.catalogue.procedures.get(filing.procedure)
    people, names = government.people, dict[str, list[str]]()
    for path, made in definition.model.produces.items() if definition else ():
        end = followed(government.catalogue, path)[-1].type
        if made.is_ is None and end.name == "subject" and end.vocabulary:
            entered = list(_entries(government, end.vocabulary, filing.payload, f"{case}/{path}", on))
            if entered:
                names[path] = [one.reference for one in entered]
                people = people.joined(People.of((*entered, *_listing(people, entered, on))))
    return people, names


def _entries(
    government: Government, vocabulary: str, payload: Mapping[str, JsonValue], label: str, on: date
) -> Iterator[Subject]:
    terms = government.catalogue.vocabularies[vocabulary].model.terms
    home = _home(government, vocabulary, payload)
    records = [one for value in payload.values() if isinstance(value, list) for one in value if isinstance(one, dict)]
    for number, record in enumerate(records):
        said = {term: value for term, value in record.items() if term in terms}
        if said:
            yield written(vocabulary, reference(government.seed, f"{label}/{number}"), on, {**home, **said})


def _home(government: Government, vocabulary: str, payload: Mapping[str, JsonValue]) -> Mapping[str, JsonValue]:
    """Give where whoever tells of them lives: addresses, and links to what is not a person."""
    teller = meant(government, vocabulary, described(payload, TELLS, each=False).get("", {}))
    terms, kinds = government.catalogue.vocabularies[vocabulary].model.terms, government.catalogue.vocabularies
    shared = [t for t, e in terms.items() if e.type == "address" or (e.type in kinds and e.type != vocabulary)]
    return {term: teller.value(term) for term in shared if not terms[term].many} if teller else {}


def _listing(people: People, entered: list[Subject], on: date) -> Iterator[Subject]:
    """Give what they are linked to with themselves in its lists of those who are linked to it, as a household's are."""
    for name in dict.fromkeys(name for one in entered for name in one.names()):
        linked = people.subjects.get(name)
        for term in linked.terms if linked else ():
            members = linked.value(term) if linked else None
            if linked and isinstance(members, list) and all(_names(people, m, name) for m in members):
                linked = linked.taking(term, Entry([*members, *(one.reference for one in entered)], on))
        if linked:
            yield linked


def _names(people: People, member: JsonValue, name: str) -> bool:
    """Say whether a member of a list is a subject that names what has the list."""
    return isinstance(member, str) and member in people.subjects and name in people.subjects[member].names()
