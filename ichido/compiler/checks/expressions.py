"""Expressions: each is read, typed against what is in scope, and of the type its place asks for."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ichido.compiler.acting import scope_about, with_actor
from ichido.compiler.checks.places import begins_line, table_at, text_place
from ichido.compiler.checks.walk import Location, about_exists, vocabulary_scope
from ichido.compiler.counting import Key, unstated
from ichido.compiler.scope import Scope, steps
from ichido.language.catalogue import Catalogue
from ichido.language.diagnostic import Diagnostic
from ichido.language.document import Document
from ichido.language.kinds import LifeEvent, Model, Procedure
from ichido.language.kinds.table import BEGINNINGS, Table
from ichido.language.once import gathered
from ichido.language.source import Place
from ichido.rules.check import check, check_each
from ichido.rules.parse import parse, parse_each
from ichido.rules.present import present
from ichido.rules.tree import Call, Each, Path, Tree, walk
from ichido.rules.types import BOOLEAN, DATE, MONEY, Type


@dataclass(frozen=True)
class Written:
    """An expression where it stands, what is in scope, and which type is wanted of it.

    A cell of a table is reached when some conditions came to true or false: those are `given`.
    """

    document: Document[Model]
    location: Location
    text: str
    scope: Scope
    wanted: Type | None = None
    each: bool = False
    given: tuple[tuple[str, bool], ...] = ()


def bad_expression(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """What the rules room says of each expression, at its column."""
    for asked in written(catalogue):
        if not _problems(asked, None):
            continue
        for problem in _problems(asked, text_place(asked.document, *asked.location)):
            yield problem if problem.place else replace(problem, place=asked.document.place(*asked.location))


def inline_expression(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """Rule 6: an expression with a call or an operator stands on its own line."""
    for asked in written(catalogue):
        tree = parse_each(asked.text, None) if asked.each else parse(asked.text, None)
        if isinstance(tree, (tuple, Path)) or begins_line(asked.document, *asked.location):
            continue
        key = asked.document.place(*asked.location, key=True)
        message = "an expression with a call or an operator stands on its own line"
        yield Diagnostic("inline-expression", message, key, "break the line before the key and leave the braces out")


def unstated_law(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """What each country counts in its own way is said in a laws file before a rule or a payment rests on it."""
    wanted = {key: said for key, said in _STATED.items() if unstated(catalogue, key)}
    for asked in written(catalogue) if wanted else ():
        tree = parse_each(asked.text, None) if asked.each else parse(asked.text, None)
        calls = {node.function.text for node in _nodes(tree) if isinstance(node, Call)}
        for key, (used, example) in wanted.items():
            money = key == "currency" and asked.location[:2] == ("pays", "amount")
            if money or calls & used:
                what = "what is paid" if money else " and ".join(f"`{name}`" for name in sorted(calls & used))
                message = f"no laws file says `{key}`, on which {what} rests"
                help_ = f"add `{key}: {example}`, or what the law says, below `laws: {catalogue.country}`"
                where = asked.location[:2] if money else asked.location  # once for all cells of a table
                yield Diagnostic("unstated-law", message, asked.document.place(*where), help_)


_STATED: dict[Key, tuple[frozenset[str], str]] = {
    "fiscal_year_starts": (frozenset({"fiscal_year", "fiscal_year_start"}), "01-01"),
    "age_attained": (frozenset({"attains"}), "birthday"),
    "currency": (frozenset(), "EUR"),
}
"""Which functions rest on which key of a laws file, and how the key is written."""


def _nodes(tree: Tree | Each | tuple[Diagnostic, ...]) -> Iterator[Tree]:
    if isinstance(tree, Each):
        yield from walk(tree.condition) if tree.condition else ()
    elif not isinstance(tree, tuple):
        yield from walk(tree)


def _problems(asked: Written, place: Place | None) -> tuple[Diagnostic, ...]:
    return _each(asked, place) if asked.each else _one(asked, place)


def _one(asked: Written, place: Place | None) -> tuple[Diagnostic, ...]:
    tree = parse(asked.text, place)
    return tree if isinstance(tree, tuple) else check(tree, asked.scope, place, asked.wanted, _guards(asked))[1]


def _each(asked: Written, place: Place | None) -> tuple[Diagnostic, ...]:
    tree = parse_each(asked.text, place)
    return tree if isinstance(tree, tuple) else check_each(tree, asked.scope, place)[1]


def _guards(asked: Written) -> frozenset[str]:
    """What is surely there where a cell is reached; a condition that cannot be read says nothing."""
    given = ((parse(text, None), outcome) for text, outcome in asked.given)
    return frozenset().union(*(present(tree, outcome) for tree, outcome in given if not isinstance(tree, tuple)))


@gathered
def written(catalogue: Catalogue) -> Iterator[Written]:
    """Every expression of a catalogue whose subjects exist, of a table each cell."""
    for rule in _rules(catalogue):
        table = _table(rule)
        yield from _cells(rule, table) if table else (rule,)


def tabled(catalogue: Catalogue) -> Iterator[tuple[Written, Table]]:
    """Every decision table of a catalogue whose subjects exist, and where it stands."""
    for rule in _rules(catalogue):
        table = _table(rule)
        if table:
            yield rule, table


def _table(rule: Written) -> Table | None:
    """The table as it was written; of what a rule reads, only a table begins like one."""
    return table_at(rule.document, *rule.location) if rule.text.startswith(BEGINNINGS) else None


def _cells(rule: Written, table: Table) -> Iterator[Written]:
    """The cells of a table: a condition, then what it comes to when the condition holds."""
    passed: tuple[tuple[str, bool], ...] = ()
    for index, row in enumerate(table.rows):
        row_at = (*rule.location, "rows", index)
        before = passed if table.hit == "first" else ()
        yield replace(rule, location=(*row_at, "when"), text=row.when, wanted=BOOLEAN, given=before)
        yield replace(rule, location=(*row_at, "then"), text=row.then, given=(*before, (row.when, True)))
        passed = (*passed, (row.when, False))
    if table.otherwise is not None:
        yield replace(rule, location=(*rule.location, "otherwise"), text=table.otherwise, given=passed)


def _rules(catalogue: Catalogue) -> Iterator[Written]:
    """Every place of an expression, with all that is written there."""
    for document in catalogue.procedures.values():
        if about_exists(catalogue, document.model.about):
            yield from _of_procedure(catalogue, document, scope_about(catalogue, document.model.about))
    for registry in catalogue.registries.values():
        if registry.model.jurisdiction and registry.model.jurisdiction.as_of:
            day = registry.model.jurisdiction.as_of
            anyone = vocabulary_scope(catalogue, *catalogue.vocabularies)
            yield Written(registry, ("jurisdiction", "as_of"), day, anyone, DATE)
    for event in catalogue.life_events.values():
        if about_exists(catalogue, event.model.about):
            yield from _of_life_event(event, scope_about(catalogue, event.model.about))
    for vocabulary in catalogue.vocabularies.values():
        scope = vocabulary_scope(catalogue, vocabulary.id)
        for name, term in vocabulary.model.terms.items():
            if term.is_:
                yield Written(vocabulary, ("terms", name, "is"), term.is_, scope, scope.type_of(term))


def _of_procedure(catalogue: Catalogue, document: Document[Procedure], scope: Scope) -> Iterator[Written]:
    procedure = document.model
    if procedure.eligible:
        yield Written(document, ("eligible",), procedure.eligible, scope, BOOLEAN)
    for name, right in procedure.may_act.items():
        if right.when:
            yield Written(document, ("may_act", name, "when"), right.when, with_actor(catalogue, scope), BOOLEAN)
    if procedure.pays:
        yield Written(document, ("pays", "amount"), procedure.pays.amount, scope, MONEY)
    for index, once in enumerate(procedure.once_for):
        yield Written(document, ("once_for", index), once, scope)
    if procedure.jurisdiction and procedure.jurisdiction.as_of:
        yield Written(document, ("jurisdiction", "as_of"), procedure.jurisdiction.as_of, scope, DATE)
    for path, need in procedure.needs.items():
        if need.as_of:
            yield Written(document, ("needs", path, "as_of"), need.as_of, scope, DATE)
        if need.when:
            yield Written(document, ("needs", path, "when"), need.when, scope, BOOLEAN)
    for path, produced in procedure.produces.items():
        if produced.is_:
            yield Written(document, ("produces", path, "is"), produced.is_, scope, steps(scope, path)[-1].type)


def _of_life_event(document: Document[LifeEvent], scope: Scope) -> Iterator[Written]:
    for id_, member in document.model.procedures.items():
        if member.when:
            yield Written(document, ("procedures", id_, "when"), member.when, scope, BOOLEAN)
        if member.for_:
            yield Written(document, ("procedures", id_, "for"), member.for_, scope, each=True)
