"""Which files a value is made of, as it is known here and as people and partners write it."""

from collections.abc import Iterator, Mapping
from typing import Any

from ichido.language.kinds.vocabulary import Term
from ichido.rules.values import Compound, File, Listing, Value

WRITTEN = ("sha256", "media_type", "bytes", "name")


def files(value: Value) -> Iterator[File]:
    """Every file in a value."""
    match value:
        case File():
            yield value
        case Listing(items):
            for item in items:
                yield from files(item)
        case Compound(fields):
            for _, part in fields:
                yield from files(part)


def written_files(raw: Any) -> Iterator[Mapping[str, Any]]:
    """Everything in JSON that is written as a file is: what has a `sha256`, and nothing that no file has."""
    match raw:
        case {"sha256": str()} if raw.keys() <= set(WRITTEN):
            yield raw
        case dict():
            for part in raw.values():
                yield from written_files(part)
        case list():
            for part in raw:
                yield from written_files(part)


def takes_files(term: Term) -> bool:
    """Whether a value of a term is a file, or has one in it."""
    return term.type == "file" or any(field.type == "file" for field in term.fields.values())
