"""Filings that are deemed made with another: a note reaches only the office that the other is filed with."""

from collections.abc import Iterator

from ichido.language.catalogue import Catalogue
from ichido.language.diagnostic import Diagnostic


def wrong_deeming(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A filing is noted on itself, or on one that goes to another authority."""
    for document in catalogue.procedures.values():
        for id_ in document.model.deems:
            message = _wrong(catalogue, document.id, id_)
            if message:
                place = document.place("deems", id_, key=True)
                help_ = "a note reaches only the office that its filing reaches"
                yield Diagnostic("wrong-deeming", message, place, help_)


def _wrong(catalogue: Catalogue, carrying: str, noted: str) -> str | None:
    if noted not in catalogue.procedures:
        return None
    if noted == carrying:
        return f"`{noted}` cannot be a note on itself"
    theirs, ours = (catalogue.procedures[id_].model.authority for id_ in (noted, carrying))
    return None if theirs == ours else f"`{noted}` is filed with `{theirs}`, and `{carrying}` with `{ours}`"
