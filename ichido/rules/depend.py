"""Which facts an expression can depend on, whatever their values."""

from __future__ import annotations

from collections.abc import Iterator

from ichido.rules.tree import Aggregate, Each, Path, Tree, children
from ichido.rules.types import Scope

Names = dict[str, str]


def paths(tree: Tree | Each) -> tuple[str, ...]:
    """Every path as dotted text, once each, in the order written; a loop's variable is replaced by its list.

    `on`, parameters (`support.elementary`) and parts of a composite (`address.municipality`) are included as written.
    """
    if isinstance(tree, Each):
        inner = {tree.variable.text: tree.path.dotted}
        conditions = () if tree.condition is None else _paths(tree.condition, inner)
        return tuple(dict.fromkeys((tree.path.dotted, *conditions)))
    return tuple(dict.fromkeys(_paths(tree, {})))


def terms(tree: Tree | Each, scope: Scope) -> tuple[str, ...]:
    """The paths that are facts: cut at the term they read, without `on`, parameters and bare subjects."""
    found = (_fact(path.split("."), scope) for path in paths(tree))
    return tuple(dict.fromkeys(path for path in found if path))


def _fact(names: list[str], scope: Scope) -> str:
    found = scope.root(names[0])
    for at, name in enumerate(names[1:], 1):
        if found is None or found.name == "parameters":
            return ""
        if found.members:
            return ".".join(names[:at])
        found = scope.member(found.vocabulary or "", name)
    return ".".join(names) if len(names) > 1 and found is not None and found.name != "parameters" else ""


def _paths(tree: Tree, variables: Names) -> Iterator[str]:
    if isinstance(tree, Path):
        first, *rest = (name.text for name in tree.names)
        yield ".".join((variables.get(first, first), *rest))
    elif isinstance(tree, Aggregate) and tree.loop is not None:
        source = next(_paths(tree.source, variables))
        inner = {**variables, tree.loop.variable.text: source}
        yield from (path for path in _paths(tree.loop.body, inner) if path != source)
        yield source
        if tree.loop.condition is not None:
            yield from _paths(tree.loop.condition, inner)
    else:
        for child in children(tree):
            yield from _paths(child, variables)
