"""Terms, types and laws that definitions name: each must be defined."""

from collections.abc import Iterator
from typing import get_args

from ichido.compiler.checks.places import word_place
from ichido.compiler.checks.walk import citations, paths
from ichido.compiler.scope import Scope
from ichido.language.catalogue import Catalogue
from ichido.language.diagnostic import Diagnostic, did_you_mean, listed
from ichido.language.once import once
from ichido.language.source import Place
from ichido.rules.types import MEMBERS, PARAMETERS, Type, TypeName

VALUE_TYPES = tuple(name for name in get_args(TypeName) if name not in ("subject", "parameters"))
FIELD_TYPES = tuple(name for name in VALUE_TYPES if name != "record")


def unknown_term(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A path that leads nowhere, at the first of its links that does not exist."""
    for written in paths(catalogue):
        found = stray(written.scope, written.text)
        if found:
            offset, word, message, help_ = found
            place = word_place(written.document, *written.location, offset=offset, length=len(word), key=written.key)
            yield Diagnostic("unknown-term", message, place, help_)


def unknown_part(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """`one_per` names a part of a value that picks the office: `address.municipality`."""
    for document in catalogue.authorities.values():
        path = document.model.one_per
        if path is None:
            continue
        known = [f"{name}.{member}" for name, members in MEMBERS.items() for member in members]
        if path not in known:
            message = f"`{path}` is no part of a value"
            yield Diagnostic("unknown-term", message, document.place("one_per"), did_you_mean(path, known))


def unknown_type(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A type that is neither built in nor a vocabulary, or that a field or a parameter cannot have."""
    known = (*VALUE_TYPES, *catalogue.vocabularies)
    for vocabulary in catalogue.vocabularies.values():
        for name, term in vocabulary.model.terms.items():
            if term.type not in known:
                yield _unknown_type(term.type, vocabulary.place("terms", name, "type"), known)
            for field, held in term.fields.items():
                if held.type not in FIELD_TYPES:
                    place = vocabulary.place("terms", name, "fields", field, "type")
                    yield _unknown_type(held.type, place, FIELD_TYPES, "no type of a field")
    for parameters in catalogue.parameters.values():
        for name, parameter in parameters.model.values.items():
            if parameter.type not in PARAMETERS:
                place = parameters.place("values", name, "type")
                yield _unknown_type(parameter.type, place, PARAMETERS, "no type of a parameter")


def misplaced_key(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Keys of a term that only one type has: a record is made of `fields`, a date may be `partial`."""
    for vocabulary in catalogue.vocabularies.values():
        for name, term in vocabulary.model.terms.items():
            if term.type == "record" and not term.fields:
                place = vocabulary.place("terms", name, key=True)
                help_ = "add `fields:`, each with its type: `fields: {since: {type: date}}`"
                yield Diagnostic("missing-key", f"`{name}` is a record without `fields`", place, help_)
            elif term.type != "record" and term.fields:
                place = vocabulary.place("terms", name, "fields", key=True)
                message = f"`fields` is not a key of a {term.type}"
                yield Diagnostic("unknown-key", message, place, "write `type: record`")
            if term.partial and term.type != "date":
                place = vocabulary.place("terms", name, "partial", key=True)
                message = f"`partial` is not a key of a {term.type}"
                yield Diagnostic("unknown-key", message, place, "only of a `date` a part may be all that is known")


def unknown_law(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A citation of a law that no laws file names."""
    for cited in citations(catalogue):
        law = cited.citation.law
        if law not in catalogue.laws:
            place = word_place(cited.document, *cited.location, offset=0, length=len(law))
            help_ = did_you_mean(law, catalogue.laws) or "add it to laws.yaml; leave its id out unless you have seen it"
            yield Diagnostic("unknown-law", f"no laws file names `{law}`", place, help_)


def _unknown_type(
    word: str, place: Place, known: tuple[str, ...], what: str = "neither a type nor a vocabulary"
) -> Diagnostic:
    help_ = did_you_mean(word, known) or f"a type is {listed(known)}"
    return Diagnostic("unknown-type", f"`{word}` is {what}", place, help_)


@once
def stray(scope: Scope, path: str) -> tuple[int, str, str, str] | None:
    """Offset, word, message and help of the first link that does not exist; None when all do."""
    root, *rest = path.split(".")
    current = scope.root(root)
    if current is None or current.name == "parameters":
        known = tuple(name for name in scope.names if name != "on")
        help_ = did_you_mean(root, known) or f"a path begins with {listed(known)}"
        return 0, root, f"`{root}` is not known here", help_
    if not rest:
        return 0, root, f"`{root}` alone names no term", f"add a dot and a term: `{root}.…`"
    offset = len(root) + 1
    for word in rest:
        following, known = _following(scope, current, word)
        if following is None:
            help_ = did_you_mean(word, known) or (
                f"it has {listed(known)}" if known else "end the path before this dot"
            )
            return offset, word, f"`{word}` is not a term of {current.vocabulary or current.name}", help_
        current, offset = following, offset + len(word) + 1
    return None


def _following(scope: Scope, current: Type, word: str) -> tuple[Type | None, tuple[str, ...]]:
    """What a dot and a word lead to, and which words would lead anywhere."""
    if current.name == "subject":
        vocabulary = current.vocabulary or ""
        return scope.member(vocabulary, word), scope.members(vocabulary)
    return current.members.get(word), tuple(current.members)
