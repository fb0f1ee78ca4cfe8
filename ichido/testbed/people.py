"""What the pretend government knows of its people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Name:
    """A name as registered, and its reading in katakana where the register has one."""

    text: str
    kana: str | None


@dataclass(frozen=True, slots=True)
class Address:
    """A registered address: the municipality's 団体コード, the whole text, and since when."""

    municipality: str
    text: str
    since: date | None


@dataclass(frozen=True, slots=True)
class Account:
    """An account to pay into: bank and branch codes, seven-digit number, holder in katakana."""

    bank: str
    branch: str
    number: str
    holder: str


@dataclass(frozen=True, slots=True)
class Person:
    """A person; a fact that is None is not known here, except the account, which is then known to be none."""

    reference: str
    name: Name | None = None
    birth_date: date | None = None
    address: Address | None = None
    household: str | None = None
    children: tuple[str, ...] = ()
    account: Account | None = None


@dataclass(frozen=True, slots=True)
class Household:
    """A household; a fact that is None is not known here."""

    reference: str
    head: str | None = None
    members: tuple[str, ...] | None = None
    tax_exempt: bool | None = None


@dataclass(frozen=True, slots=True)
class People:
    """All persons and households, by reference."""

    persons: Mapping[str, Person] = field(default_factory=dict)
    households: Mapping[str, Household] = field(default_factory=dict)

    def municipality_of(self, household: Household) -> str | None:
        """Give the 団体コード of the city a household lives in: its head's, or else the first known member's."""
        for reference in (household.head, *(household.members or ())):
            person = self.persons.get(reference) if reference else None
            if person and person.address:
                return person.address.municipality
        return None

    def joined(self, other: "People") -> "People":
        """Give both peoples as one; the other's win where references meet."""
        return People({**self.persons, **other.persons}, {**self.households, **other.households})
