"""The situations that the conditions of a table tell apart, and those of them that surely can be."""

import operator
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from math import prod
from typing import Any, TypeAlias

from ichido.compiler.operands import Constant, Facts, Mark, Operand, Tried
from ichido.compiler.parameters import parameter_on
from ichido.compiler.reads import tree_of
from ichido.rules.depend import paths
from ichido.rules.evaluate import evaluate
from ichido.rules.resolve import RuleError
from ichido.rules.shape import Shape, shape
from ichido.rules.tree import And, Boolean, Call, Compare, Comparison, Conditional, Not, Or, Tree
from ichido.rules.types import ORDERED
from ichido.rules.values import NONE, Nothing, ParameterSet, Subject, Value
from ichido.rules.years import Years

MOST = 20_000
"""A table with more situations is not looked into."""

Situation: TypeAlias = tuple[Tried, ...]
Condition: TypeAlias = Callable[[Situation], bool]

_OPERATORS: Mapping[Comparison, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
}
_TURNED: Mapping[Comparison, Comparison] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


@dataclass(frozen=True)
class Situations:
    """Every combination of the values by which the operands of some conditions can be told apart."""

    operands: tuple[Operand, ...]
    conditions: tuple[Condition, ...]
    every: tuple[Situation, ...]

    def told(self, found: Iterable[Situation]) -> str | None:
        """One of these situations, in no more words than it takes; None when it is not sure that any can be."""
        some, kept = tuple(found), tuple(range(len(self.operands)))
        if not some:
            return None
        while entangled := self._entangled(kept):
            fewer = (_but(kept, at) for at in entangled)
            loose = next((rest for rest in fewer if self._whatever(some, rest)), None)
            if loose is None:
                return None
            kept = loose
        for at in kept:
            if self._whatever(some, _but(kept, at)):
                kept = _but(kept, at)
        first = next(iter(self._whatever(some, kept)), None)
        if first is None:
            return None
        return " and ".join(dict(self.operands[at].tried)[value] for at, value in zip(kept, first, strict=True))

    def _whatever(self, some: Iterable[Situation], kept: tuple[int, ...]) -> list[Situation]:
        """The values of some operands that make a situation one of these, whatever the others are."""
        among, overall = (Counter(_only(one, kept) for one in situations) for situations in (some, self.every))
        return [part for part, count in among.items() if count == overall[part]]

    def _entangled(self, kept: tuple[int, ...]) -> tuple[int, ...]:
        """The operands of which not every combination may be, those first that are not exact.

        Facts can be chosen so that each of the others comes to its value: one that is apart is chosen last.
        """
        left = list(kept)
        while (apart := next((at for at in left if self._is_apart(at, left)), None)) is not None:
            left.remove(apart)
        return tuple(sorted(left, key=lambda at: self.operands[at].exact))

    def _is_apart(self, at: int, among: list[int]) -> bool:
        return self.operands[at].apart_from(self.operands[other] for other in among)


def situations(texts: Iterable[str], facts: Facts, day: date) -> Situations | None:
    """The situations of some conditions by the parameters of a day; None for too many, or without a parameter."""
    reading = _Reading(facts, day)
    try:
        conditions = tuple(reading.condition(tree_of(text), text) for text in texts)
    except RuleError:
        return None
    operands = reading.operands()
    if prod(len(one.tried) for one in operands) > MOST:
        return None
    tried = (tuple(value for value, _ in one.tried) for one in operands)
    every = tuple(situation for situation in product(*tried) if _can_be(operands, situation))
    return Situations(operands, conditions, every)


def _but(kept: tuple[int, ...], left_out: int) -> tuple[int, ...]:
    return tuple(at for at in kept if at != left_out)


def _only(situation: Situation, kept: tuple[int, ...]) -> Situation:
    return tuple(situation[at] for at in kept)


def _can_be(operands: tuple[Operand, ...], situation: Situation) -> bool:
    """Of what is none nothing else is read: whatever leans on it stands at the first of its values."""
    for one, value in zip(operands, situation, strict=True):
        if value is NONE:
            for other, at in zip(operands, situation, strict=True):
                if other is not one and other.leans_on(one.path) and at != other.tried[0][0]:
                    return False
    return True


@dataclass
class _Seen:
    """An operand while conditions are read: what it is, how it is written, what it is compared with."""

    tree: Tree
    text: str
    cuts: set[Constant] = field(default_factory=set)
    other: tuple[Tree, str] | None = None


