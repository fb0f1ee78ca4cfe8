"""Needs that are acts of the person: which there are, and under which article."""

from collections.abc import Iterator
from typing import get_args

from ichido.language.catalogue import Catalogue
from ichido.language.diagnostic import Diagnostic, did_you_mean, listed
from ichido.language.kinds.procedure import Act

ACTS: tuple[str, ...] = get_args(Act)


def unknown_act(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A need without a dot is an act: presence, identify, sign, fee, original."""
    for document in catalogue.procedures.values():
        for need in document.model.needs:
            if "." not in need and need not in ACTS:
                help_ = (
                    did_you_mean(need, ACTS) or f"an act is {listed(ACTS)}; a term has a dot, as in `applicant.name`"
                )
                place = document.place("needs", need, key=True)
                yield Diagnostic("unknown-act", f"`{need}` is neither an act nor a term", place, help_)


def act_without_article(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Nobody is made to come, sign or pay without an article that says so."""
    for document in catalogue.procedures.values():
        for name, need in document.model.needs.items():
            if name in ACTS and need.under is None:
                place = document.place("needs", name, key=True)
                message = f"`{name}` is required of a person under no article"
                yield Diagnostic("act-without-article", message, place, f"write `{name}: {{under: LAW ARTICLE}}`")


def act_of_the_past(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Only what a term was on a day can be wanted; an act is done when it is done."""
    for document in catalogue.procedures.values():
        for name, need in document.model.needs.items():
            if name in ACTS and need.as_of is not None:
                place = document.place("needs", name, "as_of", key=True)
                yield Diagnostic("unknown-key", "`as_of` is not a key of an act", place, "only terms have a past")
