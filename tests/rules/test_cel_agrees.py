"""Where the meanings of our expressions and of CEL's coincide, both come to the same value.

CEL is the Common Expression Language in its C++ implementation. Meanings part where ours is stricter (text has no
order, nothing is a float), richer (dates, unknown, none) or rounds otherwise (`//`): none of that is tried here.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from cel_expr_python import cel
from hypothesis import given, settings
from hypothesis import strategies as st

from ichido.rules.check import check
from ichido.rules.evaluate import evaluate
from ichido.rules.types import BOOLEAN, INTEGER, TEXT, Type
from ichido.rules.values import Listing, Subject, Value
from ichido.rules.years import FIRST, Years
from tests.rules.family import tree

TYPES = {
    "a": INTEGER,
    "b": INTEGER,
    "p": BOOLEAN,
    "q": BOOLEAN,
    "s": TEXT,
    "t": TEXT,
    "words": Type("text", many=True),
    "numbers": Type("integer", many=True),
}
THEIRS = {"integer": cel.Type.INT, "boolean": cel.Type.BOOL, "text": cel.Type.STRING}


class Names:
    """A Scope of a few roots and nothing behind them."""

    def root(self, name: str) -> Type | None:
        return TYPES.get(name)

    def member(self, vocabulary: str, term: str) -> Type | None:
        return None

    def roots(self) -> tuple[str, ...]:
        return tuple(TYPES)

    def members(self, vocabulary: str) -> tuple[str, ...]:
        return ()

    def parameter(self, set: str, name: str) -> Type | None:
        return None


@dataclass
class Given:
    """A World of those roots."""

    values: dict[str, Any]
    years: Years = field(default=FIRST)

    def root(self, name: str) -> Value:
        found = self.values[name]
        return Listing(tuple(found), complete=True) if isinstance(found, list) else found

    def fact(self, subject: Subject, term: str) -> Value:
        raise AssertionError("nothing here leads to a subject")

    def parameter(self, set: str, name: str, on: datetime.date) -> Value:
        raise AssertionError("there are no parameters here")

    def then(self, day: datetime.date) -> Given:
        raise AssertionError("there is no past here")


@cache
def environment() -> cel.Env:
    """The same names, declared to CEL."""
    variables = {
        name: cel.Type.List(THEIRS[kind.name]) if kind.many else THEIRS[kind.name] for name, kind in TYPES.items()
    }
    return cel.NewEnv(variables=variables)


Pair = tuple[str, str]
"""One expression, as we write it and as CEL does."""
Pairs = st.SearchStrategy[Pair]


def both(ours: str, theirs: str, *parts: Pairs) -> Pairs:
    """The same shape in both languages around the same parts."""

    def filled(given: tuple[Pair, ...]) -> Pair:
        mine, others = zip(*given, strict=True)
        return f"({ours.format(*mine)})", f"({theirs.format(*others)})"

    return st.tuples(*parts).map(filled)


def same(shape: str, *parts: Pairs) -> Pairs:
    return both(shape, shape, *parts)


def one_of(*words: str) -> Pairs:
    return st.sampled_from([(word, word) for word in words])


TEXTS = one_of("s", "t", "'x'", "'山'", "''")
LITERALS = st.sampled_from([("True", "true"), ("False", "false")])


NUMBERS = st.one_of(one_of("a", "b"), st.integers(0, 99).map(lambda n: (str(n), str(n))))


def numbers_of(conditions: Pairs) -> Pairs:
    return st.recursive(
        NUMBERS,
        lambda inner: st.one_of(
            *(same(shape, inner, inner) for shape in ("{0} + {1}", "{0} - {1}", "{0} * {1}")),
            same("-{0}", inner),
            both("{0} if {2} else {1}", "{2} ? {0} : {1}", inner, inner, conditions),
            both("count(n for n in numbers if n > {0})", "numbers.filter(n, n > {0}).size()", NUMBERS),
        ),
        max_leaves=4,
    )


def grown(conditions: Pairs) -> Pairs:
    numbers = numbers_of(conditions)
    return st.one_of(
        *(same(f"{{0}} {sign} {{1}}", numbers, numbers) for sign in ("<", "<=", "==", "!=", ">", ">=")),
        both("{0} < {1} <= {2}", "{0} < {1} && {1} <= {2}", numbers, numbers, numbers),
        *(same(f"{{0}} {sign} {{1}}", TEXTS, TEXTS) for sign in ("==", "!=")),
        same("{0} == {1}", conditions, conditions),
        same("{0} in numbers", numbers),
        same("{0} in words", TEXTS),
        both("{0} not in words", "!({0} in words)", TEXTS),
        both("any(w == {0} for w in words)", "words.exists(w, w == {0})", TEXTS),
        both("all(n < {0} for n in numbers)", "numbers.all(n, n < {0})", NUMBERS),
        both("{0} and {1}", "{0} && {1}", conditions, conditions),
        both("{0} or {1} or {2}", "{0} || {1} || {2}", conditions, conditions, conditions),
        both("not {0}", "!{0}", conditions),
        both("{0} if {1} else {2}", "{1} ? {0} : {2}", conditions, conditions, conditions),
    )


CONDITIONS = st.recursive(st.one_of(one_of("p", "q"), LITERALS), grown, max_leaves=6)
EXPRESSIONS = st.one_of(CONDITIONS, numbers_of(CONDITIONS))
INTEGERS, WORDS = st.integers(-50, 50), st.sampled_from(["", "x", "山"])
VALUES = st.fixed_dictionaries(
    {
        "a": INTEGERS,
        "b": INTEGERS,
        "p": st.booleans(),
        "q": st.booleans(),
        "s": WORDS,
        "t": WORDS,
        "words": st.lists(WORDS, max_size=3),
        "numbers": st.lists(INTEGERS, max_size=3),
    }
)


@settings(max_examples=300, deadline=None)
@given(EXPRESSIONS, VALUES)
def test_both_engines_come_to_the_same(pair: Pair, values: dict[str, Any]) -> None:
    ours, theirs = pair
    parsed = tree(ours)
    kind, problems = check(parsed, Names(), None)
    compiled = environment().compile(theirs)
    assert problems == () and kind is not None
    assert compiled.return_type() == THEIRS[kind.name]
    mine, other = evaluate(parsed, Given(values)), compiled.eval(data=values).value()
    assert (mine, type(mine)) == (other, type(other))
