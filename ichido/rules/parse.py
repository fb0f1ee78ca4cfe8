"""Turns text into a tree or into problems; the text never reaches Python's own parser."""

from __future__ import annotations

import datetime
from functools import lru_cache
from typing import TypeVar, cast

from ichido.language.diagnostic import Diagnostic
from ichido.language.source import Place
from ichido.rules.lex import MAX_TEXT, Refused, Token, tokens
from ichido.rules.stream import Stream
from ichido.rules.tree import (
    Aggregate,
    AggregateName,
    And,
    Arithmetic,
    Boolean,
    Call,
    Compare,
    Comparison,
    Conditional,
    Date,
    Each,
    Hit,
    Integer,
    Loop,
    Name,
    Negative,
    Not,
    Operator,
    Or,
    Path,
    Table,
    Text,
    Tree,
)

Node = TypeVar("Node", bound=Tree)

MAX_DEPTH = 20
MAX_NODES = 400
MAX_TABLE = 20_000
MAX_CELLS = 201

AGGREGATES = frozenset({"any", "all", "sum", "count", "min", "max"})
HITS: tuple[Hit, ...] = ("unique", "first")
_TABLES = tuple(f"{hit}(" for hit in HITS)
_COMPARISONS = frozenset({"<", "<=", "==", "!=", ">", ">=", "in"})


def parse(text: str, place: Place | None) -> Tree | tuple[Diagnostic, ...]:
    """The tree of an expression, or the first problem at its exact column; never raises, whatever the text.

    A decision table, as a plan holds it, may be longer: bounds of depth and parts are for each of its cells.
    """
    most = MAX_TABLE if text.startswith(_TABLES) else MAX_TEXT
    try:
        return _whole(text, most)
    except Refused as refusal:
        return (diagnostic(refusal, place),)


def parse_each(text: str, place: Place | None) -> Each | tuple[Diagnostic, ...]:
    """The parts of `child in move.movers if …`, or the first problem at its exact column; never raises."""
    try:
        return _Parser(tokens(text)).whole_each()
    except Refused as refusal:
        return (diagnostic(refusal, place),)


@lru_cache(maxsize=16_384)
def _whole(text: str, most: int) -> Tree:
    """The tree, which several rules and the compiler want of one text one after another."""
    return _Parser(tokens(text, most)).whole_expression()


def diagnostic(refusal: Refused, place: Place | None) -> Diagnostic:
    """The refusal as a problem at its column, when the place of the text is known."""
    exact = None if place is None else place.shift(refusal.offset, refusal.length)
    return Diagnostic(refusal.code, refusal.message, exact, refusal.help)


