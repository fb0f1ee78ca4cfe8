"""What came out of a scenario, and how it differs from what was expected."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ichido.language.kinds.scenario import Expected


@dataclass(frozen=True)
class Observed:
    """What came out, in the scenario's own names; made by the simulator and by a run on real servers alike."""

    asked: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    reused: tuple[str, ...] = ()
    sequence: tuple[str, ...] = ()
    due: Mapping[str, date] = field(default_factory=dict)
    overdue: tuple[str, ...] = ()
    outcomes: Mapping[str, str] = field(default_factory=dict)
    paid: Mapping[str, int] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    waiting: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, int] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    complete: bool = False


def differences(expected: Expected, observed: Observed) -> tuple[str, ...]:
    """Each difference in a line: what was expected, and what came out."""
    return tuple(_differences(expected, observed))


def _differences(expected: Expected, observed: Observed) -> Iterator[str]:
    if expected.sequence is not None and expected.sequence != observed.sequence:
        yield _line("sequence", list(expected.sequence), list(observed.sequence))
    for name in ("asked", "confirmed", "reused", "overdue"):
        listed: tuple[str, ...] | None = getattr(expected, name)
        came: tuple[str, ...] = getattr(observed, name)
        if listed is not None and set(listed) != set(came):
            yield _line(name, sorted(listed), sorted(came))
    for name in ("due", "outcomes", "paid", "facts", "waiting", "versions", "refused"):
        found: Mapping[str, Any] = getattr(observed, name)
        for key, wanted in getattr(expected, name).items():
            if found.get(key) != wanted:
                yield _line(f"{name}: {key}", wanted, found.get(key, "nothing"))


def _line(what: str, wanted: object, found: object) -> str:
    return f"{what}: expected {_shown(wanted)}, got {_shown(found)}"


def _shown(value: object) -> str:
    return f"[{', '.join(map(str, value))}]" if isinstance(value, list) else str(value)
