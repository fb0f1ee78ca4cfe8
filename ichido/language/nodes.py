"""The tree of a document as its author wrote it, every key and value with its place."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ichido.language.source import Place


# Tuples, not dataclasses: a catalogue has tens of thousands of nodes, and a tuple is made three times as fast.
class Scalar(NamedTuple):
    """A single value; `plain` means that it stands without quotes."""

    value: str | int | bool | None
    place: Place
    plain: bool = True
    raw: str = ""


class Entry(NamedTuple):
    """A key with what it holds."""

    key: Scalar
    value: "Node"


class Keys(NamedTuple):
    """Keys and values; a key is always text."""

    entries: Mapping[str, Entry]
    place: Place


class Items(NamedTuple):
    """A list."""

    items: "tuple[Node, ...]"
    place: Place


Node = Scalar | Keys | Items


def written(node: Node) -> Any:
    """The plain value of a tree: text, whole numbers, true, false, None, lists and dicts."""
    match node:
        case Scalar():
            return node.value
        case Keys():
            return {key: written(entry.value) for key, entry in node.entries.items()}
        case Items():
            return [written(item) for item in node.items]


def find(node: Node, path: tuple[str | int, ...], key: bool = False) -> Place:
    """Where the value at a path stands, or its key, or else the nearest thing above it that exists."""
    named = _first_key(node)
    for part in path:
        match node:
            case Keys() if str(part) in node.entries:
                entry = node.entries[str(part)]
                named, node = entry.key.place, entry.value
            case Items() if isinstance(part, int) and 0 <= part < len(node.items):
                node = node.items[part]
                named = node.place
            case _:
                return named
    if key or not isinstance(node, Scalar) or (node.plain and not node.raw):
        return named
    return node.place


def existing(node: Node, path: tuple[str | int, ...]) -> Iterator[str | int]:
    """The parts of a path that the tree has, leaving out those it does not (a union's tag, a gathered label)."""
    for part in path:
        match node:
            case Keys() if str(part) in node.entries:
                node = node.entries[str(part)].value
                yield part
            case Items() if isinstance(part, int) and 0 <= part < len(node.items):
                node = node.items[part]
                yield part


def at(node: Node, path: tuple[str | int, ...]) -> Node | None:
    """The node at a path, or None."""
    for part in path:
        match node:
            case Keys() if str(part) in node.entries:
                node = node.entries[str(part)].value
            case Items() if isinstance(part, int) and 0 <= part < len(node.items):
                node = node.items[part]
            case _:
                return None
    return node


def _first_key(node: Node) -> Place:
    if isinstance(node, Keys) and node.entries:
        return next(iter(node.entries.values())).key.place
    return node.place
