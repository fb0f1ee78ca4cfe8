"""Everything an author wrote of one form (path, citation, expression), with its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from ichido.compiler.acting import role, scope_about, with_actor
from ichido.compiler.scope import Scope
from ichido.language.catalogue import Catalogue
from ichido.language.document import Document
from ichido.language.kinds import Model
from ichido.language.once import gathered, once
from ichido.language.scalars import Citation
from ichido.rules.types import Type

Location = tuple[str | int, ...]
_HOLDING = (Citation, BaseModel, dict, tuple)


@dataclass(frozen=True)
class Cited:
    """A citation where it stands."""

    document: Document[Model]
    location: Location
    citation: Citation


@dataclass(frozen=True)
class Written:
    """A path or an expression where it stands, with what is in scope there."""

    document: Document[Model]
    location: Location
    text: str
    scope: Scope
    key: bool = False


@gathered
def citations(catalogue: Catalogue) -> Iterator[Cited]:
    """Every citation of every document."""
    for document in catalogue.documents():
        if document.kind == "codes":  # thousands of labels, and nothing in them is law
            continue
        yield from (Cited(document, location, citation) for location, citation in _cited(document.model, ()))


def paths(catalogue: Catalogue) -> Iterator[Written]:
    """Every path that names a term."""
    yield from _procedure_paths(catalogue)
    yield from _registry_paths(catalogue)
    yield from _vocabulary_paths(catalogue)
    yield from _permit_paths(catalogue)
    for document in catalogue.campaigns.values():
        campaign = document.model
        if campaign.procedure in catalogue.procedures:
            scope = scope_about(catalogue, catalogue.procedures[campaign.procedure].model.about)
            yield Written(document, ("applicant",), campaign.applicant, scope)


@once
def vocabulary_scope(catalogue: Catalogue, *names: str) -> Scope:
    """What stands in scope of a vocabulary: one of its subjects by its name, the applicant, `on`, parameters."""
    scope = scope_about(catalogue, "applicant")
    return scope.bind(**{name: Type("subject", vocabulary=name) for name in names})


def jurisdiction_at(document: Document[Model]) -> Location:
    """Where the path of a `jurisdiction` stands: it may be written alone, or under `of` beside a day."""
    written = ("jurisdiction", "of")
    return written if document.has(*written) else ("jurisdiction",)


def about_exists(catalogue: Catalogue, about: str) -> bool:
    """Whether something is about a vocabulary or a role that there is."""
    return role(catalogue, about)[0] in catalogue.vocabularies


def _procedure_paths(catalogue: Catalogue) -> Iterator[Written]:
    for document in catalogue.procedures.values():
        procedure = document.model
        if not about_exists(catalogue, procedure.about):
            continue
        scope = scope_about(catalogue, procedure.about)
        for need in procedure.needs:
            if "." in need:
                yield Written(document, ("needs", need), need, scope, key=True)
        for produced in procedure.produces:
            yield Written(document, ("produces", produced), produced, scope, key=True)
        for name, right in procedure.may_act.items():
            if right.of:
                yield Written(document, ("may_act", name, "of"), right.of, with_actor(catalogue, scope))
        apply, pays = procedure.apply, procedure.pays
        single: tuple[tuple[Location, str | None], ...] = (
            (jurisdiction_at(document), procedure.jurisdiction.of if procedure.jurisdiction else None),
            (("apply", "before"), apply.before if apply else None),
            (("apply", "from"), apply.from_ if apply else None),
            (("pays", "to"), pays.to if pays else None),
        )
        yield from (Written(document, location, text, scope) for location, text in single if text)


def _registry_paths(catalogue: Catalogue) -> Iterator[Written]:
    scope = vocabulary_scope(catalogue, *catalogue.vocabularies)
    for document in catalogue.registries.values():
        registry = document.model
        if registry.jurisdiction:
            yield Written(document, jurisdiction_at(document), registry.jurisdiction.of, scope)
        for term in registry.holds:
            yield Written(document, ("holds", term), term, scope, key=True)
        for name, grant in registry.gives.items():
            for index, term in enumerate(grant.terms or ()):
                yield Written(document, ("gives", name, "terms", index), term, scope)


def _permit_paths(catalogue: Catalogue) -> Iterator[Written]:
    scope = vocabulary_scope(catalogue, *catalogue.vocabularies)
    for document in catalogue.permits.values():
        yield from (Written(document, ("terms", i), term, scope) for i, term in enumerate(document.model.terms))


def _vocabulary_paths(catalogue: Catalogue) -> Iterator[Written]:
    for document in catalogue.vocabularies.values():
        scope = vocabulary_scope(catalogue, document.id)
        for name, role_ in document.model.roles.items():
            if role_.among:
                yield Written(document, ("roles", name, "among"), role_.among, scope)
        for name, term in document.model.terms.items():
            if term.at_opening:
                yield Written(document, ("terms", name, "at_opening"), term.at_opening, scope)
            if term.among:
                yield Written(document, ("terms", name, "among"), term.among, scope)


def _cited(value: Any, location: Location) -> Iterator[tuple[Location, Citation]]:
    if isinstance(value, Citation):
        yield location, value
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            held = value.__dict__.get(name)
            if isinstance(held, _HOLDING):  # most of what a definition holds is text
                yield from _cited(held, (*location, field.alias or name))
    elif isinstance(value, dict):
        for key, held in value.items():
            if isinstance(held, _HOLDING):
                yield from _cited(held, (*location, str(key)))
    elif isinstance(value, tuple):
        for index, held in enumerate(value):
            yield from _cited(held, (*location, index))
