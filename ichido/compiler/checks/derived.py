"""Terms that come from other terms: by an expression, from the day of opening, by a choice among subjects."""

from collections.abc import Iterator
from dataclasses import replace

from ichido.compiler.checks.circles import circle_in
from ichido.compiler.checks.places import text_place
from ichido.compiler.checks.walk import vocabulary_scope
from ichido.compiler.scope import Scope, steps
from ichido.language.catalogue import Catalogue
from ichido.language.diagnostic import Diagnostic
from ichido.language.document import Document
from ichido.language.kinds import Procedure, Vocabulary
from ichido.language.kinds.vocabulary import Term
from ichido.rules.depend import terms
from ichido.rules.parse import parse
from ichido.rules.types import Type


def circular_term(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A term derived from itself, at whatever remove, has no value."""
    waits: dict[str, dict[str, str]] = {}
    for vocabulary, document in catalogue.vocabularies.items():
        scope = vocabulary_scope(catalogue, vocabulary)
        for name, term in document.model.terms.items():
            for path in _sources(term, scope):
                wanted = waits.setdefault(f"{vocabulary}.{name}", {})
                wanted.update({f"{step.vocabulary}.{step.term}": path for step in steps(scope, path)})
    circle = circle_in(waits)
    if circle:
        vocabulary, _, name = circle[0][0].partition(".")
        place = catalogue.vocabularies[vocabulary].place("terms", name, key=True)
        around = ", ".join(f"`{term}` comes from `{path}`" for term, path in circle)
        message = f"a term cannot come from itself: {around}"
        yield Diagnostic("circular-term", message, place, "one of them must be obtained, asked or produced")


def wrong_source(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """What a term takes at opening, or is chosen among, is of the term's own type."""
    for vocabulary, document in catalogue.vocabularies.items():
        scope = vocabulary_scope(catalogue, vocabulary)
        for name, term in document.model.terms.items():
            own = scope.type_of(term)
            if term.at_opening:
                found = last_type(scope, term.at_opening)
                if found and not (found.is_like(own) and found.many == own.many and found.partial <= own.partial):
                    yield _wrong(document, ("terms", name, "at_opening"), term.at_opening, found, str(own))
            if term.among:
                found = last_type(scope, term.among)
                if found and (found.vocabulary != own.vocabulary or not found.many or own.name != "subject"):
                    yield _wrong(document, ("terms", name, "among"), term.among, found, f"list of {own.one}")


def last_type(scope: Scope, path: str) -> Type | None:
    """The type of what a path leads to: a list when any link on the way is one; None for a part of a value."""
    last = own_type(scope, path)
    many = any(step.type.many for step in steps(scope, path))
    return replace(last, many=many) if last else None


def own_type(scope: Scope, path: str) -> Type | None:
    """The type of the term itself that a path leads to, whosever it is; None for a part of a value."""
    walked = steps(scope, path)
    return walked[-1].type if walked and walked[-1].path == path else None


def _sources(term: Term, scope: Scope) -> Iterator[str]:
    if term.is_:
        tree = parse(term.is_, None)
        if not isinstance(tree, tuple):
            yield from terms(tree, scope)
    if term.at_opening:
        yield term.at_opening
    if term.among:
        yield term.among


def _wrong(
    document: Document[Vocabulary] | Document[Procedure], location: tuple[str, ...], path: str, found: Type, wanted: str
) -> Diagnostic:
    place = text_place(document, *location) or document.place(*location)
    return Diagnostic("wrong-type", f"`{path}` is a {found}, but a {wanted} is expected here", place)
