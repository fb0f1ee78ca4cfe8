"""What is known of one family's move: the newest value of each term, and what its paths lead to."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from ichido.case.record import Fact
from ichido.case.values import plain
from ichido.rules.values import NONE, Address, Listing, Subject, Value
from ichido.store.cases import StoredCase

VOCABULARY = {"move": "move", "movers": "person", "children": "person", "cars": "vehicle"}
"""What the last link of a path leads to, where that is not a person."""


class Known:
    """A move's facts by subject and term; KeyError for what is not known."""

    def __init__(self, stored: StoredCase) -> None:
        """Take a case as it is kept."""
        record = stored.record
        self.case, self.applicant, self.move = record.case, record.applicant.id, record.about.id
        self.home = record.known_at.get(self.applicant, "")
        self.receiver, self.holders = stored.controller, stored.holders
        self.sources: set[tuple[str, str, str, str]] = set()
        self._values: dict[tuple[str, str], Value] = {}
        self._old: Value = NONE
        self.add(record.facts)

    def add(self, facts: Iterable[Fact]) -> None:
        """Know these facts, too; a newer one counts."""
        for fact in facts:
            term = fact.term.partition(".")[2]
            if (fact.subject, term) == (self.applicant, "address") and self._old is NONE:
                self._old = fact.value
            self._values[fact.subject, term] = fact.value
            self.sources.add((fact.subject, fact.term, fact.provenance.registry, fact.provenance.authority))

    def __getitem__(self, key: tuple[str, str]) -> Value:
        """The value of a subject's term."""
        return self._values[key]

    def has(self, subject: str, term: str) -> bool:
        """Whether something is known that is not none."""
        return self._values.get((subject, term), NONE) is not NONE

    def whose(self, group: str) -> tuple[str, ...]:
        """The subjects of a group: the applicant, the household, its others, who moves, their cars."""
        match group:
            case "applicant":
                return (self.applicant,)
            case "household":
                return (_id(self[self.applicant, "household"]),)
            case "others":
                members = _items(self[self.whose("household")[0], "members"])
                return tuple(member for member in members if member != self.applicant)
            case "movers":
                return _items(self[self.move, "movers"])
            case "cars":
                return _items(self[self.applicant, "cars"])
        raise ValueError(group)

    def office(self, written: str) -> str:
        """The code of an office: of the old city, the new one or its prefecture, where it depends on that."""
        new = self._values.get((self.move, "new_address"))
        code = new.municipality if isinstance(new, Address) else ""
        old = self._old.municipality if isinstance(self._old, Address) else self.home
        return written.format(old=old, new=code, prefecture=code[:2])

    def day(self, term: str) -> date:
        """A day of the move."""
        day = self[self.move, term]
        assert isinstance(day, date)
        return day

    def at(self, path: str, about: str) -> Any:
        """What a path leads to in JSON's types, subjects as themselves; by subject, where it leads over a list."""
        match path:
            case "move.old_address":
                return plain(self._old)
            case "move.registered_on":
                path = "move.entered_on"
        many, subjects, term = self._follow(path, about)
        if not many:
            return plain(self[subjects[0], term], _itself)
        kind = VOCABULARY.get(path.split(".")[-2], "person")
        return {Subject(one, kind): plain(self[one, term], _itself) for one in subjects}

    def values(self, path: str, about: str) -> tuple[Value, ...]:
        """The values a path leads to."""
        _, subjects, term = self._follow(path, about)
        return tuple(self[subject, term] for subject in subjects)

    def named(self, path: str, about: str) -> list[tuple[str, str]]:
        """Whose which term a path leads to, as the disclosure log writes it."""
        _, subjects, term = self._follow(path, about)
        vocabulary = VOCABULARY.get(path.split(".")[-2], "person")
        return [(subject, f"{vocabulary}.{term}") for subject in subjects]

    def _follow(self, path: str, about: str) -> tuple[bool, tuple[str, ...], str]:
        root, *links, term = path.split(".")
        subjects: tuple[str, ...] = ({"applicant": self.applicant, "move": self.move}.get(root, about),)
        for link in links:
            subjects = tuple(item for subject in subjects for item in _items(self[subject, link]))
        return bool(links), subjects, term


def _itself(subject: Subject) -> Subject:
    return subject


def _items(value: Value) -> tuple[str, ...]:
    assert isinstance(value, Listing)
    return tuple(_id(item) for item in value.items)


def _id(value: Value) -> str:
    assert isinstance(value, Subject)
    return value.id
