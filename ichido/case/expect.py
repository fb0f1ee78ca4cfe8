"""What came out of a scenario, and how it differs from what was expected."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ichido.case.conclusions import Conclusions
from ichido.case.known import procedure_of
from ichido.language.kinds.scenario import Expected


@dataclass(frozen=True)
class Observed:
    """What came out, in the scenario's own names; made by the simulator and by a run on real servers alike."""

    asked: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    consented: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    reused: tuple[str, ...] = ()
    sequence: tuple[str, ...] = ()
    due: Mapping[str, date] = field(default_factory=dict)
    overdue: tuple[str, ...] = ()
    outcomes: Mapping[str, str] = field(default_factory=dict)
    paid: Mapping[str, int] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    waiting: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, int] = field(default_factory=dict)
    conflicts: Mapping[str, str] = field(default_factory=dict)
    contested: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    complete: bool = False


def differences(expected: Expected, observed: Observed) -> tuple[str, ...]:
    """Each difference in a line: what was expected, and what came out."""
    return tuple(_differences(expected, observed))


def _differences(expected: Expected, observed: Observed) -> Iterator[str]:
    if expected.sequence is not None and expected.sequence != observed.sequence:
        yield _line("sequence", list(expected.sequence), list(observed.sequence))
    for name in ("asked", "confirmed", "consented", "withdrawn", "reused", "overdue"):
        listed: tuple[str, ...] | None = getattr(expected, name)
        came: tuple[str, ...] = getattr(observed, name)
        if listed is not None and set(listed) != set(came):
            yield _line(name, sorted(listed), sorted(came))
    yield from _all_of("conflicts", expected.conflicts, observed.conflicts)
    yield from _all_of("contested", expected.contested, observed.contested)
    for name in ("due", "outcomes", "paid", "facts", "waiting", "versions", "refused"):
        came_to: Mapping[str, Any] = getattr(observed, name)
        for key, value in getattr(expected, name).items():
            if came_to.get(key) != value:
                yield _line(f"{name}: {key}", value, came_to.get(key, "nothing"))


def _all_of(name: str, expected: Mapping[str, str] | None, observed: Mapping[str, str]) -> Iterator[str]:
    """What differs between all there is and all that was expected, if anything was."""
    for key in sorted({*expected, *observed} if expected is not None else ()):
        wanted, found = (of.get(key, "nothing") for of in (expected or {}, observed))
        if wanted != found:
            yield _line(f"{name}: {key}", wanted, found)


def contested_in_words(conclusions: Conclusions) -> dict[str, str]:
    """What became of each objection to a register's word, as a scenario writes it; of one fact the newest."""
    return {f"{one.subject}.{one.term.partition('.')[2]}": one.state for one in conclusions.contested}


def conflicts_in_words(conclusions: Conclusions) -> dict[str, str]:
    """Whose word counts of each term of which sources say different things, as a scenario writes it."""
    return {
        f"{one.subject}.{one.term.partition('.')[2]}": "open" if one.open else procedure_of(one.counts)
        for one in conclusions.conflicts
    }


def _line(what: str, wanted: object, found: object) -> str:
    return f"{what}: expected {_shown(wanted)}, got {_shown(found)}"


def _shown(value: object) -> str:
    return f"[{', '.join(map(str, value))}]" if isinstance(value, list) else str(value)
