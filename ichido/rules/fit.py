"""Which type may stand where another is wanted."""

from __future__ import annotations

from ichido.rules.tree import Arithmetic, Call, Conditional, Integer, Negative, Text, Tree
from ichido.rules.types import Type


def fits(tree: Tree, found: Type, wanted: Type) -> bool:
    """Whether the value can stand where the type is wanted; a number written out may be money, a text a code."""
    if isinstance(tree, Conditional) and found.name != wanted.name:
        return fits(tree.then, found, wanted) and fits(tree.otherwise, found, wanted)
    if found.many != wanted.many:
        return False
    if wanted.name == "money" and written(tree):
        return True
    if isinstance(tree, Text) and wanted.name in ("code", "phone"):
        return True
    return found.is_like(wanted)


def unified(left: tuple[Tree, Type], right: tuple[Tree, Type]) -> Type | None:
    """The type two values share, a literal taking the type of the other; None when they share none."""
    if fits(*left, right[1]):
        return right[1]
    return left[1] if fits(*right, left[1]) else None


def written(tree: Tree) -> bool:
    """Whether a number is written out, or reckoned from such numbers alone, so that it has no unit of its own."""
    match tree:
        case Integer():
            return True
        case Negative():
            return written(tree.operand)
        case Arithmetic():
            return all(map(written, tree.operands))
        case Conditional():
            return written(tree.then) and written(tree.otherwise)
        case Call():
            return tree.function.text in ("min", "max") and all(map(written, tree.arguments))
        case _:
            return False
