"""Closures that choose among values by a condition: behind one that is unknown an error has not happened yet."""

from __future__ import annotations

from typing import TypeAlias

from ichido.rules.operate import doubt
from ichido.rules.resolve import Rule, RuleError, World
from ichido.rules.tree import Conditional, Table, Tree
from ichido.rules.values import Unknown, Value, unite

Rows: TypeAlias = tuple[tuple[Tree, Rule, Rule], ...]
"""Of each row the condition as it is written, as a closure, and the value."""


def conditional(node: Conditional, asked: Rule, then: Rule, otherwise: Rule) -> Rule:
    """One of two values."""

    def chosen(world: World) -> Value:
        holds = asked(world)
        if holds is True:
            return then(world)
        if holds is False:
            return otherwise(world)
        return _either(doubt(holds, node.condition), _tried(then, world), _tried(otherwise, world))

    return chosen


def first(rows: Rows, otherwise: Rule) -> Rule:
    """As `a if x else b if y else c`: behind an unknown condition an error has not happened yet."""

    def reached(world: World) -> Value:
        doubtful: list[tuple[Unknown, Value | None]] = []
        last: Value | None = None
        try:
            for node, when, then in rows:
                holds = when(world)
                if holds is True:
                    last = then(world)
                    break
                if holds is not False:
                    doubtful.append((doubt(holds, node), _tried(then, world)))
            else:
                last = otherwise(world)
        except RuleError:
            if not doubtful:
                raise
        return _weighed(doubtful, last)

    return reached


def unique(node: Table, rows: Rows, otherwise: Rule) -> Rule:
    """A row that surely applies excludes all others, known or not."""

    def applying(world: World) -> Value:
        sure: list[Rule] = []
        doubtful: list[tuple[Unknown, Rule]] = []
        for part, when, then in rows:
            holds = when(world)
            if holds is True:
                sure.append(then)
            elif holds is not False:
                doubtful.append((doubt(holds, part), then))
        if len(sure) > 1:
            raise RuleError("two rows of the table apply", node)
        if sure:
            return sure[0](world)
        tried = [(unknown, _tried(then, world)) for unknown, then in doubtful]
        return _weighed(tried, _tried(otherwise, world) if tried else otherwise(world))

    return applying


def _weighed(doubtful: list[tuple[Unknown, Value | None]], last: Value | None) -> Value:
    """The value of the last row reached, unless one before it may apply and comes to something else."""
    for holds, value in reversed(doubtful):
        last = _either(holds, value, last)
    assert last is not None, "an error without doubt has been raised"
    return last


def _either(holds: Unknown, then: Value | None, otherwise: Value | None) -> Value:
    """What an unknown condition leaves: the value both branches share, else what is waited for."""
    unknown = [value for value in (then, otherwise) if isinstance(value, Unknown)]
    same = then is not None and type(then) is type(otherwise) and then == otherwise
    return then if then is not None and same and not unknown else unite(holds, *unknown)


def _tried(rule: Rule | None, world: World) -> Value | None:
    """What would come of a branch, None for an error that has not happened yet."""
    try:
        return rule(world) if rule else None
    except RuleError:
        return None
