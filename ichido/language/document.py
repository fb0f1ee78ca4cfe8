"""A document: one thing that an author defined, with the place of everything in it."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from ichido.language.kinds import Model
from ichido.language.nodes import Node, find
from ichido.language.source import Place

M = TypeVar("M", bound=Model, covariant=True)


@dataclass(frozen=True)
class Document(Generic[M]):
    """One thing of one kind, under its id."""

    kind: str
    id: str
    model: M
    file: str
    node: Node

    def place(self, *path: str | int, key: bool = False) -> Place:
        """Where the value at a path of keys and indexes stands (or its key), else the nearest thing above it."""
        return find(self.node, path, key)
