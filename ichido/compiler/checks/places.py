"""Where a word inside a text stands: the third link of a path, the law of a citation, a cell of a table."""

import re
from dataclasses import replace

from ichido.language.document import Document
from ichido.language.kinds import Model
from ichido.language.kinds.table import Table
from ichido.language.nodes import Keys, Scalar, at, written
from ichido.language.source import Place


def text_place(document: Document[Model], *path: str | int, key: bool = False) -> Place | None:
    """Where the text at a path begins, inside its quotes; None when its lines were folded into one."""
    place = document.place(*path, key=key)
    node = at(document.node, path)
    text = str(path[-1]) if key else node.raw if isinstance(node, Scalar) else ""
    start = place.excerpt.find(text, place.column - 1) if text else -1
    return replace(place, column=start + 1, length=len(text)) if start >= 0 else None


def word_place(document: Document[Model], *path: str | int, offset: int, length: int, key: bool = False) -> Place:
    """Where a word stands, counted from the beginning of the text at a path."""
    text = text_place(document, *path, key=key)
    return text.shift(offset, length) if text else document.place(*path, key=key)


def begins_line(document: Document[Model], *path: str | int) -> bool:
    """Whether the key at a path is the first thing on its line."""
    text, word = document.original.text, str(path[-1])
    # Nearly always this is seen without reading the tree: the word stands nowhere but at the beginning of a line.
    if "\\" not in text and document.has(*path):
        beginning = re.findall(rf"^[ -]*{re.escape(word)}:", text, re.MULTILINE)
        if beginning and len(beginning) == text.count(word):
            return True
    key = document.place(*path, key=True)
    return not key.excerpt[: key.column - 1].strip(" -")


def table_at(document: Document[Model], *path: str | int) -> Table | None:
    """The decision table written at a path, None where one expression stands."""
    node = at(document.node, path)
    return Table.model_validate(written(node)) if isinstance(node, Keys) else None
