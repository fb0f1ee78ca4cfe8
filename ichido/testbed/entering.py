"""What a favourable outcome makes true enters the registers, for those whom a clerk finds there."""

from collections.abc import Iterator, Mapping

from pydantic import JsonValue

from ichido.case.values import plain, read_term
from ichido.clocks import writes_eras
from ichido.language.kinds import Procedure
from ichido.language.kinds.procedure import OUTCOMES
from ichido.language.kinds.vocabulary import Term
from ichido.testbed.government import Government
from ichido.testbed.messages import Event, Filing
from ichido.testbed.paths import entry_of, followed
from ichido.testbed.people import Entry, People, Subject

CLERKS_GO_BY = ("person-name", "date", "code")
"""The types of what tells one from another: a name, a date of birth, a number; what changes more often does not."""


def entered(government: Government, filing: Filing, event: Event) -> People:
    """Give the people after an outcome: whom the payload describes takes what the procedure produces of them.

    It enters only what the payload brings or the authority says, not what an expression makes of it, and no link: a
    subject goes by another name here. Whoever is not found by what the payload says of them, or not alone, stays as
    they are.
    """
    definition = government.catalogue.procedures.get(filing.procedure)
    people = government.people
    if definition is None or event.outcome != OUTCOMES[definition.model.kind][0]:
        return people
    for path in definition.model.produces:
        for subject, term, value in _taken(government, definition.model, path, filing.payload, event):
            newest = people.subjects[subject.reference].taking(term, Entry(value, event.at.date()))
            people = people.joined(People.of([newest]))
    return people


def _taken(
    government: Government, definition: Procedure, path: str, payload: Mapping[str, JsonValue], event: Event
) -> Iterator[tuple[Subject, str, JsonValue]]:
    """Give who takes which new value of a produced term."""
    *way, end = followed(government.catalogue, path)
    is_, told = definition.produces[path].is_, event.with_ or {}
    value = payload.get(is_) if is_ else _said(government, entry_of(government.catalogue, end), told.get(path))
    if value is None or end.type.name == "subject":
        return
    each = any(step.type.many for step in way)
    known = {said: one for said, one in payload.items() if said not in definition.produces}
    for who, words in described(known, path.rpartition(".")[0], each).items():
        subject = meant(government, end.vocabulary, words)
        if subject:
            yield subject, end.term, value.get(who, value) if each and isinstance(value, dict) else value


def _said(government: Government, entry: Term, raw: JsonValue) -> JsonValue:
    """Give what an authority says as registers write it; None for what cannot be read."""
    catalogue = government.catalogue
    try:
        value: JsonValue = plain(read_term(entry, raw, catalogue.places, eras=writes_eras(catalogue.country)))
    except ValueError:
        return None
    return value


def described(payload: Mapping[str, JsonValue], prefix: str, each: bool) -> Mapping[str, Mapping[str, JsonValue]]:
    """Give what the payload says of the subjects on a path, each under the engine's name for them if there are many."""
    found: dict[str, dict[str, JsonValue]] = {}
    for path, value in payload.items():
        whose, _, term = path.rpartition(".")
        if whose == prefix:
            for who, one in value.items() if each and isinstance(value, dict) else [("", value)]:
                found.setdefault(who, {})[term] = one
    return found


def meant(government: Government, vocabulary: str, described: Mapping[str, JsonValue]) -> Subject | None:
    """Give whom the registers know by most of what is said and by nothing else; None where two are known so."""
    terms = government.catalogue.vocabularies[vocabulary].model.terms
    said = {term: one for term, one in described.items() if term in terms and terms[term].type in CLERKS_GO_BY}
    fits = {one.reference: _fit(one, said) for one in government.people.described_by(vocabulary)}
    best = max(fits.values(), default=0)
    found = [reference for reference, fit in fits.items() if fit == best > 0]
    return government.people.subjects[found[0]] if len(found) == 1 else None


def _fit(subject: Subject, said: Mapping[str, JsonValue]) -> int:
    """Count what of this is written of a subject; nothing counts where something else is written."""
    pairs = [(subject.value(term), value) for term, value in said.items() if subject.entry(term)]
    return len(pairs) if all(_agree(written, value) for written, value in pairs) else 0


def _agree(written: JsonValue, said: JsonValue) -> bool:
    """Say whether two values are the same; a name is the same with and without its reading."""
    if isinstance(written, dict) and isinstance(said, dict):
        return written.get("text") == said.get("text")
    return written == said
