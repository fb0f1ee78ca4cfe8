"""What each procedure of a life event reads, and for which use."""

from collections.abc import Iterator
from dataclasses import dataclass

from ichido.compiler.acting import Acting
from ichido.compiler.plan import Use
from ichido.rules.depend import paths
from ichido.rules.parse import parse
from ichido.rules.tree import Tree


@dataclass(frozen=True)
class Read:
    """A path one procedure follows from its own roots, and what for."""

    procedure: str
    path: str
    use: Use


def reads(acting: Acting) -> tuple[Read, ...]:
    """Every path of terms the procedure follows, once for each use, in the order of the definition."""
    return tuple(dict.fromkeys(Read(acting.id, path, use) for path, use in _uses(acting) if _follows(acting, path)))


def tree_of(text: str) -> Tree:
    """The tree of an expression that the checks have passed."""
    tree = parse(text, None)
    assert not isinstance(tree, tuple), "checked before it is compiled"
    return tree


def expressions(acting: Acting) -> Iterator[Tree]:
    """Every expression the procedure evaluates."""
    yield from (tree for tree, _ in _expressions(acting))


def _expressions(acting: Acting) -> Iterator[tuple[Tree, Use]]:
    definition = acting.definition
    if acting.when:
        yield tree_of(acting.when), "condition"
    if acting.each and acting.each.condition:
        yield tree_of(acting.each.condition), "condition"
    if definition.eligible:
        yield tree_of(definition.eligible), "rule"
    if definition.pays:
        yield tree_of(definition.pays.amount), "payment"


def _uses(acting: Acting) -> Iterator[tuple[str, Use]]:
    definition = acting.definition
    if acting.each:
        yield acting.each.path, "condition"
    if definition.jurisdiction:
        yield definition.jurisdiction, "jurisdiction"
    if definition.apply:
        yield from ((path, "condition") for path in (definition.apply.before, definition.apply.from_) if path)
    yield from ((path, "payload") for path in definition.needs if "." in path)
    if definition.pays:
        yield definition.pays.to, "payment"
    for tree, use in _expressions(acting):
        yield from ((path, use) for path in paths(tree))


def _follows(acting: Acting, path: str) -> bool:
    root = acting.scope.root(path.partition(".")[0])
    return root is not None and root.name == "subject" and bool(acting.steps(path))
