"""The sources of a term in their order: each can say something of it, and stands there once."""

from collections.abc import Iterator

from ichido.compiler.openings import openings_of
from ichido.language.catalogue import Catalogue
from ichido.language.diagnostic import Diagnostic, did_you_mean
from ichido.language.kinds.permit import EARLIER
from ichido.language.kinds.vocabulary import EARLIER_CASE, PERSON, Term


def wrong_precedence(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A source that is no registry, does not hold the term, cannot be used again, or stands there twice."""
    for document in catalogue.vocabularies.values():
        for name, term in document.model.terms.items():
            if term.sources and (term.is_ or term.at_opening or term.among):
                message = f"`{name}` is derived or chosen: nobody else says what it is"
                place = document.place("terms", name, "sources", key=True)
                yield Diagnostic("wrong-precedence", message, place, "leave `sources` out")
                continue
            for index in range(len(term.sources)):
                wrong = _wrong(catalogue, f"{document.id}.{name}", term, index)
                if wrong:
                    message, help_ = wrong
                    place = document.place("terms", name, "sources", index)
                    yield Diagnostic("wrong-precedence", message, place, help_)
            if term.conflict == "ask" and _leads(catalogue, term):
                message = f"`{name}` leads to somebody, whom nobody types in: the person cannot be asked"
                place = document.place("terms", name, "conflict")
                yield Diagnostic("wrong-precedence", message, place, "write `conflict: first`, or leave it out")


def _wrong(catalogue: Catalogue, path: str, term: Term, index: int) -> tuple[str, str] | None:
    source = term.sources[index]
    if source in term.sources[:index]:
        return f"`{source}` is named twice", "leave the second out"
    if source == PERSON:
        return None
    if source == EARLIER_CASE:
        again = any(opening.registry == EARLIER for opening in openings_of(catalogue).get(path, ()))
        return None if again else (f"no permit lets `{path}` be used again", f"leave `{EARLIER_CASE}` out")
    if source not in catalogue.registries:
        known = (*catalogue.registries, PERSON, EARLIER_CASE)
        help_ = did_you_mean(source, known) or "a source is the id of a registry, `person` or `earlier`"
        return f"there is no registry `{source}`", help_
    if path not in catalogue.registries[source].model.holds:
        return f"`{source}` does not hold `{path}`", "add it to what the registry `holds`, or leave the source out"
    return None


def _leads(catalogue: Catalogue, term: Term) -> bool:
    return term.type in catalogue.vocabularies
