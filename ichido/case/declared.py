"""What a person declared although a register holds it: since its register was down, or before it answered."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from ichido.case.canonical import same
from ichido.case.record import Attempt, Fact, Record

Reply = Literal["pending", "same", "differs"]
"""What the register says: nothing yet, the same in canonical form, or something else."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A person's word on a term of a subject, beside what its register says of it.

    `since`: when the register could first not be asked; once it has answered, when it did.
    """

    subject: str
    term: str
    on: date | None
    registry: str
    authority: str
    since: datetime
    reply: Reply

    @property
    def verified(self) -> bool:
        """The register has said the same."""
        return self.reply == "same"

    @property
    def key(self) -> tuple[str, str, date | None]:
        """Of whom, which term, and of which day if not now."""
        return self.subject, self.term, self.on


def declared(record: Record) -> tuple[Declared, ...]:
    """The newest word of the person on each term whose register is still to answer, or answered after it was given.

    What a register said before is no doubt cast on it: a correction or a declined entry put the person's word in place.
    """
    said = {_key(fact): (place, fact) for place, fact in enumerate(record.facts) if fact.provenance.source == "person"}
    if not said:
        return ()
    late = _answers(record)
    found: list[Declared] = []
    for key, (place, fact) in said.items():
        answer = late.get(key)
        if answer and answer[0] > place:
            found.append(_compared(fact, answer[1]))
        elif pending := _pending(record, fact):
            found.append(Declared(*key, pending.registry, pending.authority, pending.at, "pending"))
    return tuple(found)


def confirms(record: Record, registry: str, authority: str, subject: str, terms: Collection[str]) -> bool:
    """Whether asking a registry of this is to confirm what was declared while it could not be asked."""
    asked = (registry, authority, subject)
    pending = (one for one in declared(record) if one.reply == "pending")
    return any((one.registry, one.authority, one.subject) == asked and one.term in terms for one in pending)


def _answers(record: Record) -> dict[tuple[str, str, date | None], tuple[int, Fact]]:
    declined = {(a.registry, a.authority, a.subject, a.term) for a in record.attempts if a.result == "declined"}
    found: dict[tuple[str, str, date | None], tuple[int, Fact]] = {}
    for place, fact in enumerate(record.facts):
        source = fact.provenance
        aside = (source.registry, source.authority, fact.subject, fact.term) in declined
        if source.source == "registry" and not aside:
            found[_key(fact)] = place, fact
    return found


def _pending(record: Record, fact: Fact) -> Attempt | None:
    of, days = (fact.subject, fact.term), (None, fact.provenance.on)
    pending = (a for a in record.attempts if a.result == "pending")
    return next((a for a in pending if (a.subject, a.term) == of and a.on in days), None)


def _compared(word: Fact, answer: Fact) -> Declared:
    source = answer.provenance
    reply: Reply = "same" if same(word.value, answer.value) else "differs"
    return Declared(*_key(word), source.registry, source.authority, answer.at, reply)


def _key(fact: Fact) -> tuple[str, str, date | None]:
    return fact.subject, fact.term, fact.provenance.on
