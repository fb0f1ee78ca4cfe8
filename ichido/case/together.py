"""What of a scenario happens together, and how what follows from it is told in one order."""

from collections import deque
from collections.abc import Callable, Iterable

from ichido.case.conclusions import Conclusions
from ichido.case.known import procedure_of
from ichido.case.record import Record
from ichido.compiler.plan import Plan
from ichido.language.kinds.scenario import Happening


def happening_next(
    happens: deque[Happening], conclusions: Conclusions, key_of: Callable[[str], str] = str
) -> tuple[Happening, ...]:
    """Take what happens next: one thing, or what offices say on one day of different filings that are before them.

    `key_of` reads a scenario's name of a filing.
    """
    before = {p.key for p in conclusions.procedures if p.sent and p.outcome is None}
    together = [happens.popleft()]
    said = {_key(together[0], key_of)}
    while happens and happens[0].at == together[0].at and said <= before:
        key = _key(happens[0], key_of)
        if key in said or key not in before:
            break
        said.add(key)
        together.append(happens.popleft())
    return tuple(together)


def in_order(plan: Plan, conclusions: Conclusions, record: Record, sent: Iterable[str]) -> list[str]:
    """What left before one rest, which may leave in any order: by the plan's waves, each with its notes after it."""
    waves = {id_: wave for wave, ids in enumerate(plan.submissions) for id_ in ids}
    places = {procedure.key: place for place, procedure in enumerate(conclusions.procedures)}

    def place(key: str) -> tuple[int, int, bool, int]:
        carrier = record.filing(key).noted_with or key
        return waves[procedure_of(carrier)], places.get(carrier, 0), key != carrier, places.get(key, 0)

    return sorted(sent, key=place)


def _key(happening: Happening, key_of: Callable[[str], str]) -> str:
    return key_of(happening.procedure) if happening.procedure else ""