class _Parser(Stream):
    """Recursive descent with Python's precedences, counting depth and nodes as it goes."""

    def __init__(self, found: tuple[Token, ...]) -> None:
        super().__init__(found)
        self.depth, self.nodes, self.cells = 0, 0, 0

    def whole_expression(self) -> Tree:
        hit = next((hit for hit in HITS if self.here.text == hit and self.next_is("(")), None)
        tree = self.table(hit) if hit else self.expression()
        if not self.sees("end"):
            raise self.unexpected("an operator or the end")
        return tree

    def table(self, hit: Hit) -> Table:
        start = self.name("a table")
        self.expect("(")
        cells = [self.cell()]
        while self.takes(","):
            cells.append(self.cell())
        self.expect(")")
        if len(cells) < 2:
            raise Refused("expression-syntax", f"`{hit}` has a condition without a value", *self.span(start))
        rows = tuple(zip(cells[::2], cells[1::2], strict=False))
        return Table(hit, rows, cells[-1] if len(cells) % 2 else None, *self.span(start))

    def cell(self) -> Tree:
        """One cell of a table, which has the bounds of an expression of its own."""
        self.cells, self.nodes = self.cells + 1, 0
        if self.cells > MAX_CELLS:
            raise self.refuse("expression-too-large", f"the table has more than {MAX_CELLS} cells", "divide it in two")
        return self.expression()

    def whole_each(self) -> Each:
        variable = self.name("the name of the one meant by *each*")
        self.expect("in")
        path = self.path("the list to go through, such as `move.movers`")
        condition = self.expression() if self.takes("if") else None
        if not self.sees("end"):
            raise self.unexpected("`if` or the end")
        return Each(variable, path, condition)

    def expression(self) -> Tree:
        self.deeper()
        start = self.here
        then = self.disjunction()
        if self.takes("if"):
            condition = self.disjunction()
            if not self.takes("else"):
                raise self.unexpected("`else` and the other value")
            otherwise = self.expression()
            then = self.count(Conditional(then, condition, otherwise, *self.span(start)))
        self.depth -= 1
        return then

    def disjunction(self) -> Tree:
        start, operands = self.here, [self.conjunction()]
        while self.takes("or"):
            operands.append(self.conjunction())
        return operands[0] if len(operands) == 1 else self.count(Or(tuple(operands), *self.span(start)))

    def conjunction(self) -> Tree:
        start, operands = self.here, [self.inversion()]
        while self.takes("and"):
            operands.append(self.inversion())
        return operands[0] if len(operands) == 1 else self.count(And(tuple(operands), *self.span(start)))

    def inversion(self) -> Tree:
        start = self.here
        if not self.takes("not"):
            return self.comparison()
        self.deeper()
        operand = self.inversion()
        self.depth -= 1
        return self.count(Not(operand, *self.span(start)))

    def comparison(self) -> Tree:
        start = self.here
        operands: list[Tree] = [self.sum()]
        operators: list[Comparison] = []
        while (self.here.text in _COMPARISONS and self.here.kind != "text") or self.sees("not"):
            operators.append(self.comparison_operator())
            operands.append(self.sum())
        if not operators:
            return operands[0]
        self.check_membership(operators, operands, start)
        return self.count(Compare(tuple(operators), tuple(operands), *self.span(start)))

    def check_membership(self, operators: list[Comparison], operands: list[Tree], start: Token) -> None:
        if not {"in", "not in"} & set(operators):
            return
        if len(operators) > 1 or not isinstance(operands[1], Path):
            help = "write `x in household.members`, and join comparisons with `and`; for a few values, `==` and `or`"
            span = self.span(start)
            raise Refused("expression-forbidden", "`in` asks whether one value is in one declared list", *span, help)

    def comparison_operator(self) -> Comparison:
        if self.takes("not"):
            self.expect("in")
            return "not in"
        return cast(Comparison, self.advance().text)

    def sum(self) -> Tree:
        return self.chain(("+", "-"))

    def chain(self, operators: tuple[str, ...]) -> Tree:
        inner = self.unary if "*" in operators else self.product
        start = self.here
        operands: list[Tree] = [inner()]
        seen: list[Operator] = []
        while self.here.kind == "symbol" and self.here.text in operators:
            seen.append(cast(Operator, self.advance().text))
            operands.append(inner())
        if not seen:
            return operands[0]
        return self.count(Arithmetic(tuple(seen), tuple(operands), *self.span(start)))

    def product(self) -> Tree:
        return self.chain(("*", "//"))

    def unary(self) -> Tree:
        start = self.here
        if not self.takes("-"):
            return self.atom()
        self.deeper()
        operand = self.unary()
        self.depth -= 1
        return self.count(Negative(operand, *self.span(start)))

    def atom(self) -> Tree:
        token = self.here
        if token.kind == "integer":
            self.advance()
            return self.count(Integer(int(token.text), token.offset, token.length))
        if token.kind == "text":
            self.advance()
            return self.count(Text(token.text, token.offset, token.length))
        if token.text in ("True", "False") and token.kind == "word":
            self.advance()
            return self.count(Boolean(token.text == "True", token.offset, token.length))
        if self.takes("("):
            inner = self.expression()
            self.expect(")")
            return self.plain(inner)
        if token.kind == "name" and self.next_is("("):
            return self.plain(self.call())
        return self.path("a term, a number, a text or `(`")

    def plain(self, tree: Tree) -> Tree:
        """What follows a closing bracket: neither a dot nor another call."""
        if self.sees("."):
            help = "a dot follows a link from a name: `child.household.head`"
            raise self.refuse("expression-forbidden", "a dot can only follow a name", help)
        self.no_call()
        return tree

    def no_call(self) -> None:
        if self.sees("("):
            help = "functions are called by their name, such as `age(child.birth_date, on)`"
            raise self.refuse("expression-forbidden", "only a builtin function can be called", help)

    def path(self, wanted: str) -> Path:
        names = [self.name(wanted)]
        while self.takes("."):
            names.append(self.name("the name of a term"))
        self.no_call()
        return self.count(Path(tuple(names), *self.span(names[0])))

    def name(self, wanted: str) -> Name:
        if self.here.kind != "name":
            raise self.unexpected(wanted)
        token = self.advance()
        return Name(token.text, token.offset, token.length)

    def call(self) -> Tree:
        function = self.name("a function")
        self.expect("(")
        if self.here.kind == "symbol" and self.here.text == "*":
            raise self.refuse("expression-forbidden", "arguments are written one by one", "leave the star out")
        self.deeper()
        arguments: list[Tree] = []
        while not self.sees(")"):
            arguments.append(self.expression())
            if len(arguments) == 1 and self.sees("for"):
                return self.loop(function, arguments[0])
            if not self.takes(",") and not self.sees(")"):
                raise self.unexpected("`,` or `)`")
        self.depth -= 1
        self.expect(")")
        return self.count(self.called(function, tuple(arguments)))

    def called(self, function: Name, arguments: tuple[Tree, ...]) -> Tree:
        span = self.span(function)
        if function.text == "date":
            return Date(_day(function, arguments, span), *span)
        if function.text not in AGGREGATES or (function.text in ("min", "max") and len(arguments) > 1):
            return Call(function, arguments, *span)
        if len(arguments) != 1 or not isinstance(arguments[0], Path):
            example = f"`{function.text}(household.members.income)` or `{function.text}(… for m in household.members)`"
            raise Refused("expression-syntax", f"`{function.text}` goes through one list", *span, f"write {example}")
        return Aggregate(cast(AggregateName, function.text), arguments[0], None, *span)

    def loop(self, function: Name, body: Tree) -> Tree:
        if function.text not in AGGREGATES:
            help = "any, all, sum, count, min and max can"
            raise self.refuse("expression-forbidden", f"`{function.text}` cannot go through a list", help)
        self.expect("for")
        variable = self.name("a name for the one meant by *each*")
        self.expect("in")
        source = self.path("the list to go through, such as `household.members`")
        condition = self.disjunction() if self.takes("if") else None
        if self.sees("for") or self.sees("if"):
            help = "join conditions with `and`; put a second loop into a term with `is:`"
            raise self.refuse("expression-forbidden", "a loop has one `for` and at most one `if`", help)
        self.expect(")")
        self.depth -= 1
        aggregate = cast(AggregateName, function.text)
        return self.count(Aggregate(aggregate, source, Loop(body, variable, condition), *self.span(function)))

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            message = f"the expression is nested more than {MAX_DEPTH} deep"
            raise self.refuse("expression-too-large", message, "name its parts as terms with `is:`")

    def count(self, tree: Node) -> Node:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            message = f"the expression has more than {MAX_NODES} parts"
            raise self.refuse("expression-too-large", message, "name its parts as terms with `is:`")
        return tree


def _day(function: Name, arguments: tuple[Tree, ...], span: tuple[int, int]) -> datetime.date:
    if len(arguments) == 1 and isinstance(arguments[0], Text) and len(arguments[0].value) == 10:
        try:
            return datetime.date.fromisoformat(arguments[0].value)
        except ValueError:
            pass
    help = 'write year, month and day: `date("2026-04-01")`'
    raise Refused("expression-syntax", "this is not a day of the calendar", *span, help)
