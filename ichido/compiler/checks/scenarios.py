"""Scenarios: the people, procedures, registries and outcomes they tell of exist."""

from collections.abc import Iterator, Mapping
from typing import Any

from ichido.compiler.acting import role, scope_about
from ichido.compiler.checks.names import known
from ichido.compiler.checks.places import word_place
from ichido.compiler.checks.terms import stray
from ichido.compiler.checks.walk import Location, about_exists
from ichido.compiler.consents import Reading, reading_of
from ichido.compiler.scope import Scope
from ichido.language.catalogue import Catalogue
from ichido.language.diagnostic import Diagnostic, did_you_mean, listed
from ichido.language.document import Document
from ichido.language.kinds import LifeEvent, Model, Scenario
from ichido.language.kinds.procedure import ALWAYS, OUTCOMES
from ichido.rules.types import Type


def unknown_life_event(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A scenario runs a life event, or a single procedure."""
    for document in catalogue.scenarios:
        id_ = document.model.life_event
        if id_ not in catalogue.procedures:
            yield from known(catalogue.life_events, "unknown-life-event", id_, document, "life_event")


def unknown_registry(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A registry that falls or rises in a scenario."""
    for document in catalogue.scenarios:
        for index, id_ in enumerate(document.model.down):
            yield from known(catalogue.registries, "unknown-registry", id_, document, "down", index)
        for index, happening in enumerate(document.model.happens):
            if happening.registry:
                at = ("happens", index, "registry")
                yield from known(catalogue.registries, "unknown-registry", happening.registry, document, *at)


def unknown_registered(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """What the registers hold is of a vocabulary and a term; the applicant is among them."""
    for document in catalogue.scenarios:
        for vocabulary, subjects in document.model.registered.items():
            if vocabulary not in catalogue.vocabularies:
                at = ("registered", vocabulary)
                yield from known(catalogue.vocabularies, "unknown-vocabulary", vocabulary, document, *at, key=True)
                continue
            terms = catalogue.vocabularies[vocabulary].model.terms
            for subject, facts in subjects.items():
                for term in facts:
                    place = document.place("registered", vocabulary, subject, term, key=True)
                    if term not in terms:
                        help_ = did_you_mean(term, terms) or f"it has {listed(terms)}"
                        yield Diagnostic("unknown-term", f"`{term}` is not a term of {vocabulary}", place, help_)
        applicant = document.model.applicant
        yield from known(subjects_of(document), "unknown-subject", applicant, document, "applicant")
        for location, who in _others(document.model):
            yield from known(subjects_of(document), "unknown-subject", who, document, *location)


def _others(scenario: Scenario) -> Iterator[tuple[Location, str]]:
    """Everybody who acts beside the applicant."""
    if scenario.acts:
        yield ("acts",), scenario.acts
    yield from ((("mandates", index, "to"), given.to) for index, given in enumerate(scenario.mandates))
    yield from ((("happens", i, "agrees"), h.agrees) for i, h in enumerate(scenario.happens) if h.agrees)


def unknown_protected(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Who is protected, and from whom, is known to the registers."""
    for document in catalogue.scenarios:
        for *where, protected in _protected(document):
            for name, others in protected.items():
                at = (*where, "protected", name)
                yield from known(subjects_of(document), "unknown-subject", name, document, *at, key=True)
                for index, other in enumerate(others):
                    yield from known(subjects_of(document), "unknown-subject", other, document, *at, index)


def _protected(document: Document[Scenario]) -> Iterator[tuple[Any, ...]]:
    yield (document.model.protected,)
    for index, happening in enumerate(document.model.happens):
        yield "happens", index, happening.protected


def unknown_step(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A procedure that a scenario names is one of its life event, and ends as its kind can end."""
    for document in catalogue.scenarios:
        event = catalogue.life_events.get(document.model.life_event)
        procedures = tuple(event.model.procedures) if event else (document.model.life_event,)
        for location, name, key in _instances(document):
            procedure, _, subject = name.removesuffix(")").partition("(")
            if "." in procedure:
                yield from _unknown_term(catalogue, procedure, document, location, key)
            else:
                yield from known(procedures, "unknown-procedure", procedure, document, *location, key=key)
            if subject:
                yield from known(subjects_of(document), "unknown-subject", subject, document, *location, key=key)
        for location, name, outcome in _outcomes(document):
            definition = catalogue.procedures.get(name.partition("(")[0])
            possible = (*OUTCOMES[definition.model.kind], *ALWAYS) if definition else (outcome,)
            if outcome not in possible:
                message = f"`{name}` cannot end as `{outcome}`"
                help_ = did_you_mean(outcome, possible) or f"it ends as {listed(possible)}"
                yield Diagnostic("unknown-outcome", message, document.place(*location), help_)


def _unknown_term(
    catalogue: Catalogue, term: str, asking: Document[Model], location: Location, key: bool
) -> Iterator[Diagnostic]:
    """A fact about one of several subjects is written `vocabulary.term(subject)`."""
    vocabulary, _, name = term.partition(".")
    document = catalogue.vocabularies.get(vocabulary)
    if document is None:
        yield from known(catalogue.vocabularies, "unknown-vocabulary", vocabulary, asking, *location, key=key)
    elif name not in document.model.terms:
        help_ = did_you_mean(name, document.model.terms) or f"it has {listed(document.model.terms)}"
        place = asking.place(*location, key=key)
        yield Diagnostic("unknown-term", f"`{name}` is not a term of {vocabulary}", place, help_)


def unknown_answer(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """What is answered, put right, produced or compared is a term."""
    for document in catalogue.scenarios:
        event = catalogue.life_events.get(document.model.life_event)
        if event is None or not about_exists(catalogue, event.model.about):
            continue
        scope = scope_of(catalogue, document, event)
        for location, path, key in _paths(document):
            # A procedure by its id is answered with `apply` or `decline`, a reading by consent with `give` or `refuse`.
            claim = "(" in path or path in catalogue.procedures or reading_of(path) is not None
            found = None if claim else stray(own_scope(catalogue, document, location, scope), path)
            if found:
                offset, word, message, help_ = found
                place = word_place(document, *location, offset=offset, length=len(word), key=key)
                yield Diagnostic("unknown-term", message, place, help_)


def unknown_consent(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A reading that a scenario has agreed to is one that some grant by consent opens to a procedure of it."""
    for document in catalogue.scenarios:
        for location, path, key in _paths(document):
            reading = reading_of(path)
            if reading is None:
                continue
            possible = tuple(one.key for one in _by_consent(catalogue, document.model.life_event))
            if path not in possible:
                message = f"no grant by consent is read so in {document.model.life_event}"
                help_ = "leave it out: nothing is read by consent here"
                if possible:
                    help_ = did_you_mean(path, possible) or f"there are {listed(possible)}"
                yield Diagnostic("unknown-consent", message, document.place(*location, key=key), help_)


def _by_consent(catalogue: Catalogue, life_event: str) -> Iterator[Reading]:
    event = catalogue.life_events.get(life_event)
    acts: dict[str, list[str]] = {}
    for id_ in event.model.procedures if event else (life_event,):
        if id_ in catalogue.procedures:
            acts.setdefault(str(catalogue.procedures[id_].model.basis), []).append(id_)
    for registry, of in catalogue.registries.items():
        for name, grant in of.model.gives.items():
            for article in grant.for_ if grant.channel == "consent" else ():
                yield from (Reading(registry, name, id_) for id_ in acts.get(str(article), ()))


_Named = tuple[Location, str, bool]


def _instances(document: Document[Scenario]) -> Iterator[_Named]:
    """Every mention of a procedure or term for one of several subjects, `school-support(taro)`, and of a procedure."""
    expect = document.model.expect
    for index, happening in enumerate(document.model.happens):
        if happening.procedure:
            yield ("happens", index, "procedure"), happening.procedure, False
    for name in ("sequence", "overdue"):
        for index, instance in enumerate(getattr(expect, name) or ()):
            yield ("expect", name, index), instance, False
    for name in ("due", "outcomes", "paid", "waiting", "versions", "refused"):
        for instance in getattr(expect, name):
            yield ("expect", name, instance), instance, True
    yield from (mention for mention in _paths(document) if "(" in mention[1])


def _outcomes(document: Document[Scenario]) -> Iterator[tuple[Location, str, str]]:
    for index, happening in enumerate(document.model.happens):
        if happening.procedure and happening.outcome:
            yield ("happens", index, "outcome"), happening.procedure, happening.outcome
    for instance, outcome in document.model.expect.outcomes.items():
        yield ("expect", "outcomes", instance), instance, outcome


def _paths(document: Document[Scenario]) -> Iterator[_Named]:
    scenario = document.model
    yield from ((("answers", path), path, True) for path in scenario.answers)
    for index, happening in enumerate(scenario.happens):
        yield from ((("happens", index, "answers", path), path, True) for path in happening.answers)
        if happening.corrects is None:
            yield from ((("happens", index, "with", path), path, True) for path in happening.with_)
        else:
            yield ("happens", index, "corrects"), happening.corrects, False
        if happening.contested:
            yield ("happens", index, "contested", "fact"), happening.contested.fact, False
        for at, path in enumerate(happening.correction):
            yield ("happens", index, "correction", at), path, False
        if happening.withdraws:
            yield ("happens", index, "withdraws"), happening.withdraws, False
    for name in ("asked", "consented", "withdrawn"):
        for index, path in enumerate(getattr(scenario.expect, name) or ()):
            yield ("expect", name, index), path, False
    for name in ("facts", "conflicts", "contested"):
        yield from ((("expect", name, path), path, True) for path in getattr(scenario.expect, name) or ())


def subjects_of(document: Document[Scenario]) -> Mapping[str, str]:
    """The vocabulary of everyone whom the registers know."""
    return {subject: name for name, subjects in document.model.registered.items() for subject in subjects}


def own_scope(catalogue: Catalogue, document: Document[Scenario], location: Location, scope: Scope) -> Scope:
    """What an authority says of one of several subjects is said in the words of its procedure: `child.certificate`."""
    where, index, *rest = location
    if where != "happens" or not isinstance(index, int) or rest[0] not in ("with", "correction"):
        return scope
    name = document.model.happens[index].procedure or ""
    definition = catalogue.procedures.get(name.partition("(")[0])
    if definition is None:
        return scope
    about = definition.model.about
    return scope.bind(**{about: Type("subject", vocabulary=role(catalogue, about)[0])})


def scope_of(catalogue: Catalogue, document: Document[Scenario], event: Document[LifeEvent]) -> Scope:
    people = {who: Type("subject", vocabulary=name) for who, name in subjects_of(document).items()}
    return scope_about(catalogue, event.model.about).bind(**people)
