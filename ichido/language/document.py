"""A document: one thing that an author defined, with the place of everything in it."""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from ichido.language.kinds import Model
from ichido.language.nodes import Node, find
from ichido.language.original import Original
from ichido.language.source import Place

M = TypeVar("M", bound=Model, covariant=True)


@dataclass(frozen=True)
class Document(Generic[M]):
    """One thing of one kind, under its id."""

    kind: str
    id: str
    model: M
    file: str
    original: Original = field(compare=False, repr=False)

    @property
    def node(self) -> Node:
        """The tree of what the author wrote."""
        return self.original.node

    def has(self, *path: str | int) -> bool:
        """Whether something is written at a path of keys and indexes."""
        value = self.original.value
        for part in path:
            if isinstance(value, dict) and str(part) in value:
                value = value[str(part)]
            elif isinstance(value, list) and isinstance(part, int) and 0 <= part < len(value):
                value = value[part]
            else:
                return False
        return True

    def place(self, *path: str | int, key: bool = False) -> Place:
        """Where the value at a path of keys and indexes stands (or its key), else the nearest thing above it."""
        return find(self.node, path, key)
