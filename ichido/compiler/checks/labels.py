"""Labels: a short key that is no language of the catalogue is most often a key misspelt."""

from collections.abc import Iterator, Mapping
from typing import Any

from ichido.compiler.checks.walk import Location
from ichido.language.catalogue import Catalogue
from ichido.language.diagnostic import Diagnostic, listed
from ichido.language.kinds.model import Labelled, Model
from ichido.language.problems import keys_at


def unknown_language(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A label in a language in which nothing of the catalogue has a title: `iz:` for `is:`."""
    titles = [getattr(document.model, "title", {}) for document in catalogue.documents()]
    languages = sorted({language for title in titles for language in title} | catalogue.beyond.languages)
    if not languages:
        return
    for document in catalogue.documents():
        for location, labelled in _labelled(document.model):
            for key in labelled.labels:
                if key not in languages:
                    place = document.place(*location, key, key=True)
                    near = _near(key, keys_at(type(labelled), ()))
                    help_ = (
                        f"did you mean `{near}`?"
                        if near
                        else f"titles are in {listed(languages)}: give one a title in `{key}` first"
                    )
                    message = f"`{key}` is neither a key here nor a language of this catalogue"
                    yield Diagnostic("unknown-language", message, place, help_)


def _near(key: str, keys: tuple[str, ...]) -> str | None:
    """The key that differs in one letter: words this short are too alike to be compared as texts are."""
    alike = (known for known in keys if len(known) == len(key))
    return next((known for known in alike if sum(a != b for a, b in zip(known, key, strict=True)) == 1), None)


def _labelled(model: Model) -> Iterator[tuple[Location, Labelled]]:
    """Everything with labels, and what with labels is in it, such as the fields of a record."""
    for name, field in type(model).model_fields.items():
        value: Any = getattr(model, name)
        for key, entry in value.items() if isinstance(value, Mapping) else ():
            if isinstance(entry, Labelled):
                yield (field.alias or name, key), entry
                for inner, labelled in _labelled(entry):
                    yield (field.alias or name, key, *inner), labelled
