"""What two expressions share that are written alike, wherever they stand."""

from __future__ import annotations

from typing import TypeAlias

from ichido.rules.tree import (
    Aggregate,
    Arithmetic,
    Boolean,
    Call,
    Compare,
    Date,
    Integer,
    Path,
    Table,
    Text,
    Tree,
    children,
)

Shape: TypeAlias = tuple[object, ...]


def shape(tree: Tree) -> Shape:
    """The tree without its places: two trees have one shape when they mean the same, letter by letter."""
    return (type(tree).__name__, _own(tree), *map(shape, children(tree)))


def _own(tree: Tree) -> object:
    """What a node says beside its parts."""
    match tree:
        case Path():
            return tree.dotted
        case Integer() | Text() | Boolean() | Date():
            return tree.value
        case Compare() | Arithmetic():
            return tree.operators
        case Call():
            return tree.function.text
        case Aggregate():
            loop = tree.loop
            return (tree.function, loop and loop.variable.text, loop is not None and loop.condition is not None)
        case Table():
            return (tree.hit, tree.otherwise is not None)
    return None
