"""Writes an expression as PostgreSQL that agrees with `evaluate`, carrying value and known as a pair.

The value is NULL when unknown and when none; `known` tells the two apart. So conditions are PostgreSQL's own
three-valued logic, which is Kleene's, and only `has` and the result look at `known`. What a loop or an unguarded none
would need has no SQL here and is refused. The tree must have been checked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from ichido.rules.functions import FUNCTIONS
from ichido.rules.tree import (
    Aggregate,
    And,
    Arithmetic,
    Boolean,
    Call,
    Compare,
    Conditional,
    Date,
    Hit,
    Integer,
    Negative,
    Not,
    Or,
    Path,
    Table,
    Text,
    Tree,
)
from ichido.rules.years import FIRST, Years

MAX_SQL = 100_000


class NotInSql(Exception):
    """The expression is right but has no set-based form here; it must be evaluated one by one."""

    def __init__(self, message: str, node: Tree) -> None:
        super().__init__(message)
        self.offset, self.length = node.offset, node.length


@dataclass(frozen=True, slots=True)
class Column:
    """Two SQL expressions for a path: the value (NULL when unknown or none) and whether it is known.

    `partial`: rows may hold days known only in part, which no single value stands for.
    """

    value: str
    known: str
    partial: bool = False


class Columns(Protocol):
    """Where the paths of an expression are found: facts, `on`, and parameters as of `on`."""

    def column(self, dotted: str) -> Column | None:
        """The columns of a path, None when there are none."""


@dataclass(frozen=True, slots=True)
class SqlRule:
    """Value and known as SQL, with `%(name)s` placeholders and what to put in them."""

    value: str
    known: str
    parameters: tuple[tuple[str, str], ...]


def to_sql(tree: Tree, columns: Columns, law: Years = FIRST) -> SqlRule:
    """The pair of SQL expressions for a checked tree.

    Raises NotInSql for loops, `in`, days known only in part, and what grows too large.
    """
    writer = _Writer(columns, law)
    pair = writer.write(tree)
    return SqlRule(pair.value, pair.known, tuple(writer.parameters.items()))


@dataclass(slots=True)
class _Writer:
    columns: Columns
    law: Years
    parameters: dict[str, str] = field(default_factory=dict)

    def write(self, tree: Tree) -> Column:
        pair = _BY_CLASS[type(tree)](self, tree)
        if len(pair.value) + len(pair.known) > MAX_SQL:
            raise NotInSql("the expression becomes too large for one statement", tree)
        return pair

    def path(self, tree: Path) -> Column:
        column = self.columns.column(tree.dotted)
        if column is None:
            raise NotInSql(f"`{tree.dotted}` has no column", tree)
        if column.partial:
            raise NotInSql(f"of `{tree.dotted}` only a part may be known", tree)
        return column

    def literal(self, tree: Integer | Boolean) -> Column:
        return Column(str(tree.value).upper() if isinstance(tree, Boolean) else f"{tree.value}::bigint", "TRUE")

    def date(self, tree: Date) -> Column:
        return Column(f"DATE '{tree.value:%Y-%m-%d}'", "TRUE")

    def text(self, tree: Text) -> Column:
        name = f"t{len(self.parameters)}"
        self.parameters[name] = tree.value
        return Column(f"%({name})s::text", "TRUE")

    def and_(self, tree: And) -> Column:
        return self.condition(" AND ".join(self.write(operand).value for operand in tree.operands))

    def or_(self, tree: Or) -> Column:
        return self.condition(" OR ".join(self.write(operand).value for operand in tree.operands))

    def not_(self, tree: Not) -> Column:
        return self.condition(f"NOT {self.write(tree.operand).value}")

    def condition(self, value: str) -> Column:
        return Column(f"({value})", f"(({value}) IS NOT NULL)")

    def compare(self, tree: Compare) -> Column:
        if {"in", "not in"} & set(tree.operators):
            raise NotInSql("a list has no column", tree)
        values = [self.write(operand).value for operand in tree.operands]
        signs = ["=" if operator == "==" else "<>" if operator == "!=" else operator for operator in tree.operators]
        return self.condition(
            " AND ".join(f"{left} {sign} {right}" for left, sign, right in zip(values, signs, values[1:], strict=False))
        )

    def arithmetic(self, tree: Arithmetic) -> Column:
        pairs = [self.write(operand) for operand in tree.operands]
        value = pairs[0].value
        for operator, operand, pair in zip(tree.operators, tree.operands[1:], pairs[1:], strict=True):
            value = _divided(value, operand) if operator == "//" else f"({value} {operator} {pair.value})"
        return Column(value, self.together(pairs))

    def negative(self, tree: Negative) -> Column:
        pair = self.write(tree.operand)
        return Column(f"(- {pair.value})", pair.known)

    def conditional(self, tree: Conditional) -> Column:
        condition = self.write(tree.condition).value
        then, otherwise = self.write(tree.then), self.write(tree.otherwise)
        same = f"({then.known} AND {otherwise.known} AND {then.value} IS NOT DISTINCT FROM {otherwise.value})"
        value = f"(CASE WHEN {condition} THEN {then.value} WHEN NOT {condition} THEN {otherwise.value}"
        known = f"(CASE WHEN {condition} THEN {then.known} WHEN NOT {condition} THEN {otherwise.known}"
        return Column(f"{value} WHEN {same} THEN {then.value} END)", f"{known} ELSE {same} END)")

    def call(self, tree: Call) -> Column:
        name = tree.function.text
        if name == "as_of":
            raise NotInSql("the past has no column", tree)
        pairs = [self.write(argument) for argument in tree.arguments]
        if name == "has":
            return Column(f"(CASE WHEN {pairs[0].known} THEN {pairs[0].value} IS NOT NULL END)", pairs[0].known)
        values = [pair.value for pair in pairs]
        if name in ("min", "max"):
            # LEAST and GREATEST skip NULL, but an unknown argument makes the result unknown.
            there = " AND ".join(f"{value} IS NOT NULL" for value in values)
            chosen = f"{'LEAST' if name == 'min' else 'GREATEST'}({', '.join(values)})"
            return Column(f"(CASE WHEN {there} THEN {chosen} END)", self.together(pairs))
        return Column(f"({FUNCTIONS[name].sql(self.law).format(*values)})", self.together(pairs))

    def aggregate(self, tree: Aggregate) -> Column:
        raise NotInSql("a loop has no column", tree)

    def table(self, tree: Table) -> Column:
        """The rows that may apply as rows of a query: it is known when they all come to the same."""
        cells = [(self.write(when).value, self.write(then)) for when, then in tree.rows]
        # The last row is for when none applies; without `otherwise` it is not known, where `evaluate` would raise.
        cells.append(("TRUE", self.write(tree.otherwise) if tree.otherwise else Column("NULL", "FALSE")))
        written = ", ".join(f"({n}, {when}, {then.value}, {then.known})" for n, (when, then) in enumerate(cells))
        applying = f"{_COUNTED.format(written, len(tree.rows))} WHERE {_APPLIES[tree.hit]}"
        known = _SAME if tree.hit == "first" else f"{_SAME} AND max(sure) < 2"
        value = f"CASE WHEN {known} THEN (array_agg(value))[1] END"
        return Column(f"(SELECT {value} FROM {applying})", f"(SELECT {known} FROM {applying})")

    def together(self, pairs: list[Column]) -> str:
        known = list(dict.fromkeys(pair.known for pair in pairs if pair.known != "TRUE"))
        return f"({' AND '.join(known)})" if known else "TRUE"


# `reached`: the first row that surely applies; `sure`: how many do, without the last.
_COUNTED = (
    "(SELECT *, min(n) FILTER (WHERE holds) OVER () AS reached,"
    " count(*) FILTER (WHERE holds AND n < {1}) OVER () AS sure"
    " FROM (VALUES {0}) AS cell (n, holds, value, known)) AS row"
)
_APPLIES: dict[Hit, str] = {
    "first": "holds IS NOT FALSE AND n <= reached",
    "unique": "holds IS NOT FALSE AND (sure = 0 OR n = reached)",
}
_SAME = "bool_and(known) AND count(DISTINCT value) + (count(value) < count(*))::int = 1"


def _divided(value: str, divisor: Tree) -> str:
    """Rounded down as in `evaluate`; only by a written number, since a zero in one row would stop all rows."""
    if not isinstance(divisor, Integer) or divisor.value == 0:
        raise NotInSql("only a number written out and not zero divides in SQL", divisor)
    by = f"{divisor.value}::bigint"
    return f"(({value} - mod(mod({value}, {by}) + {by}, {by})) / {by})"


_BY_CLASS: dict[type, Callable[[_Writer, Any], Column]] = {
    Path: _Writer.path,
    Integer: _Writer.literal,
    Boolean: _Writer.literal,
    Date: _Writer.date,
    Text: _Writer.text,
    And: _Writer.and_,
    Or: _Writer.or_,
    Not: _Writer.not_,
    Compare: _Writer.compare,
    Arithmetic: _Writer.arithmetic,
    Negative: _Writer.negative,
    Conditional: _Writer.conditional,
    Call: _Writer.call,
    Aggregate: _Writer.aggregate,
    Table: _Writer.table,
}
