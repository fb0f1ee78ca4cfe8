"""Where paths end: a day to count from, an address that picks an office, an account to pay into."""

from collections.abc import Iterator

from ichido.compiler.acting import role, scope_about
from ichido.compiler.checks.derived import last_type
from ichido.compiler.checks.places import text_place
from ichido.compiler.checks.walk import Location, about_exists, jurisdiction_at, vocabulary_scope
from ichido.compiler.scope import Scope
from ichido.language.catalogue import Catalogue
from ichido.language.diagnostic import Diagnostic
from ichido.language.document import Document
from ichido.language.kinds import Model
from ichido.rules.check import check_each
from ichido.rules.parse import parse_each
from ichido.rules.tree import Each


def wrong_end(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A path that leads to a term of another type than its place is for."""
    for document, location, path, scope, wanted in _ends(catalogue):
        found = last_type(scope, path)
        if found and (found.name != wanted or found.many or found.partial):
            place = text_place(document, *location) or document.place(*location)
            article = "an" if wanted[0] in "aeiou" else "a"
            yield Diagnostic("wrong-type", f"`{path}` is a {found}, but {article} {wanted} is expected here", place)


def wrong_for(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A procedure is done for each of those whom it is about, and of no others."""
    for event in catalogue.life_events.values():
        if not about_exists(catalogue, event.model.about):
            continue
        scope = scope_about(catalogue, event.model.about)
        for id_, member in event.model.procedures.items():
            each = parse_each(member.for_, None) if member.for_ else None
            found = check_each(each, scope, None)[0] if isinstance(each, Each) else None
            wanted = role(catalogue, catalogue.procedures[id_].model.about)[0]
            if isinstance(each, Each) and found and found.vocabulary not in (None, wanted):
                location = ("procedures", id_, "for")
                place = text_place(event, *location)
                exact = place.shift(each.path.offset, each.path.length) if place else event.place(*location)
                message = f"`{id_}` is about a {wanted}, and `{each.path.dotted}` leads to a {found.vocabulary}"
                yield Diagnostic("wrong-type", message, exact, f"name a list of {wanted}, or leave `for` out")


def missing_jurisdiction(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A registry that many offices hold says which of them holds an entry."""
    for registry in catalogue.registries.values():
        if registry.model.jurisdiction is None and _office(catalogue, registry.model.holder):
            place = registry.place("holder")
            message = f"there are many of `{registry.model.holder}`, and `{registry.id}` has no `jurisdiction`"
            yield Diagnostic("missing-key", message, place, "add `jurisdiction: …`, the path that picks one of them")


_End = tuple[Document[Model], Location, str, Scope, str]


def _ends(catalogue: Catalogue) -> Iterator[_End]:
    for document in catalogue.procedures.values():
        procedure = document.model
        if not about_exists(catalogue, procedure.about):
            continue
        scope = scope_about(catalogue, procedure.about)
        if procedure.apply:
            for name, path in (("before", procedure.apply.before), ("from", procedure.apply.from_)):
                if path:
                    yield document, ("apply", name), path, scope, "date"
        if procedure.pays:
            yield document, ("pays", "to"), procedure.pays.to, scope, "bank-account"
        office = _office(catalogue, procedure.authority)
        if procedure.jurisdiction and office:
            yield document, jurisdiction_at(document), procedure.jurisdiction.of, scope, office
    anyone = vocabulary_scope(catalogue, *catalogue.vocabularies)
    for registry in catalogue.registries.values():
        office = _office(catalogue, registry.model.holder)
        if office and registry.model.jurisdiction:
            yield registry, jurisdiction_at(registry), registry.model.jurisdiction.of, anyone, office
    for campaign in catalogue.campaigns.values():
        if campaign.model.procedure in catalogue.procedures:
            about = catalogue.procedures[campaign.model.procedure].model.about
            yield campaign, ("applicant",), campaign.model.applicant, scope_about(catalogue, about), "subject"


def _office(catalogue: Catalogue, authority: str) -> str | None:
    """The type of value that picks one of an authority's offices: `address` of `address.municipality`."""
    document = catalogue.authorities.get(authority)
    return document.model.one_per.partition(".")[0] if document and document.model.one_per else None
