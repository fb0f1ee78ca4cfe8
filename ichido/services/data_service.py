"""What asking a registry means, whatever the protocol."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol, TypeAlias

from pydantic import JsonValue

from ichido.partners import Partner

Record: TypeAlias = Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Purpose:
    """What the answer is for: the procedure, the article it is asked under, and what the partner calls the case."""

    procedure: str
    under: str
    case: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A record for every subject asked about: None, no such subject there; a field at None, known to be none.

    `letters` introduce, by name, subjects whom the records speak of.
    """

    records: Mapping[str, Record | None] = field(repr=False)
    letters: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer: ask again later, never like this, or told nothing usable; `code` names the case."""

    kind: Literal["unavailable", "refused", "unusable"]
    code: str


class DataService(Protocol):
    """One way to ask a registry."""

    async def ask(
        self,
        partner: Partner,
        resource: str,
        subjects: Mapping[str, str | None],
        fields: tuple[str, ...],
        purpose: Purpose,
        on: date | None,
        timeout: float,
    ) -> Answer | Failure:
        """Ask about all subjects at once within `timeout` seconds; whatever the partner does is a value, not raised.

        `subjects`: what the partner calls each, and the letter that introduces it, None where the name is its own.
        `fields` are JSON pointers into a record without their first stroke: `name`, `insurance/number`.
        `on`: what was so on that day, where the registry keeps its history; None for what is so.
        """
        ...
