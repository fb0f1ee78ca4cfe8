"""Conditions that no fact can change: a branch behind one is never taken."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field

from ichido.compiler.checks.expressions import Written, written
from ichido.compiler.checks.places import text_place
from ichido.compiler.scope import Scope, steps
from ichido.language.catalogue import Catalogue
from ichido.language.diagnostic import Diagnostic
from ichido.rules.check import check
from ichido.rules.evaluate import truth
from ichido.rules.parse import parse, parse_each
from ichido.rules.resolve import RuleError
from ichido.rules.shape import shape
from ichido.rules.tree import (
    Aggregate,
    And,
    Boolean,
    Call,
    Compare,
    Conditional,
    Date,
    Each,
    Integer,
    Not,
    Or,
    Path,
    Tree,
    children,
)
from ichido.rules.types import Scope as Names
from ichido.rules.values import ParameterSet, Subject, Unknown, Value
from ichido.rules.years import FIRST, Years

_NOTHING = Unknown(())
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}


def constant_condition(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A condition that is the same whatever the facts are, at the largest part that is so."""
    for at in written(catalogue):
        for node, outcome in _constants(at):
            place = text_place(at.document, *at.location)
            exact = place.shift(node.offset, node.length) if place else at.document.place(*at.location)
            message = f"this is {'true' if outcome else 'false'} whatever the facts are"
            help_ = "a branch that is never taken, or a condition that decides nothing, is left out"
            yield Diagnostic("constant-condition", message, exact, help_)


def _constants(at: Written) -> Iterator[tuple[Tree, bool]]:
    tree = parse_each(at.text, None) if at.each else parse(at.text, None)
    if isinstance(tree, tuple):
        return
    if isinstance(tree, Each):
        yield from _within(tree.condition, at.scope) if tree.condition else ()
    elif isinstance(tree, Boolean):
        return  # a constant that stands alone is meant
    else:
        yield from _within(tree, at.scope)


def _within(tree: Tree, scope: Scope) -> Iterator[tuple[Tree, bool]]:
    outcome = _outcome(tree, scope)
    if outcome is not None:
        yield tree, outcome
        return
    for child in children(tree):
        yield from _within(child, scope)


def _outcome(tree: Tree, scope: Scope) -> bool | None:
    """True or false when the node is a condition that nothing can change, else None."""
    if not isinstance(tree, And | Or | Not | Compare | Boolean | Call | Aggregate | Conditional):
        return None
    if isinstance(tree, Call) and tree.function.text == "has":
        return True if _is_always_there(tree, scope) else None
    if isinstance(tree, And | Compare) and _is_empty(tree):
        return False
    try:
        found = truth(tree, _Anyone(scope))
    except RuleError:
        return None
    return None if isinstance(found, Unknown) else found


def _is_always_there(tree: Call, scope: Scope) -> bool:
    """A term that can never be none is there by its type; a list may be empty, a loop's variable is not looked into."""
    path = tree.arguments[0]
    if not isinstance(path, Path) or scope.root(path.names[0].text) is None:
        return False
    found = check(path, scope, None)[0]
    optional = found is None or found.optional or found.many
    return not optional and not any(step.type.optional for step in steps(scope, path.dotted))


@dataclass
class _Range:
    """What comparisons with written numbers or days leave of one operand's values."""

    low: list[tuple[int, bool]] = field(default_factory=list)
    high: list[tuple[int, bool]] = field(default_factory=list)

    def take(self, operator: str, limit: int) -> None:
        if operator in (">", ">=", "=="):
            self.low.append((limit, operator == ">"))
        if operator in ("<", "<=", "=="):
            self.high.append((limit, operator == "<"))

    @property
    def empty(self) -> bool:
        if not self.low or not self.high:
            return False
        low, above = max(self.low)
        high, below = min((value, not strict) for value, strict in self.high)
        return low > high or (low == high and (above or not below))


def _is_empty(tree: And | Compare) -> bool:
    ranges: dict[object, _Range] = {}
    for part in tree.operands if isinstance(tree, And) else (tree,):
        if isinstance(part, Compare):
            for operator, left, right in zip(part.operators, part.operands, part.operands[1:], strict=False):
                limit, other = _limit(right), _limit(left)
                if limit is not None and other is None:
                    ranges.setdefault(shape(left), _Range()).take(operator, limit)
                elif other is not None and limit is None:
                    ranges.setdefault(shape(right), _Range()).take(_FLIPPED.get(operator, ""), other)
    return any(found.empty for found in ranges.values())


def _limit(tree: Tree) -> int | None:
    if isinstance(tree, Integer):
        return tree.value
    return tree.value.toordinal() if isinstance(tree, Date) else None


@dataclass
class _Anyone:
    """A world in which nothing is known of anybody, not even the day."""

    scope: Names
    years: Years = FIRST

    def root(self, name: str) -> Value:
        found = self.scope.root(name)
        if found is None or found.many:
            return _NOTHING
        if found.name == "parameters":
            return ParameterSet(name)
        return Subject(name, found.vocabulary or "") if found.name == "subject" else _NOTHING

    def fact(self, subject: Subject, term: str) -> Value:
        return _NOTHING

    def parameter(self, set: str, name: str, on: datetime.date) -> Value:
        return _NOTHING

    def then(self, day: datetime.date) -> "_Anyone":
        return self
