"""What the conditions of a table compare: the values worth trying, and which facts decide them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TypeAlias

from ichido.compiler.reads import tree_of
from ichido.compiler.scope import Scope, Step, steps
from ichido.language.kinds.vocabulary import Term
from ichido.rules.check import check
from ichido.rules.depend import paths
from ichido.rules.functions import FUNCTIONS
from ichido.rules.tree import (
    Aggregate,
    Arithmetic,
    Boolean,
    Call,
    Conditional,
    Date,
    Integer,
    Negative,
    Path,
    Table,
    Text,
    Tree,
)
from ichido.rules.types import BOOLEAN, Type
from ichido.rules.values import NONE, Nothing
from ichido.rules.years import Years


class Mark(Enum):
    """What stands for all the values that no condition names."""

    THERE = "there"
    OTHER = "something else"


Constant: TypeAlias = bool | int | str | date
Tried: TypeAlias = Constant | Nothing | Mark

_STARTS = ("fiscal_year_start", "year_start")
_ANY_RESULT = ("age", "attains", "fiscal_year")
"""Functions that their first argument alone can bring to any result."""
_LEAP = ((2, 28), (2, 29))
"""Days on which not every age is attained, whenever one is born."""
_LONG_YEAR = 366


@dataclass(frozen=True)
class Operand:
    """One thing that conditions look at, with each value worth trying and that value in words.

    Any one fact of `free` can give it each of these values whatever the other facts are; with none of them, all of
    `reads` together can, unless it is not `exact`: then some of the values may never be.
    """

    tried: tuple[tuple[Tried, str], ...]
    reads: frozenset[str]
    free: frozenset[str] = frozenset()
    exact: bool = True
    path: str = ""

    @property
    def presence(self) -> bool:
        """Whether it is only asked if something is there; that says nothing of what it leads to."""
        return all(value in (NONE, Mark.THERE) for value, _ in self.tried)

    def leans_on(self, path: str) -> bool:
        """Whether it reads a fact or what the fact leads to."""
        return any(f"{read}.".startswith(f"{path}.") for read in self.reads)

    def apart_from(self, others: "Iterable[Operand]") -> bool:
        """Whether it can be any of its values whatever the others are."""
        met = [other for other in others if other is not self]
        own = frozenset(path for path in self.reads if not any(self._shares(path, other) for other in met))
        return bool(self.free & own) or (self.exact and own == self.reads)

    def _shares(self, path: str, other: "Operand") -> bool:
        if self.presence or other.presence:
            return path in other.reads
        return other.leans_on(path) or any(f"{path}.".startswith(f"{read}.") for read in other.reads)


@dataclass(frozen=True)
class Facts:
    """Which facts an expression reads and moves with, in a scope and by a law of years; some roots stay put."""

    scope: Scope
    law: Years
    fixed: frozenset[str] = frozenset()

    def operand(self, tree: Tree, text: str, cuts: Iterable[Constant]) -> Operand:
        """An operand that is compared with constants, or asked whether it is there."""
        tried = tuple(self._tried(tree, cuts))
        free = self._settling(tree, tried)
        words = tuple((value, f"{text} is {_word(value)}") for value in tried)
        path = tree.dotted if isinstance(tree, Path) else ""
        return Operand(words, self.reads(tree), free, bool(free) or self._any(tree), path)

    def relation(self, left: tuple[Tree, str], right: tuple[Tree, str], ordered: bool) -> Operand:
        """Two operands that are compared with one another: less, equal or more; or equal or not."""
        reads = tuple(self.reads(tree) for tree, _ in (left, right))
        free = (self.free(left[0]) - reads[1]) | (self.free(right[0]) - reads[0])
        apart = not reads[0] & reads[1] and self._any(left[0]) and self._any(right[0])
        outcomes = ((-1, "<"), (0, "=="), (1, ">")) if ordered else ((False, "!="), (True, "=="))
        tried = tuple((outcome, f"{left[1]} {sign} {right[1]}") for outcome, sign in outcomes)
        return Operand(tried, reads[0] | reads[1], free, bool(free) or apart)

    def type_of(self, tree: Tree) -> Type:
        """The type of an expression that the checks have passed."""
        return check(tree, self.scope, None)[0] or BOOLEAN

    def reads(self, tree: Tree) -> frozenset[str]:
        """Every fact it comes from, through derived terms as well; parameters are no facts."""
        found: set[str] = set()
        for path in paths(tree):
            self._follow(path, found)
        return frozenset(found)

    def free(self, tree: Tree) -> frozenset[str]:
        """The facts of which one alone can give it any value, whatever the others are."""
        match tree:
            case Path():
                return frozenset({tree.dotted}) if self._is_fact(tree.dotted) else frozenset()
            case Negative(operand=Path() as path):
                return self.free(path)
            case Arithmetic() if set(tree.operators) <= {"+", "-"}:
                return self._read_once(tree.operands, tree.operands)
            case Call() if tree.function.text in _ANY_RESULT and isinstance(tree.arguments[0], Path):
                return self._read_once(tree.arguments[:1], tree.arguments)
            case _:
                return frozenset()

    def _read_once(self, moving: tuple[Tree, ...], parts: tuple[Tree, ...]) -> frozenset[str]:
        """The facts that one part can be moved by and that no other part reads."""
        found = (path for part in moving for path in self.free(part))
        return frozenset(path for path in found if sum(path in self.reads(part) for part in parts) == 1)

    def _settling(self, tree: Tree, tried: tuple[Tried, ...]) -> frozenset[str]:
        """The facts of which one alone can give it the values tried, which may be fewer than all there are."""
        if isinstance(tree, Call) and tree.function.text in _STARTS:
            return self.free(tree.arguments[0])
        leap = any(isinstance(day, date) and (day.month, day.day) in _LEAP for day in tried)
        return frozenset() if leap and isinstance(tree, Call) else self.free(tree)

    def _any(self, tree: Tree) -> bool:
        """Whether it can be each value tried, once all the facts it reads are free."""
        if self.type_of(tree).name == "boolean" or isinstance(tree, Aggregate):
            return True
        if isinstance(tree, Call):
            return tree.function.text == "as_of"
        entries = [self._entry(step) for step in self._steps(tree)]
        derived = [entry for entry in entries if entry.is_]
        return isinstance(tree, Path) and (not derived or (derived == entries[-1:] and bool(self._results(tree))))

    def _tried(self, tree: Tree, cuts: Iterable[Constant]) -> Iterator[Tried]:
        found, known = self.type_of(tree), sorted(cuts)
        if found.optional:
            yield NONE
        results = self._results(tree)
        if found.name == "boolean":
            yield from (False, True)
        elif results:
            yield from results
        elif not known:
            yield Mark.THERE
        elif found.name in ("integer", "money", "date"):
            yield from self._near(tree, known)
        else:
            yield from (*known, Mark.OTHER)

    def _near(self, tree: Tree, cuts: list[Constant]) -> list[Constant]:
        """Each constant with what is one below and one above it."""
        near: set[Constant] = set()
        for cut in cuts:
            if isinstance(cut, date):
                near |= set(self._days(tree, cut))
            elif isinstance(cut, int):
                near |= {cut - 1, cut, cut + 1}
        if isinstance(tree, Aggregate) and tree.function == "count":
            near = {number for number in near if isinstance(number, int) and number >= 0}
        return sorted(near)

    def _days(self, tree: Tree, cut: date) -> Iterator[date]:
        """The days around one; a day on which a year starts is only ever such a day."""
        starts = isinstance(tree, Call) and tree.function.text in _STARTS
        for apart in (-1, 0, _LONG_YEAR if starts else 1):
            if 1 <= cut.toordinal() + apart <= date.max.toordinal():
                day = date.fromordinal(cut.toordinal() + apart)
                yield self._start(tree, day) if starts and isinstance(tree, Call) else day

    def _start(self, tree: Call, day: date) -> date:
        function = FUNCTIONS[tree.function.text]
        start = function.evaluate(day, self.law) if function.by_law else function.evaluate(day)
        assert isinstance(start, date), "both functions give days"
        return start

    def _results(self, tree: Tree) -> tuple[Constant, ...]:
        """All that a derived term can come to, where it comes to nothing but what is written out."""
        walked = self._steps(tree)
        whole = isinstance(tree, Path) and bool(walked) and walked[-1].path == tree.dotted
        text = self._entry(walked[-1]).is_ if whole else None
        return tuple(sorted(_leaves(tree_of(text)) or ())) if text else ()

    def _is_fact(self, path: str) -> bool:
        """Whether it is a fact of its own: neither derived, nor met behind something derived, nor fixed."""
        root = self.scope.root(path.partition(".")[0])
        if root is None or path.partition(".")[0] in self.fixed or root.name == "parameters":
            return False
        walked = steps(self.scope, path)
        derived = any(self._entry(step).is_ or self._entry(step).at_opening for step in walked)
        return (bool(walked) or root.name != "subject") and not derived

    def _steps(self, tree: Tree) -> tuple[Step, ...]:
        if not isinstance(tree, Path):
            return ()
        root = self.scope.root(tree.names[0].text)
        return steps(self.scope, tree.dotted) if root is not None and root.name == "subject" else ()

    def _entry(self, step: Step) -> Term:
        return self.scope.vocabularies[step.vocabulary].terms[step.term]

    def _follow(self, path: str, found: set[str]) -> None:
        first, dot, _ = path.partition(".")
        root = self.scope.root(first)
        if path in found or root is None or root.name == "parameters":
            return
        found.add(path)
        for step in steps(self.scope, path) if dot and root.name == "subject" else ():
            subject = step.path.rpartition(".")[0]
            for source in _sources(self._entry(step)):
                start, dot, rest = source.partition(".")
                self._follow(f"{subject}{dot}{rest}" if start == step.vocabulary else source, found)


def _sources(entry: Term) -> tuple[str, ...]:
    """The paths a term comes from; none for a fact."""
    derived = paths(tree_of(entry.is_)) if entry.is_ else ()
    return (*derived, entry.at_opening) if entry.at_opening else derived


def _leaves(tree: Tree) -> set[Constant] | None:
    """What a choice among written values can come to, None when something else is among them."""
    match tree:
        case Integer() | Text() | Boolean() | Date():
            return {tree.value}
        case Conditional():
            parts = [tree.then, tree.otherwise]
        case Table():
            parts = [*(then for _, then in tree.rows), *([tree.otherwise] if tree.otherwise else [])]
        case _:
            return None
    found = [_leaves(part) for part in parts]
    return None if None in found else {value for some in found if some for value in some}


def _word(value: Tried) -> str:
    match value:
        case Mark():
            return value.value
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case date():
            return value.isoformat()
        case int():
            return str(value)
    return "none"
