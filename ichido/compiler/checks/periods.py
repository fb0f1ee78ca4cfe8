"""Periods in force: each has a day, and what one version rests on is in force as long as it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ichido.compiler.acting import role
from ichido.compiler.checks.walk import Location, citations
from ichido.language.catalogue import Catalogue
from ichido.language.diagnostic import Diagnostic
from ichido.language.document import Document
from ichido.language.kinds import Authority, Campaign, LifeEvent, Model, Procedure, Registry, Scenario, Vocabulary
from ichido.language.kinds.definition import InForce, always
from ichido.language.versions import period_of, stretches


@dataclass(frozen=True)
class _Reference:
    """A definition that another one names, and when it is needed."""

    document: Document[Model]
    location: Location
    kind: str
    id: str
    during: InForce
    key: bool = False


def over_as_it_begins(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A version, or a law, in force on no day at all."""
    found: list[tuple[Document[Model], Location, InForce]] = [
        (document, ("in_force",), period_of(document.model)) for document in catalogue.dated
    ]
    for laws in catalogue.law_files:
        named = laws.model.names.items()
        found += [(laws, ("names", name, "in_force"), law.in_force) for name, law in named if law.in_force]
    for document, location, period in found:
        if period.first >= period.over:
            help_ = "`until` is the first day on which it is over: write a later one"
            place = document.place(*location, "until", key=True)
            yield Diagnostic("empty-period", "this period is over as it begins", place, help_)


def not_in_force(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """What a version rests on has to be in force on all its days; a name that nothing has is told elsewhere."""
    yield from _of_definitions(catalogue) if catalogue.dated else ()
    yield from _of_laws(catalogue) if any(law.in_force for law in catalogue.laws.values()) else ()


def _of_definitions(catalogue: Catalogue) -> Iterator[Diagnostic]:
    for reference in _references(catalogue):
        versions = catalogue.versions(reference.kind, reference.id)
        if versions:
            held = tuple(period_of(version.model) for version in versions)
            yield from _uncovered(reference, held)


def _of_laws(catalogue: Catalogue) -> Iterator[Diagnostic]:
    for cited in citations(catalogue):
        law = catalogue.laws.get(cited.citation.law)
        if law and law.in_force:
            citing = _needed(cited.document)
            if citing.from_ is None:  # Whoever says no beginning means: since the law is there.
                citing = citing.model_copy(update={"from_": law.in_force.from_})
            reference = _Reference(cited.document, cited.location, "laws", cited.citation.law, citing)
            yield from _uncovered(reference, (law.in_force,))


def times(catalogue: Catalogue) -> dict[InForce, Catalogue]:
    """The catalogue of each stretch of time in which nothing changes, with what is tried or pushed in it."""
    if not catalogue.dated:
        return {always(): catalogue}
    found = stretches(catalogue.dated)
    return {stretch: _narrowed(catalogue.on(stretch.first), stretch) for stretch in found}


def dated(found: Mapping[InForce, tuple[Diagnostic, ...]]) -> Iterator[Diagnostic]:
    """The problems of each stretch of time once each, with the time if it is not so at all times."""
    when: dict[Diagnostic, list[InForce]] = {}
    for stretch, problems in found.items():
        for problem in dict.fromkeys(problems):
            when.setdefault(problem, []).append(stretch)
    for problem, seen in when.items():
        if len(seen) == len(found):
            yield problem
        else:
            yield replace(problem, help="; ".join(text for text in (problem.help, f"it is so {seen[0]}") if text))


def _narrowed(day: Catalogue, stretch: InForce) -> Catalogue:
    scenarios = tuple(d for d in day.scenarios if stretch.covers(d.model.today))
    campaigns = {id_: d for id_, d in day.campaigns.items() if stretch.covers(d.model.reference_date)}
    return replace(day, scenarios=scenarios, campaigns=campaigns)


def _uncovered(reference: _Reference, held: tuple[InForce, ...]) -> Iterator[Diagnostic]:
    left = [reference.during]
    for period in held:
        left = [rest for part in left for rest in (part.outside(period) if part.meets(period) else (part,))]
    if left:
        place = reference.document.place(*reference.location, key=reference.key)
        message = f"`{reference.id}` is not in force {left[0]}"
        help_ = f"it is in force {' and '.join(map(str, held))}: say `in_force:` here too, or write what follows it"
        yield Diagnostic("not-in-force", message, place, help_)


def _references(catalogue: Catalogue) -> Iterator[_Reference]:
    for document in catalogue.documents():
        during = _needed(document)
        for location, kind, id_, key in _named(catalogue, document.model):
            yield _Reference(document, location, kind, id_, during, key)


def _needed(document: Document[Model]) -> InForce:
    """The days on which a document needs what it names: a scenario and a campaign, one."""
    model = document.model
    if isinstance(model, Scenario | Campaign):
        day: date = model.today if isinstance(model, Scenario) else model.reference_date
        return InForce.model_validate({"from": day, "until": day + timedelta(days=1)})
    return period_of(model)


def _named(catalogue: Catalogue, model: Model) -> Iterator[tuple[Location, str, str, bool]]:
    match model:
        case Procedure():
            yield ("authority",), "authority", model.authority, False
            yield ("about",), "vocabulary", role(catalogue, model.about)[0], False
        case LifeEvent():
            yield ("about",), "vocabulary", role(catalogue, model.about)[0], False
            yield from ((("procedures", id_), "procedure", id_, True) for id_ in model.procedures)
        case Registry():
            yield ("holder",), "authority", model.holder, False
        case Authority():
            yield ("calendar",), "calendar", model.calendar, False
        case Vocabulary():
            yield from ((("terms", n, "type"), "vocabulary", t.type, False) for n, t in model.terms.items())
        case Campaign():
            yield ("procedure",), "procedure", model.procedure, False
        case Scenario():
            kind = "life_event" if model.life_event in catalogue.life_events else "procedure"
            yield ("life_event",), kind, model.life_event, False
        case _:
            return