@dataclass
class _Reading:
    """Turns conditions into functions of a situation, and gathers what they look at."""

    facts: Facts
    day: date
    seen: dict[Shape, _Seen] = field(default_factory=dict)

    def operands(self) -> tuple[Operand, ...]:
        return tuple(map(self._operand, self.seen.values()))

    def _operand(self, seen: _Seen) -> Operand:
        if seen.other is None:
            return self.facts.operand(seen.tree, seen.text, seen.cuts)
        return self.facts.relation((seen.tree, seen.text), seen.other, self._is_ordered(seen.tree))

    def condition(self, tree: Tree, text: str) -> Condition:
        match tree:
            case Boolean(value=value):
                return lambda _: value
            case Not():
                inner = self.condition(tree.operand, text)
                return lambda situation: not inner(situation)
            case And() | Or():
                parts = [self.condition(operand, text) for operand in tree.operands]
                joined = all if isinstance(tree, And) else any
                return lambda situation: joined(part(situation) for part in parts)
            case Conditional():
                asked, then, otherwise = (
                    self.condition(part, text) for part in (tree.condition, tree.then, tree.otherwise)
                )
                return lambda situation: (then if asked(situation) else otherwise)(situation)
            case Compare():
                return self._compare(tree, text)
            case Call() if tree.function.text == "has":
                at = self._index(tree.arguments[0], _slice(tree.arguments[0], text))
                return lambda situation: situation[at] is not NONE
        at = self._index(tree, _slice(tree, text))
        return lambda situation: situation[at] is True

    def _compare(self, tree: Compare, text: str) -> Condition:
        if tree.operators[0] in ("in", "not in"):
            # Written either way it is one operand, so that both agree.
            among = Compare(("in",), tree.operands, tree.offset, tree.length)
            shown = " in ".join(_slice(operand, text) for operand in tree.operands)
            at, wanted = self._index(among, shown), tree.operators[0] == "in"
            return lambda situation: situation[at] is wanted
        pairs = zip(tree.operators, tree.operands, tree.operands[1:], strict=False)
        parts = [self._pair(sign, left, right, text) for sign, left, right in pairs]
        return lambda situation: all(part(situation) for part in parts)

    def _pair(self, sign: Comparison, left: Tree, right: Tree, text: str) -> Condition:
        low, high = self._constant(left), self._constant(right)
        if low is not None and high is not None:
            outcome = _OPERATORS[sign](low, high)
            return lambda _: outcome
        if high is not None:
            return self._against(sign, left, high, text)
        if low is not None:
            return self._against(_TURNED[sign], right, low, text)
        return self._related(sign, left, right, text)

    def _against(self, sign: Comparison, operand: Tree, constant: Constant, text: str) -> Condition:
        at, compared = self._index(operand, _slice(operand, text), constant), _OPERATORS[sign]
        if sign in ("==", "!="):
            return lambda situation: compared(situation[at], constant)
        # What is none or not told from others is less than nothing; the checks let nobody ask.
        return lambda situation: not isinstance(situation[at], Nothing | Mark) and compared(situation[at], constant)

    def _related(self, sign: Comparison, left: Tree, right: Tree, text: str) -> Condition:
        if repr(shape(left)) > repr(shape(right)):
            sign, left, right = _TURNED[sign], right, left
        key = ("related", shape(left), shape(right))
        self.seen.setdefault(key, _Seen(left, _slice(left, text), other=(right, _slice(right, text))))
        at, compared = list(self.seen).index(key), _OPERATORS[sign]
        if self._is_ordered(left):
            return lambda situation: compared(situation[at], 0)
        return lambda situation: situation[at] is (sign == "==")

    def _index(self, tree: Tree, shown: str, *cuts: Constant) -> int:
        key = shape(tree)
        self.seen.setdefault(key, _Seen(tree, shown)).cuts.update(cuts)
        return list(self.seen).index(key)

    def _is_ordered(self, tree: Tree) -> bool:
        return self.facts.type_of(tree).name in ORDERED

    def _constant(self, tree: Tree) -> Constant | None:
        """What it comes to on the day without any fact; RuleError when a parameter has no value then."""
        world = _OnADay(self.facts, self.day)
        if not all(path.partition(".")[0] in world.facts.scope.parameters for path in paths(tree)):
            return None
        value = evaluate(tree, world)
        if not isinstance(value, bool | int | str | date):
            raise RuleError("a parameter has no value on this day", tree)
        return value


def _slice(tree: Tree, text: str) -> str:
    return text[tree.offset : tree.offset + tree.length]


@dataclass(frozen=True)
class _OnADay:
    """A world that holds nothing but parameters."""

    facts: Facts
    day: date

    @property
    def years(self) -> Years:
        return self.facts.law

    def root(self, name: str) -> Value:
        return self.day if name == "on" else ParameterSet(name)

    def fact(self, subject: Subject, term: str) -> Value:
        raise AssertionError("a parameter leads to no subject")

    def parameter(self, set: str, name: str, on: date) -> Value:
        return parameter_on(self.facts.scope.parameters, set, name, on)

    def then(self, day: date) -> "_OnADay":
        return self
