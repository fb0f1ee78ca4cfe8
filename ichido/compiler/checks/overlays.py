"""What is laid over a definition: under an ordinance of the city, and over nothing that is locked."""

from collections.abc import Iterator

from ichido.compiler.checks.places import word_place
from ichido.language.catalogue import Catalogue
from ichido.language.diagnostic import Diagnostic, did_you_mean
from ichido.language.document import Document
from ichido.language.kinds import KINDS, Model
from ichido.language.kinds.definition import Definition
from ichido.language.nodes import Keys, Node
from ichido.language.problems import keys_at


def wrong_ordinance(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A city changes its own copy of a definition by its own ordinance or guideline, not by a law of the state."""
    for document in catalogue.documents():
        citation = document.model.ordinance if isinstance(document.model, Definition) else None
        law = catalogue.laws.get(citation.law) if citation else None
        if citation is None or law is None:  # a name that no laws file has is told by the rule about citations
            continue
        place = word_place(document, "ordinance", offset=0, length=len(citation.law))
        if law.kind not in ("ordinance", "guideline"):
            message = f"`{citation.law}` is a {law.kind}, and a city changes a definition by its own ordinance"
            yield Diagnostic("wrong-ordinance", message, place, "cite a law of `kind: ordinance` or `kind: guideline`")
        elif law.of is None:
            message = f"nobody says whose ordinance `{citation.law}` is"
            yield Diagnostic("wrong-ordinance", message, place, "add `of:` and the city's code where it is named")


def unknown_lock(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A lock that fits no key would lock nothing."""
    for document in catalogue.documents():
        for index, lock in enumerate(document.model.locked if isinstance(document.model, Definition) else ()):
            known = tuple(_known(document))
            if lock not in known:
                message = f"`{lock}` is not a key here, so nothing is locked"
                yield Diagnostic("unknown-key", message, document.place("locked", index), did_you_mean(lock, known))


def _known(document: Document[Model]) -> Iterator[str]:
    """Every path of keys in a document, and every key that could stand at its top or right below one."""
    for key in keys_at(KINDS[document.kind], ()):
        yield key
        yield from (f"{key}.{inner}" for inner in keys_at(KINDS[document.kind], (key,)))
    yield from _paths(document.node, ())


def _paths(node: Node, path: tuple[str, ...]) -> Iterator[str]:
    for key, entry in node.entries.items() if isinstance(node, Keys) else ():
        yield ".".join((*path, key))
        yield from _paths(entry.value, (*path, key))
