"""What a condition says about what is there: the guards `has(x)` gives to the rest of an expression."""

from __future__ import annotations

from ichido.rules.tree import And, Call, Not, Or, Path, Tree


def present(tree: Tree, outcome: bool) -> frozenset[str]:
    """The dotted paths, with all they lead through, that are surely not none when the condition has this outcome."""
    if isinstance(tree, Not):
        return present(tree.operand, not outcome)
    if (isinstance(tree, And) and outcome) or (isinstance(tree, Or) and not outcome):
        return frozenset().union(*(present(operand, outcome) for operand in tree.operands))
    if isinstance(tree, Call) and tree.function.text == "has" and outcome:
        return frozenset().union(*(_leading(path) for path in tree.arguments if isinstance(path, Path)))
    return frozenset()


def _leading(path: Path) -> frozenset[str]:
    names = [name.text for name in path.names]
    return frozenset(".".join(names[: end + 1]) for end in range(len(names)))
