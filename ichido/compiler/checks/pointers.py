"""Where in a registry's record its terms stand: each at a place of its own."""

from collections.abc import Iterator

from ichido.compiler.scope import Scope
from ichido.language.catalogue import Catalogue
from ichido.language.diagnostic import Diagnostic
from ichido.language.document import Document
from ichido.language.kinds import Registry
from ichido.language.pointer import is_pointer, parts
from ichido.rules.types import MEMBERS, Type

_Placed = tuple[str, str, str, Type]
"""A term, the key that places something of it (`at` or `as_of`), the pointer, and the term's type."""


def wrong_pointer(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """`at` and `as_of` are JSON pointers, and no two lead to one place or one through another's value."""
    scope = Scope({name: document.model for name, document in catalogue.vocabularies.items()}, {})
    for document in catalogue.registries.values():
        placed = list(_placed(document, scope))
        for term, key, pointer, _ in placed:
            if not is_pointer(pointer):
                message, help_ = (
                    f"`{pointer}` is no JSON pointer",
                    "write where in the record it stands: `/address/since`",
                )
                yield Diagnostic("wrong-pointer", message, document.place("holds", term, key), help_)
        for here in placed:
            for other in placed:
                if here is not other and here[0].partition(".")[0] == other[0].partition(".")[0]:
                    yield from _clash(document, here, other)


def _placed(document: Document[Registry], scope: Scope) -> Iterator[_Placed]:
    for term, held in document.model.holds.items():
        vocabulary, _, name = term.partition(".")
        type_ = scope.member(vocabulary, name)
        if type_:
            yield term, "at", held.pointer(name), type_
            if held.as_of:
                yield term, "as_of", held.as_of, type_


def _clash(document: Document[Registry], here: _Placed, other: _Placed) -> Iterator[Diagnostic]:
    """A pointer that leads to where something else stands, or through it, unless to a part that its value lacks."""
    (term, key, pointer, _), (whose, which, reached, type_) = here, other
    inner, outer = parts(pointer), parts(reached)
    if inner[: len(outer)] != outer or (inner == outer and (whose, which) < (term, key)):
        return
    members = MEMBERS.get(type_.name, {})
    if inner != outer and which == "at" and members and not type_.many and inner[len(outer)] not in members:
        return
    written = key == "as_of" or document.model.holds[term].at is not None
    place = document.place("holds", term, key) if written else document.place("holds", term, key=True)
    message = f"`{pointer}` leads to or through `{reached}`, where {_words(whose, which)} stands"
    yield Diagnostic("wrong-pointer", message, place, f"name another place, such as `/{term.partition('.')[2]}_since`")


def _words(term: str, key: str) -> str:
    return f"`{term}`" if key == "at" else f"since when `{term}` is so"
