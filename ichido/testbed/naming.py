"""What each office calls its people: names of its own, and those under which Ichido introduced them by letter."""

from collections.abc import Callable
from dataclasses import dataclass, field

from ichido.partners import LINKS
from ichido.security import introductions
from ichido.testbed.people import People
from ichido.testbed.references import reference, secret


@dataclass(slots=True)
class Naming:
    """Every office's names, by its code; no two offices call anybody the same, and none knows another's name.

    The offices share one linking service. It alone knows who is who in all registers, and what it calls them towards
    Ichido; an office shows it a letter and learns whom of its own the letter means. A real one goes by the person's
    login or by what the person proved to each office, never by an individual number.
    """

    seed: int
    _told: dict[tuple[str, str], str] = field(default_factory=dict)
    _own: dict[str, dict[str, str]] = field(default_factory=dict)
    _given: dict[tuple[str, str], str] = field(default_factory=dict)

    def own(self, office: str, whom: str) -> str:
        """Give what an office calls somebody of whom it was never told a name."""
        return reference(self.seed, f"called/{office}/{whom}")

    def called(self, office: str, whom: str) -> str:
        """Give what an office calls somebody towards Ichido: the name it was told, or else its own."""
        return self._given.get((office, whom)) or self.own(office, whom)

    def meant(self, office: str, name: str, people: People) -> str | None:
        """Give the reference of whom an office calls so; None for a name it never heard or gave."""
        found = self._told.get((office, name)) or self._found(office, name, people, lambda who: self.own(office, who))
        return found if found in people.subjects else None

    def introduced(self, office: str, name: str, letter: str, people: People) -> None:
        """Let an office learn from the linking service whom a letter means; a letter of another's changes nothing."""
        linked = introductions.read(secret(self.seed, LINKS), "to-partner", office, name, letter)
        whom = self._found(LINKS, linked, people, self.linked) if linked else None
        if whom is not None:
            self._told[office, name] = whom
            self._given[office, whom] = name

    def linked(self, whom: str) -> str:
        """Give what the linking service calls somebody towards Ichido."""
        return reference(self.seed, f"links/{whom}")

    def letter(self, office: str, whom: str) -> str:
        """Give the letter by which an office introduces somebody to Ichido under the name by which it calls them."""
        sealing = secret(self.seed, LINKS)
        return introductions.write(sealing, "from-partner", office, self.called(office, whom), self.linked(whom))

    def _found(self, office: str, name: str, people: People, call: Callable[[str], str]) -> str | None:
        known = self._own.setdefault(office, {})
        if name not in known:
            known |= {call(whom): whom for whom in people.subjects}
        return known.get(name)


@dataclass(slots=True)
class Answering:
    """How an office speaks in one answer, and the letters that go with the names of its own in it."""

    naming: Naming
    office: str
    letters: dict[str, str] = field(default_factory=dict)

    def name(self, whom: str) -> str:
        """Give what the office calls somebody."""
        name = self.naming.called(self.office, whom)
        if name == self.naming.own(self.office, whom):
            self.letters[name] = self.naming.letter(self.office, whom)
        return name
