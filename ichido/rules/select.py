"""Goes through `child in move.movers if …`: for which subjects a procedure runs."""

from __future__ import annotations

from dataclasses import dataclass

from ichido.rules.evaluate import condition
from ichido.rules.resolve import Bound, RuleError, World, lister
from ichido.rules.tree import Each
from ichido.rules.values import Cause, Subject, Unknown


@dataclass(frozen=True, slots=True)
class Selection:
    """For whom the condition holds, for whom it is not known, and whether these are all (else `causes` says why)."""

    chosen: tuple[Subject, ...]
    undecided: tuple[tuple[Subject, Unknown], ...]
    complete: bool
    causes: tuple[Cause, ...]


def select(each: Each, world: World) -> Selection:
    """The subjects for which the condition holds in this world; raises RuleError rather than guess."""
    found = lister(each.path)(world)
    chooses = condition(each.condition) if each.condition else None
    chosen: list[Subject] = []
    undecided: list[tuple[Subject, Unknown]] = []
    causes, complete = list(found.causes), found.complete
    for item in found.items:
        if isinstance(item, Unknown):
            complete = False
            causes.extend(item.causes)
            continue
        if not isinstance(item, Subject):
            raise RuleError("only subjects can be gone through here", each.path)
        holds = chooses(Bound(world, each.variable.text, item)) if chooses else True
        if isinstance(holds, Unknown):
            undecided.append((item, holds))
        elif holds:
            chosen.append(item)
    return Selection(tuple(chosen), tuple(undecided), complete, tuple(dict.fromkeys(causes)))
