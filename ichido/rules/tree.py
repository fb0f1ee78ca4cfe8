"""The frozen tree of an expression: our own nodes, each knowing its offset and length in the text."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias, assert_never

Comparison: TypeAlias = Literal["<", "<=", "==", "!=", ">", ">=", "in", "not in"]
Operator: TypeAlias = Literal["+", "-", "*", "//"]
AggregateName: TypeAlias = Literal["any", "all", "sum", "count", "min", "max"]
Hit: TypeAlias = Literal["unique", "first"]


@dataclass(frozen=True, slots=True)
class Name:
    """One identifier as written."""

    text: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Path:
    """A root followed by dots, as in `child.household.tax_exempt`; a bare name is a path of one."""

    names: tuple[Name, ...]
    offset: int
    length: int

    @property
    def dotted(self) -> str:
        """The path as written, without spaces."""
        return ".".join(name.text for name in self.names)


@dataclass(frozen=True, slots=True)
class Integer:
    """A whole number of at most fifteen digits; also an amount of money where one is expected."""

    value: int
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Text:
    """A quoted text without escapes."""

    value: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Boolean:
    """True or False."""

    value: bool
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Date:
    """A day of the calendar, written `date("2026-04-01")`."""

    value: datetime.date
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class And:
    """Two or more operands that must all be true."""

    operands: tuple[Tree, ...]
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Or:
    """Two or more operands of which one must be true."""

    operands: tuple[Tree, ...]
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary of its operand."""

    operand: Tree
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Compare:
    """A chain `a < b <= c`: one operand more than operators, true when every neighbouring pair is."""

    operators: tuple[Comparison, ...]
    operands: tuple[Tree, ...]
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """A chain of operators of one precedence, worked from the left; one operand more than operators."""

    operators: tuple[Operator, ...]
    operands: tuple[Tree, ...]
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Negative:
    """The operand with its sign turned."""

    operand: Tree
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Conditional:
    """`then if condition else otherwise`."""

    then: Tree
    condition: Tree
    otherwise: Tree
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Call:
    """A builtin function applied to its arguments."""

    function: Name
    arguments: tuple[Tree, ...]
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Loop:
    """`body for variable in … if condition`, the only loop there is."""

    body: Tree
    variable: Name
    condition: Tree | None


@dataclass(frozen=True, slots=True)
class Aggregate:
    """`any(body for variable in source if condition)`, or `any(source)` without a loop."""

    function: AggregateName
    source: Path
    loop: Loop | None
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Table:
    """`unique(when, then, …, otherwise)`: at most one row may apply; of `first(…)` the first that does counts.

    A row is a condition, and what it comes to when that holds.
    """

    hit: Hit
    rows: tuple[tuple[Tree, Tree], ...]
    otherwise: Tree | None
    offset: int
    length: int


Tree: TypeAlias = (
    Path
    | Integer
    | Text
    | Boolean
    | Date
    | And
    | Or
    | Not
    | Compare
    | Arithmetic
    | Negative
    | Conditional
    | Call
    | Aggregate
    | Table
)


@dataclass(frozen=True, slots=True)
class Each:
    """`variable in path if condition`: for which subjects a procedure of a life event runs."""

    variable: Name
    path: Path
    condition: Tree | None


def children(tree: Tree) -> tuple[Tree, ...]:
    """The direct parts of a node, in the order they are written."""
    match tree:
        case Path() | Integer() | Text() | Boolean() | Date():
            return ()
        case And() | Or() | Compare() | Arithmetic():
            return tree.operands
        case Not() | Negative():
            return (tree.operand,)
        case Conditional():
            return (tree.then, tree.condition, tree.otherwise)
        case Call():
            return tree.arguments
        case Aggregate():
            return _aggregate_parts(tree)
        case Table():
            return _table_parts(tree)
        case _:
            assert_never(tree)


def walk(tree: Tree) -> Iterator[Tree]:
    """Every node of the tree, a node before its parts."""
    yield tree
    for child in children(tree):
        yield from walk(child)


def _aggregate_parts(tree: Aggregate) -> tuple[Tree, ...]:
    if tree.loop is None:
        return (tree.source,)
    condition = () if tree.loop.condition is None else (tree.loop.condition,)
    return (tree.loop.body, tree.source, *condition)


def _table_parts(tree: Table) -> tuple[Tree, ...]:
    cells = tuple(cell for row in tree.rows for cell in row)
    return cells if tree.otherwise is None else (*cells, tree.otherwise)
