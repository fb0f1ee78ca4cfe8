"""Closures that come to true, false or unknown, with Kleene's three values."""

from __future__ import annotations

import datetime

from ichido.rules.operate import COMPARISONS, KNOWN, certain, doubt, judged, member
from ichido.rules.resolve import Bound, Condition, Lister, Rule, RuleError, World
from ichido.rules.tree import Aggregate, Compare, Date, Integer, Text, Tree
from ichido.rules.values import Unknown, unite


def settled(nodes: tuple[Tree, ...], rules: tuple[Rule, ...], decides: bool) -> Condition:
    """Kleene's `and` (False decides) or `or` (True decides) from the left."""
    otherwise, operands = not decides, tuple(zip(rules, nodes, strict=True))

    def settled(world: World) -> bool | Unknown:
        unknown: list[Unknown] = []
        for operand, node in operands:
            try:
                value = operand(world)
                if value is decides:
                    return decides
                if value is not otherwise:
                    unknown.append(doubt(value, node))
            except RuleError:
                if not unknown:
                    raise
        return unite(*unknown) if unknown else otherwise

    return settled


def contrary(node: Tree, operand: Rule) -> Condition:
    """True for false, false for true."""

    def contrary(world: World) -> bool | Unknown:
        value = operand(world)
        return not value if value is True or value is False else doubt(value, node)

    return contrary


def pair(node: Compare, left: Rule, right: Rule) -> Condition:
    """One comparison."""
    work, known = COMPARISONS[node.operators[0]], KNOWN[node.operators[0]]
    limit = node.operands[1]
    if isinstance(limit, Integer | Text | Date) and type(limit.value) in known:
        return _against(node, left, limit.value)

    def holds(world: World) -> bool | Unknown:
        one, other = left(world), right(world)
        kind = type(one)
        if kind is type(other) and kind in known:
            return work(one, other)
        return judged(node, 0, one, other)

    return holds


def _against(node: Compare, left: Rule, limit: int | str | datetime.date) -> Condition:
    """A comparison with what is written out, as most are."""
    work, kind = COMPARISONS[node.operators[0]], type(limit)

    def holds(world: World) -> bool | Unknown:
        value = left(world)
        return work(value, limit) if type(value) is kind else judged(node, 0, value, limit)

    return holds


def chain(node: Compare, first: Rule, *rest: Rule) -> Condition:
    """Comparisons of neighbours: what is not so ends the chain, and what comes after is not looked at."""
    steps = tuple((at, COMPARISONS[sign], KNOWN[sign], rest[at]) for at, sign in enumerate(node.operators))

    def holds(world: World) -> bool | Unknown:
        unknown: list[Unknown] = []
        left = first(world)
        for at, work, known, operand in steps:
            right = operand(world)
            kind = type(left)
            value = work(left, right) if kind is type(right) and kind in known else judged(node, at, left, right)
            if value is False:
                return False
            if value is not True:
                unknown.append(value)
            left = right
        return unite(*unknown) if unknown else True

    return holds


def membership(node: Compare, item: Rule, source: Lister) -> Condition:
    """Whether a value is one of a list."""

    def holds(world: World) -> bool | Unknown:
        return member(certain(item(world), node.operands[0]), source(world), node.operators[0], node)

    return holds


def quantified(node: Aggregate, source: Lister, test: Rule) -> Condition:
    """A list not known to be complete can make `any` true and `all` false, nothing else."""
    decides = node.function == "any"
    otherwise = not decides

    def found(world: World) -> bool | Unknown:
        listing, bound = source(world), Bound(world)
        unknown: list[Unknown] = []
        for item in listing.items:
            bound.value = item
            value = item if isinstance(item, Unknown) else test(bound)
            if value is decides:
                return decides
            if value is not otherwise:
                unknown.append(doubt(value, node))
        if not listing.complete:
            unknown.append(Unknown(listing.causes))
        return unite(*unknown) if unknown else otherwise

    return found
