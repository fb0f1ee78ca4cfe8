"""Values in scenarios and parameters: of the kind that their type is written in; what they say is read by the run."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from ichido.compiler.checks.derived import own_type
from ichido.compiler.checks.names import known
from ichido.compiler.checks.scenarios import own_scope, scope_of, subjects_of
from ichido.compiler.checks.walk import Location, about_exists
from ichido.compiler.consents import reading_of
from ichido.compiler.scope import Scope
from ichido.language.catalogue import Catalogue
from ichido.language.diagnostic import Diagnostic, did_you_mean, listed
from ichido.language.document import Document
from ichido.language.kinds import Scenario
from ichido.language.scalars import is_day
from ichido.language.source import Place
from ichido.rules.types import DATE, MEMBERS, Type, TypeName

_Valued = tuple[Location, Type, Any]
_NUMBERS, _COMPOSED = ("integer", "money"), (*MEMBERS, "record")


def wrong_written(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """What a scenario's registers hold, and what is answered, produced or expected, is of its term's type."""
    for document in catalogue.scenarios:
        people = subjects_of(document)
        for location, wanted, raw in (*_registered(catalogue, document), *_told(catalogue, document)):
            if raw is None and wanted.optional:
                continue
            if wanted.many and isinstance(raw, list | tuple):
                for index, item in enumerate(raw):
                    yield from _one(document, (*location, index), wanted.one, item, people)
            elif wanted.many or isinstance(raw, list | tuple):
                yield _wrong(document.place(*location), wanted, "a list" if wanted.many else "one value")
            else:
                yield from _one(document, location, wanted, raw, people)


def wrong_parameter(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Each value of a parameter is a number, a day or a text, as its type says."""
    for document in catalogue.parameters.values():
        for name, parameter in document.model.values.items():
            wanted = Type(cast(TypeName, parameter.type))
            for day, raw in parameter.from_.items():
                number, text = wanted.name in _NUMBERS, str(raw)
                if not _fits(wanted, raw) or number != isinstance(raw, int) or (wanted == DATE and not is_day(text)):
                    place = document.place("values", name, "from", str(day))
                    message = f"the parameter is a {wanted}, which this cannot be"
                    yield Diagnostic("wrong-type", message, place, f"write {_KINDS.get(wanted.name, 'text')}")


def _one(
    document: Document[Scenario], location: Location, wanted: Type, raw: Any, people: Mapping[str, str]
) -> Iterator[Diagnostic]:
    place = document.place(*location)
    if wanted.name == "subject":
        if not isinstance(raw, str):
            yield _wrong(place, wanted, "the name of somebody whom the registers know")
        elif people.get(raw, wanted.vocabulary) != wanted.vocabulary:
            message = f"`{raw}` is a {people[raw]}, but a {wanted} is expected here"
            yield Diagnostic("wrong-type", message, place, "name one of those")
        else:
            yield from known(people, "unknown-subject", raw, document, *location)
    elif not _fits(wanted, raw):
        yield _wrong(place, wanted, _KINDS.get(wanted.name, "text"))
    elif isinstance(raw, Mapping):
        yield from _parts(document, location, wanted, raw)


def _parts(
    document: Document[Scenario], location: Location, wanted: Type, raw: Mapping[str, Any]
) -> Iterator[Diagnostic]:
    """The parts of a composite value: those there are, each of its type, and all that a record or a file has."""
    for name, held in raw.items():
        part = wanted.members.get(name)
        if part is None:
            help_ = did_you_mean(name, wanted.members) or f"its parts are {listed(wanted.members)}"
            place = document.place(*location, name, key=True)
            yield Diagnostic("unknown-key", f"`{name}` is no part of a {wanted}", place, help_)
        elif held is not None or not part.optional:
            yield from _one(document, (*location, name), part, held, {})
    for name, part in wanted.members.items() if wanted.name in ("record", "file") else ():
        if name not in raw and not part.optional:
            message = f"this {wanted} has no `{name}`"
            yield Diagnostic("missing-key", message, document.place(*location, key=True), f"add `{name}: …`")


def _fits(wanted: Type, raw: Any) -> bool:
    """Whether YAML's kind of value can be read as the type; a boolean is no number, whatever Python says."""
    match raw:
        case bool():
            return wanted.name == "boolean"
        case int():
            return wanted.name in _NUMBERS or wanted.partial
        case str():
            number = raw.removeprefix("-").isdecimal()
            return wanted.name not in ("boolean", "record", "file") and (number or wanted.name not in _NUMBERS)
        case Mapping():
            return wanted.name in _COMPOSED
    return False


_KINDS = {
    "boolean": "`true` or `false`",
    "integer": "a whole number",
    "money": "a whole number",
    "date": "a date such as `2026-04-01`",
    "record": "its fields, each with its value",
    "file": "`sha256`, `media_type`, `bytes` and `name`",
}


def _wrong(place: Place, wanted: Type, kind: str) -> Diagnostic:
    return Diagnostic("wrong-type", f"the term is a {wanted}, which this cannot be", place, f"write {kind}")


def dated(raw: Any) -> bool:
    """Whether a scenario writes what a register said from each of some days on: `{from: {2015-04-01: …}}`."""
    return isinstance(raw, Mapping) and raw.keys() == {"from"} and isinstance(raw["from"], Mapping)


def wrong_day(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A day from which something is so in a scenario's registers is a day of the calendar."""
    for document in catalogue.scenarios:
        for vocabulary, subjects in document.model.registered.items():
            for subject, facts in subjects.items():
                for term, raw in facts.items():
                    for day in raw["from"] if dated(raw) else ():
                        if not is_day(str(day)):
                            place = document.place("registered", vocabulary, subject, term, "from", day, key=True)
                            yield Diagnostic("wrong-value", f"`{day}` is no day", place, "write a day: `2026-04-01`")


def _registered(catalogue: Catalogue, document: Document[Scenario]) -> Iterator[_Valued]:
    scope = Scope({name: d.model for name, d in catalogue.vocabularies.items()}, {})
    for vocabulary, subjects in document.model.registered.items():
        for subject, facts in subjects.items():
            for term, raw in facts.items():
                found = scope.member(vocabulary, term)
                place: Location = ("registered", vocabulary, subject, term)
                if found and dated(raw):
                    yield from (((*place, "from", day), found, value) for day, value in raw["from"].items())
                elif found:
                    yield place, found, raw


def _told(catalogue: Catalogue, document: Document[Scenario]) -> Iterator[_Valued]:
    event = catalogue.life_events.get(document.model.life_event)
    if event is None or not about_exists(catalogue, event.model.about):
        return
    scope, scenario = scope_of(catalogue, document, event), document.model
    said: list[tuple[Location, Mapping[str, Any]]] = [(("answers",), scenario.answers)]
    for index, happening in enumerate(scenario.happens):
        said += [(("happens", index, "answers"), happening.answers), (("happens", index, "with"), happening.with_)]
    for location, values in (*said, (("expect", "facts"), scenario.expect.facts)):
        for path, raw in values.items():
            # Answered with `apply` or `decline`, `give` or `refuse`.
            claim = "(" in path or path in catalogue.procedures or reading_of(path) is not None
            found = None if claim else own_type(own_scope(catalogue, document, (*location, path), scope), path)
            if found:
                yield (*location, path), found, raw
