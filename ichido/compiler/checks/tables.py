"""Decision tables: no situation is left out, none is decided twice, and every row can be reached."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from ichido.compiler.checks.expressions import Written, tabled
from ichido.compiler.checks.places import text_place
from ichido.compiler.counting import years
from ichido.compiler.reads import tree_of
from ichido.language.catalogue import Catalogue
from ichido.language.diagnostic import Diagnostic
from ichido.language.kinds.table import Table
from ichido.language.source import Place
from ichido.rules.depend import paths

if TYPE_CHECKING:
    from ichido.compiler.situations import Situations

_ANY_DAY = date(2000, 1, 1)

_Judged: TypeAlias = "tuple[tuple[date | None, Situations], ...]"
"""The situations of a table, by the parameters of each day since when they are others."""


def wrong_table(catalogue: Catalogue) -> Iterator[Diagnostic]:
    """A situation that no row of a table is about, or two of those of which one may be, and a row that never counts."""
    for rule, table in tabled(catalogue):
        judged = _judged(catalogue, rule, table)
        if table.otherwise is None:
            yield from _gap(rule, judged)
        if table.hit == "unique":
            yield from _overlap(rule, judged)
        yield from _unreachable(rule, table, tuple(situations for _, situations in judged))


def _gap(rule: Written, periods: _Judged) -> Iterator[Diagnostic]:
    for since, judged in periods:
        told = judged.told(s for s in judged.every if not any(holds(s) for holds in judged.conditions))
        if told is not None:
            place = rule.document.place(*rule.location, "rows", key=True)
            help_ = "add a row for it, or `otherwise:` for all that no row is about"
            yield Diagnostic("table-gap", f"nothing applies {_when(told, since)}", place, help_)
            return


def _overlap(rule: Written, periods: _Judged) -> Iterator[Diagnostic]:
    found: dict[int, Diagnostic] = {}
    for since, judged in periods:
        for second, first, told in _overlaps(judged):
            message = f"rows {first + 1} and {second + 1} both apply {_when(told, since)}"
            help_ = "narrow one of them, or write `hit: first`"
            found.setdefault(second, Diagnostic("table-overlap", message, _condition(rule, second), help_))
    yield from found.values()


def _unreachable(rule: Written, table: Table, periods: tuple[Situations, ...]) -> Iterator[Diagnostic]:
    for index in range(len(table.rows)) if periods else ():
        if any(_reached(judged, index, table.hit == "first") for judged in periods):
            continue
        message, help_ = f"row {index + 1} never applies", "correct its condition, or leave it out"
        if any(_reached(judged, index, in_order=False) for judged in periods):
            why = next(filter(None, (_taken(judged, index) for judged in periods)), "one above always applies too")
            message, help_ = f"row {index + 1} is never reached: {why}", "move it up, or leave it out"
        yield Diagnostic("unreachable-row", message, _condition(rule, index), help_)


def _overlaps(judged: Situations) -> Iterator[tuple[int, int, str]]:
    """Each row with the first above it that may apply at the same time, and when."""
    applying = [frozenset(filter(holds, judged.every)) for holds in judged.conditions]
    for second, rows in enumerate(applying):
        both = ((first, judged.told(rows & applying[first])) for first in range(second))
        found = next(((first, told) for first, told in both if told is not None), None)
        if found:
            yield second, *found


def _reached(judged: Situations, index: int, in_order: bool) -> bool:
    above = judged.conditions[:index] if in_order else ()
    return any(judged.conditions[index](s) and not any(holds(s) for holds in above) for s in judged.every)


def _taken(judged: Situations, index: int) -> str | None:
    """A situation in which a row applies, and the row above it that comes first."""
    for first in range(index):
        above = judged.conditions[:first]
        taken = (s for s in judged.every if judged.conditions[first](s) and not any(holds(s) for holds in above))
        told = judged.told(s for s in taken if judged.conditions[index](s))
        if told is not None:
            return f"{_when(told, None)}, row {first + 1} comes first"
    return None


def _judged(catalogue: Catalogue, rule: Written, table: Table) -> _Judged:
    """Nothing for a table of too many situations.

    Where parameters change, the day of the question belongs to one of their periods and is not free.
    """
    # Only a catalogue that has a table pays for what judges it: every verb starts with the checks.
    from ichido.compiler.operands import Facts
    from ichido.compiler.situations import situations

    texts = tuple(row.when for row in table.rows)
    days = _days(rule, texts)
    facts = Facts(rule.scope, years(catalogue), frozenset({"on"} if len(days) > 1 else ()))
    found = tuple((day if len(days) > 1 else None, situations(texts, facts, day)) for day in days or (_ANY_DAY,))
    complete = tuple((day, judged) for day, judged in found if judged is not None)
    return complete if len(complete) == len(found) else ()


def _days(rule: Written, texts: tuple[str, ...]) -> tuple[date, ...]:
    """The days on which a parameter that the conditions name changes, from when all of them have a value."""
    named = {path for text in texts for path in paths(tree_of(text))}
    sets = rule.scope.parameters
    dated = [sets[root].values[name].from_ for root, _, name in (p.partition(".") for p in named) if root in sets]
    first = max(map(min, dated), default=date.min)
    return tuple(sorted({day for days in dated for day in days if day >= first}))


def _when(told: str, since: date | None) -> str:
    by = f", by the parameters of {since}" if since else ""
    return f"when {told}{by}" if told else f"whatever is so{by}"


def _condition(rule: Written, index: int) -> Place:
    where = (*rule.location, "rows", index, "when")
    return text_place(rule.document, *where) or rule.document.place(*where)
