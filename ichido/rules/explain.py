"""Says an expression in words, in Japanese or English, with days and amounts filled in where they are known."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import TypeAlias, assert_never

from ichido.rules.evaluate import evaluate
from ichido.rules.functions import FUNCTIONS, OF_A_PERSON
from ichido.rules.phrases import EN, JA, Phrases
from ichido.rules.resolve import RuleError, World
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
    Negative,
    Not,
    Or,
    Path,
    Table,
    Text,
    Tree,
    walk,
)
from ichido.rules.values import ParameterSet

Labels: TypeAlias = Callable[[str], str]
Language: TypeAlias = str
"""A language's code; there are phrases in `ja` and `en`, and English ones stand in for every other."""


def explain(tree: Tree, language: Language, labels: Labels, world: World | None = None) -> str:
    """The expression in words; `labels` words a dotted path (a loop's variable already replaced by its list).

    With a world, days and amounts that follow from `on` and parameters alone are given as such; facts never are.
    """
    phrases = JA if language == "ja" else EN
    return _Teller(phrases, labels, world, {}).condition(tree)


class _Teller:
    """Words for each kind of node; `condition` makes a clause, `value` a noun."""

    def __init__(self, phrases: Phrases, labels: Labels, world: World | None, variables: dict[str, str]) -> None:
        self.phrases, self.labels, self.world, self.variables = phrases, labels, world, variables

    def condition(self, tree: Tree) -> str:
        match tree:
            case And() | Or():
                joint = self.phrases.both if isinstance(tree, And) else self.phrases.either
                return joint.join(self.part(operand) for operand in tree.operands)
            case Not():
                return self.phrases.contrary.format(self.condition(tree.operand))
            case Compare():
                return self.compare(tree)
            case Call() if tree.function.text == "has":
                return self.phrases.has.format(*(self.value(argument) for argument in tree.arguments))
            case Path():
                return self.phrases.holds.format(self.value(tree))
            case Aggregate() if tree.function in ("any", "all"):
                return self.value(tree)
            case _:
                return self.value(tree)

    def part(self, tree: Tree) -> str:
        clause = self.condition(tree)
        return self.phrases.group.format(clause) if isinstance(tree, And | Or | Conditional) else clause

    def value(self, tree: Tree) -> str:
        shown = self.known(tree)
        if shown:
            return shown
        match tree:
            case Path():
                return self.labels(self.dotted(tree))
            case Integer() | Boolean() | Date():
                return self.literal(tree.value)
            case Text():
                return self.phrases.quote.format(tree.value)
            case Arithmetic():
                return self.arithmetic(tree)
            case Negative():
                return f"−{self.value(tree.operand)}"
            case Conditional():
                return self.phrases.choice.format(
                    self.condition(tree.condition), self.value(tree.then), self.value(tree.otherwise)
                )
            case Call():
                return self.call(tree)
            case Aggregate():
                return self.aggregate(tree)
            case Table():
                return self.table(tree)
            case And() | Or() | Not() | Compare():
                return self.phrases.group.format(self.condition(tree))
            case _:
                assert_never(tree)

    def compare(self, tree: Compare) -> str:
        of_days = any(_is_day(operand) for operand in tree.operands)
        words = {**self.phrases.pairs, **self.phrases.days} if of_days else self.phrases.pairs
        pairs = list(zip(tree.operators, tree.operands, tree.operands[1:], strict=False))
        if not of_days and len(pairs) == 2 and set(tree.operators) <= {"<", "<="}:
            low = self.phrases.from_below[pairs[0][0]].format(self.value(tree.operands[0]))
            high = self.phrases.limits[pairs[1][0]].format(self.value(tree.operands[2]))
            return self.phrases.between.format(self.value(tree.operands[1]), low, high)
        return self.phrases.both.join(
            words[operator].format(self.value(left), self.value(right)) for operator, left, right in pairs
        )

    def arithmetic(self, tree: Arithmetic) -> str:
        words = [self.value(tree.operands[0])]
        for operator, operand in zip(tree.operators, tree.operands[1:], strict=True):
            shown = self.value(operand)
            words += [self.phrases.signs[operator], f"({shown})" if isinstance(operand, Arithmetic) else shown]
        return " ".join(words)

    def call(self, tree: Call) -> str:
        name = tree.function.text
        if name in ("min", "max"):
            return self.phrases.extremes[name].format(self.phrases.comma.join(map(self.value, tree.arguments)))
        words = [self.value(argument) for argument in tree.arguments]
        if name == "as_of":
            return self.phrases.then.format(*words)
        first = tree.arguments[0] if tree.arguments else None
        if name in OF_A_PERSON and isinstance(first, Path) and len(first.names) > 1:
            words[0] = self.labels(self.dotted(first).rpartition(".")[0])
        if name not in FUNCTIONS:
            return self.condition(tree) if name == "has" else f"{name}({self.phrases.comma.join(words)})"
        function = FUNCTIONS[name]
        return (function.ja if self.phrases is JA else function.en).format(*words)

    def table(self, tree: Table) -> str:
        rows = [self.phrases.row.format(self.condition(when), self.value(then)) for when, then in tree.rows]
        if tree.otherwise is not None:
            rows.append(self.phrases.otherwise.format(self.value(tree.otherwise)))
        return self.phrases.hits[tree.hit].format(self.phrases.semicolon.join(rows))

    def aggregate(self, tree: Aggregate) -> str:
        source = self.value(tree.source)
        if tree.loop is None:
            return self.phrases.plain[tree.function].format(source)
        dotted = self.dotted(tree.source)
        inner = _Teller(self.phrases, self.labels, self.world, {**self.variables, tree.loop.variable.text: dotted})
        if tree.loop.condition is not None:
            source = self.phrases.such.format(source, inner.condition(tree.loop.condition))
        if tree.function in ("any", "all"):
            return self.phrases.loops[tree.function].format(source, inner.condition(tree.loop.body))
        return self.phrases.loops[tree.function].format(source, inner.value(tree.loop.body))

    def dotted(self, path: Path) -> str:
        first, *rest = (name.text for name in path.names)
        return ".".join((self.variables.get(first, first), *rest))

    def known(self, tree: Tree) -> str:
        """A day or amount that follows from `on` and parameters alone, else nothing."""
        world = self.world
        if world is None or isinstance(tree, Integer | Text | Boolean | Date):
            return ""
        found = [node for node in walk(tree) if isinstance(node, Path)]
        if not all(self.public(node, world) for node in found):
            return ""
        try:
            value = evaluate(tree, world)
        except RuleError:
            return ""
        return self.literal(value) if isinstance(value, int | datetime.date) and not isinstance(value, bool) else ""

    def public(self, path: Path, world: World) -> bool:
        first = path.names[0].text
        if first in self.variables:
            return False
        return path.dotted == "on" or (len(path.names) == 2 and isinstance(world.root(first), ParameterSet))

    def literal(self, value: int | bool | datetime.date) -> str:
        if isinstance(value, bool):
            return self.phrases.truth[value]
        return self.phrases.day(value) if isinstance(value, datetime.date) else f"{value:,}"


def _is_day(tree: Tree) -> bool:
    """Whether the part is a day whatever the catalogue says; days come before and after, they are not more or less."""
    if isinstance(tree, Call):
        return tree.function.text in FUNCTIONS and FUNCTIONS[tree.function.text].result.name == "date"
    return isinstance(tree, Date) or (isinstance(tree, Path) and tree.dotted == "on")
