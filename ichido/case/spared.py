"""What procedures of a case are never looked up nor asked for, since it can no longer change anything, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ichido.case.conclusions import Conclusions
from ichido.case.known import knowing
from ichido.case.record import Record
from ichido.case.standing import Standing, causes, standings
from ichido.compiler.plan import Plan

Settles = Literal["applies", "choice", "eligible", "need"]
"""Why a term does not matter: the procedure does not apply, is not wanted or not granted, or the need has no place."""


@dataclass(frozen=True, slots=True)
class Spared:
    """Paths of one procedure that nobody is asked for; `rule` is what is not so, none where the person chose."""

    key: str
    why: Settles
    rule: str
    paths: tuple[str, ...]


def spared(plan: Plan, record: Record, on: date, conclusions: Conclusions) -> tuple[Spared, ...]:
    """What each procedure would have needed that nobody knows, looks up or is asked for; conclusions are of the day."""
    wanted = {(lookup.subject, term) for lookup in conclusions.lookups for term in lookup.terms}
    wanted |= {(question.subject, question.term) for question in conclusions.questions}
    found = (one for standing in standings(knowing(plan, record, on)) for one in _of(standing))
    return tuple(left for one in found if (left := _unknown(one, wanted)).paths)


@dataclass(frozen=True, slots=True)
class _Idle:
    standing: Standing
    why: Settles
    rule: str
    paths: tuple[str, ...]


def _of(standing: Standing) -> Iterator[_Idle]:
    """The needs that have no place, all of them where the procedure itself has none; acts of the person are none."""
    definition = standing.planned.definition
    every = tuple(path for path in definition.needs if "." in path)
    if standing.filing.sent or standing.filing.final:
        return
    if standing.applies is False:
        each = standing.planned.each
        yield _Idle(standing, "applies", standing.planned.when or (each.condition if each else ""), every)
    elif standing.choice == "decline":
        yield _Idle(standing, "choice", "", every)
    elif standing.choice == "open" and definition.eligible and standing.eligible is False:
        yield _Idle(standing, "eligible", definition.eligible, every)
    else:
        for path in every:
            when = definition.needs[path].when
            if when is not None and standing.world.value(when) is False:
                yield _Idle(standing, "need", when, (path,))


def _unknown(idle: _Idle, wanted: set[tuple[str, str]]) -> Spared:
    def nobody_knows(path: str) -> bool:
        missing = causes(idle.standing.free.value(path))
        return bool(missing) and all((cause.subject, cause.term) not in wanted for cause in missing)

    return Spared(idle.standing.key, idle.why, idle.rule, tuple(path for path in idle.paths if nobody_knows(path)))
