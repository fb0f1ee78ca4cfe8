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
    """A path one procedure follows from its own roots, what for, and whether it decides that the procedure applies."""

    procedure: str
    path: str
    use: Use
    decides: bool = False


def reads(acting: Acting) -> tuple[Read, ...]:
    """Every path of terms the procedure follows, once for each use, in the order of the definition."""
    found = (*(Read(acting.id, path, "condition", True) for path in _deciding(acting)), *_uses(acting))
    return tuple(dict.fromkeys(read for read in found if _follows(acting, read.path)))


def tree_of(text: str) -> Tree:
    """The tree of an expression that the checks have passed."""
    tree = parse(text, None)
    assert not isinstance(tree, tuple), "checked before it is compiled"
    return tree


def expressions(acting: Acting) -> Iterator[Tree]:
    """Every expression the procedure evaluates."""
    yield from _conditions(acting)
    yield from (tree for tree, _ in _rules(acting))
    yield from _days(acting)
    yield from _sometimes(acting)
    yield from _made(acting)
    yield from _rights(acting)


def _conditions(acting: Acting) -> Iterator[Tree]:
    if acting.when:
        yield tree_of(acting.when)
    if acting.each and acting.each.condition:
        yield tree_of(acting.each.condition)


def _rights(acting: Acting) -> Iterator[Tree]:
    """What has to be so of whoever acts for the applicant."""
    yield from (tree_of(right.when) for right in acting.definition.may_act.values() if right.when)


def _days(acting: Acting) -> Iterator[Tree]:
    """The days on which needs, and what picks the office, are wanted as they were."""
    jurisdiction = acting.definition.jurisdiction
    if jurisdiction and jurisdiction.as_of:
        yield tree_of(jurisdiction.as_of)
    yield from (tree_of(need.as_of) for need in acting.definition.needs.values() if need.as_of)


def _sometimes(acting: Acting) -> Iterator[Tree]:
    """What decides whether a need is one."""
    yield from (tree_of(need.when) for need in acting.definition.needs.values() if need.when)


def _rules(acting: Acting) -> Iterator[tuple[Tree, Use]]:
    definition = acting.definition
    if definition.eligible:
        yield tree_of(definition.eligible), "rule"
    if definition.pays:
        yield tree_of(definition.pays.amount), "payment"


def _made(acting: Acting) -> Iterator[Tree]:
    """What its products are made of, where it is not simply what the authority receives anyway."""
    definition = acting.definition
    written = dict.fromkeys(produced.is_ for produced in definition.produces.values() if produced.is_)
    yield from (tree_of(text) for text in written if text not in definition.needs)


def _deciding(acting: Acting) -> Iterator[str]:
    if acting.each:
        yield acting.each.path
    yield from (path for tree in _conditions(acting) for path in paths(tree))


def _uses(acting: Acting) -> Iterator[Read]:
    definition = acting.definition
    if definition.jurisdiction:
        yield Read(acting.id, definition.jurisdiction.of, "jurisdiction")
    rights = definition.may_act.values()
    yield from (Read(acting.id, right.of, "right") for right in rights if right.of)
    yield from (Read(acting.id, path, "right") for tree in _rights(acting) for path in paths(tree))
    if definition.apply:
        days = (definition.apply.before, definition.apply.from_)
        yield from (Read(acting.id, path, "condition") for path in days if path)
    yield from (Read(acting.id, path, "payload") for path in definition.needs if "." in path)
    yield from (Read(acting.id, path, "rule") for tree in _days(acting) for path in paths(tree))
    yield from (Read(acting.id, path, "rule") for tree in _made(acting) for path in paths(tree))
    yield from (Read(acting.id, path, "rule") for tree in _sometimes(acting) for path in paths(tree))
    if definition.pays:
        yield Read(acting.id, definition.pays.to, "payment")
    yield from (Read(acting.id, path, use) for tree, use in _rules(acting) for path in paths(tree))


def _follows(acting: Acting, path: str) -> bool:
    root = acting.scope.root(path.partition(".")[0])
    return root is not None and root.name == "subject" and bool(acting.steps(path))
