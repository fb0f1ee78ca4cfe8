"""Many families such as that of a scenario, each with names of its own in the registers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ichido.language.kinds import Scenario


@dataclass(frozen=True)
class Family:
    """One of them: what it answers, by short names that are its own."""

    applicant: str
    answers: Mapping[str, Any]


def multiplied(scenario: Scenario, count: int, first: int, system: str) -> tuple[Scenario, tuple[Family, ...]]:
    """A scenario with its people so many times over, numbered from `first` on, and each family of them.

    Each is `hanako-7-ichido`: no two systems meet the same people, since an office calls somebody what it was told.
    """
    names = [name for entries in scenario.registered.values() for name in entries]
    every: dict[str, dict[str, Any]] = {vocabulary: {} for vocabulary in scenario.registered}
    families = []
    for number in range(first, first + count):
        own = {name: f"{name}-{number}-{system}" for name in names}
        for vocabulary, entries in scenario.registered.items():
            every[vocabulary] |= {own[name]: _told_apart(_renamed(said, own), number) for name, said in entries.items()}
        answers = {_key(key, own): _renamed(value, own) for key, value in scenario.answers.items()}
        families.append(Family(own[scenario.applicant], answers))
    return scenario.model_copy(update={"registered": every}), tuple(families)


def everywhere(name: str) -> str:
    """Somebody's short name without the system that meets them: `hanako-7`."""
    return name.rpartition("-")[0]


def in_ids(answers: Mapping[str, Any], ids: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """Answers with subjects by their ids in place of their names; those about somebody unknown are left out."""
    for key, value in answers.items():
        about = key.partition("(")[2].removesuffix(")")
        if not about or about in ids:
            yield _key(key, ids), _renamed(value, ids)


def _told_apart(said: dict[str, Any], number: int) -> dict[str, Any]:
    """A clerk finds people by name and date of birth: no two may be the same."""
    return said | {"name": f"{said['name']}{number}"} if "name" in said else said


def _key(key: str, names: Mapping[str, str]) -> str:
    what, opening, about = key.partition("(")
    return f"{what}({names[about.removesuffix(')')]})" if opening else key


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, Mapping):
        return {key: _renamed(one, names) for key, one in value.items()}
    return [_renamed(one, names) for one in value] if isinstance(value, list | tuple) else value
