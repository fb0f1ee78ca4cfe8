"""Makes a tree a function of a world, with Kleene's three values: unknown stays so only while it could still matter.

None flows through a name, `if … else` and the result; every operator and function refuses it, so only `has(x)` may ask.
An error is an error, except behind a condition that is itself unknown: there it is not yet known to happen.

Every node becomes a closure over those of its parts, made once for all people. Each takes what is known and of the
right type straight away, and leaves the rest to `operate`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any

from ichido.rules import between, choices, reckoning, truths
from ichido.rules.functions import FUNCTIONS
from ichido.rules.operate import certain, doubt
from ichido.rules.resolve import Condition, Rule, RuleError, Variables, World, lister, reader
from ichido.rules.tree import (
    Aggregate,
    And,
    Arithmetic,
    Boolean,
    Call,
    Compare,
    Conditional,
    Date,
    Integer,
    Loop,
    Negative,
    Not,
    Or,
    Path,
    Table,
    Text,
    Tree,
)
from ichido.rules.values import NONE, Listing, ParameterSet, Unknown, Value


def evaluate(tree: Tree, world: World) -> Value:
    """The value in this world, or Unknown with the facts it waits for; raises RuleError rather than guess."""
    return prepare(tree)(world)


def truth(tree: Tree, world: World) -> bool | Unknown:
    """True, False or Unknown; raises RuleError when the tree is no condition."""
    return condition(tree)(world)


def prepare(tree: Tree) -> Rule:
    """The tree as a function that does what `evaluate` does, made once for any number of worlds."""
    return _Maker().rule(tree)


def condition(tree: Tree) -> Condition:
    """The tree as a function that does what `truth` does, made once for any number of worlds."""
    rule = prepare(tree)

    def asked(world: World) -> bool | Unknown:
        value = rule(world)
        return value if value is True or value is False else doubt(value, tree)

    return asked


class _Maker:
    """Makes the closure of each kind of node; inside loops a world is Bound once for each variable."""

    def __init__(self, variables: Variables = ()) -> None:
        self.variables = variables

    def rule(self, tree: Tree) -> Rule:
        return _BY_CLASS[type(tree)](self, tree)

    def rules(self, trees: Iterable[Tree]) -> tuple[Rule, ...]:
        return tuple(map(self.rule, trees))

    def literal(self, node: Integer | Text | Boolean | Date) -> Rule:
        value = node.value
        return lambda world: value

    def path(self, node: Path) -> Rule:
        return reader(node, self.variables)

    def and_(self, node: And) -> Rule:
        return truths.settled(node.operands, self.rules(node.operands), decides=False)

    def or_(self, node: Or) -> Rule:
        return truths.settled(node.operands, self.rules(node.operands), decides=True)

    def not_(self, node: Not) -> Rule:
        return truths.contrary(node.operand, self.rule(node.operand))

    def compare(self, node: Compare) -> Rule:
        if node.operators[0] in ("in", "not in"):
            return truths.membership(node, self.rule(node.operands[0]), lister(node.operands[1], self.variables))
        rules = self.rules(node.operands)
        return truths.pair(node, *rules) if len(rules) == 2 else truths.chain(node, *rules)

    def arithmetic(self, node: Arithmetic) -> Rule:
        return reckoning.total(node, self.rules(node.operands))

    def negative(self, node: Negative) -> Rule:
        return reckoning.negative(node, self.rule(node.operand))

    def conditional(self, node: Conditional) -> Rule:
        return choices.conditional(node, self.rule(node.condition), self.rule(node.then), self.rule(node.otherwise))

    def table(self, node: Table) -> Rule:
        rows = tuple((when, self.rule(when), self.rule(then)) for when, then in node.rows)
        otherwise = self.rule(node.otherwise) if node.otherwise else _failing(node, "no row of the table applies")
        return choices.first(rows, otherwise) if node.hit == "first" else choices.unique(node, rows, otherwise)

    def call(self, node: Call) -> Rule:
        name, parts = node.function.text, node.arguments
        if name == "has" and len(parts) == 1 and isinstance(parts[0], Path):
            return _has(node, reader(parts[0], self.variables, asking=True))
        if name == "as_of" and len(parts) == 2 and isinstance(parts[0], Path):
            return _then(self.rule(parts[0]), parts[1], self.rule(parts[1]))
        if name in ("min", "max"):
            return reckoning.extreme(node, self.rules(parts))
        function = FUNCTIONS.get(name)
        if function is None or len(parts) != len(function.parameters):
            return _failing(node, f"`{name}` cannot be called like this")
        return reckoning.called(node, function, self.rules(parts))

    def aggregate(self, node: Aggregate) -> Rule:
        source, loop = lister(node.source, self.variables), node.loop
        asks = node.function in ("any", "all")
        if loop is None:
            item = attrgetter("value")
            return truths.quantified(node, source, item) if asks else reckoning.gathered(node, source)
        inner = _Maker((*self.variables, loop.variable.text))
        if asks:
            return truths.quantified(node, source, inner.test(node, loop))
        chosen = inner.rule(loop.condition) if loop.condition else None
        return reckoning.gathered(node, source, reckoning.each(loop, inner.rule(loop.body), chosen))

    def test(self, node: Aggregate, loop: Loop) -> Rule:
        """Whether one item decides: of `any` condition and body hold, of `all` the condition does and the body not."""
        body = self.rule(loop.body)
        if loop.condition is None:
            return body
        chosen, decides = self.rule(loop.condition), node.function == "all"
        chosen = truths.contrary(loop.condition, chosen) if decides else chosen
        return truths.settled((loop.condition, loop.body), (chosen, body), decides)


def _has(node: Call, asked: Rule) -> Rule:
    def there(world: World) -> Value:
        value = asked(world)
        if isinstance(value, ParameterSet):
            raise RuleError("`has` asks about one term", node)
        if isinstance(value, Listing):
            return bool(value.items) if value.items or value.complete else Unknown(value.causes)
        return value if isinstance(value, Unknown) else value is not NONE

    return there


def _then(term: Rule, part: Tree, when: Rule) -> Rule:
    def then(world: World) -> Value:
        day = certain(when(world), part)
        if type(day) is datetime.date:
            return term(world.then(day))
        if isinstance(day, Unknown):
            return day
        if between.is_vague(day) and between.kind(day) is datetime.date:
            return Unknown(between.causes(day))
        raise RuleError("a date is needed here", part)

    return then


def _failing(node: Tree, why: str) -> Rule:
    def fails(world: World) -> Value:
        raise RuleError(why, node)

    return fails


_BY_CLASS: dict[type, Callable[[_Maker, Any], Rule]] = {
    Path: _Maker.path,
    Integer: _Maker.literal,
    Text: _Maker.literal,
    Boolean: _Maker.literal,
    Date: _Maker.literal,
    And: _Maker.and_,
    Or: _Maker.or_,
    Not: _Maker.not_,
    Compare: _Maker.compare,
    Arithmetic: _Maker.arithmetic,
    Negative: _Maker.negative,
    Conditional: _Maker.conditional,
    Call: _Maker.call,
    Aggregate: _Maker.aggregate,
    Table: _Maker.table,
}
