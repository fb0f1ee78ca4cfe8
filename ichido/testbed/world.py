"""Turn the `registered` map of a scenario into people."""

from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from ichido.testbed.names import reading
from ichido.testbed.numbers import is_municipality_code
from ichido.testbed.people import Account, Address, Household, Name, People, Person
from ichido.testbed.places import BANKS, PREFIXES
from ichido.testbed.references import reference

# A scenario gives no day of moving in; the register has one for everybody.
MOVED_IN = date(2015, 4, 1)


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class RegisteredPerson(_Written):
    """A person as a scenario writes one; links are short names."""

    name: str | None = None
    birth_date: date | None = None
    address: str | None = None
    household: str | None = None
    children: tuple[str, ...] = ()
    account: str | None = None


class RegisteredHousehold(_Written):
    """A household as a scenario writes one; links are short names."""

    head: str | None = None
    members: tuple[str, ...] | None = None
    tax_exempt: bool | None = None


class Registered(_Written):
    """All that a scenario's registers hold, by short name."""

    person: Mapping[str, RegisteredPerson] = Field(default_factory=dict)
    household: Mapping[str, RegisteredHousehold] = Field(default_factory=dict)


class World(_Written):
    """A whole new people, and which 団体コード an address prefix stands for beside the two cities known here."""

    registered: Registered
    municipalities: Mapping[str, str] = Field(default_factory=dict)


class Unregistrable(ValueError):
    """What a scenario registers cannot be: the message names the entry, never what it says of a person."""


def named(seed: int, short_name: str) -> str:
    """Give the reference of a person or household that a scenario calls by a short name."""
    return reference(seed, f"named/{short_name}")


def references(seed: int, registered: Registered) -> dict[str, str]:
    """Give the reference of every short name; Unregistrable if a person and a household share one."""
    if both := sorted(registered.person.keys() & registered.household.keys()):
        raise Unregistrable(f"`{both[0]}` is the name of a person and of a household: give one another name")
    return {name: named(seed, name) for name in (*registered.person, *registered.household)}


def people(seed: int, world: World) -> People:
    """Give the people a world describes; Unregistrable for a dangling link or an unreadable address or account."""
    known = references(seed, world.registered)
    prefixes = _prefixes(world.municipalities)
    persons = (_person(name, written, known, prefixes) for name, written in world.registered.person.items())
    homes = (_household(name, written, known) for name, written in world.registered.household.items())
    return People({one.reference: one for one in persons}, {one.reference: one for one in homes})


def _prefixes(given: Mapping[str, str]) -> Mapping[str, str]:
    """Give all prefixes, the longest first, so that a ward's wins over its city's."""
    for prefix, code in given.items():
        if not is_municipality_code(code):
            raise Unregistrable(
                f"`{code}`, given for `{prefix}`, is not a 団体コード: its check digit or length is wrong"
            )
    both = {**PREFIXES, **given}
    return {prefix: both[prefix] for prefix in sorted(both, key=len, reverse=True)}


def _person(name: str, written: RegisteredPerson, known: Mapping[str, str], prefixes: Mapping[str, str]) -> Person:
    """Give the person that the entry `name` describes."""
    spoken = Name(written.name, reading(written.name)) if written.name else None
    return Person(
        reference=known[name],
        name=spoken,
        birth_date=written.birth_date,
        address=_address(name, written, prefixes),
        household=_link(name, written.household, known),
        children=_links(name, written.children, known),
        account=_account(name, written.account, spoken),
    )


def _household(name: str, written: RegisteredHousehold, known: Mapping[str, str]) -> Household:
    """Give the household that the entry `name` describes."""
    members = None if written.members is None else _links(name, written.members, known)
    return Household(known[name], _link(name, written.head, known), members, written.tax_exempt)


def _address(name: str, written: RegisteredPerson, prefixes: Mapping[str, str]) -> Address | None:
    """Find the municipality by the prefix of the address."""
    if written.address is None:
        return None
    for prefix, code in prefixes.items():
        if written.address.startswith(prefix):
            return Address(code, written.address, max(MOVED_IN, written.birth_date or MOVED_IN))
    raise Unregistrable(f"the address of `{name}` is in no known municipality: name its prefix under `municipalities`")


def _account(name: str, written: str | None, holder: Name | None) -> Account | None:
    """Read `bank-branch-number`, the bank by name or by code."""
    if written is None:
        return None
    bank, _, rest = written.partition("-")
    branch, _, number = rest.partition("-")
    code = BANKS.get(bank, bank)
    if not (_digits(code, 4) and _digits(branch, 3) and _digits(number, 7)):
        raise Unregistrable(
            f"the account of `{name}` is not bank-branch-number: みずほ-001-1234567 or 0001-001-1234567"
        )
    return Account(code, branch, number, (holder.kana or holder.text) if holder else name)


def _digits(text: str, count: int) -> bool:
    return len(text) == count and text.isascii() and text.isdigit()


def _links(name: str, written: tuple[str, ...], known: Mapping[str, str]) -> tuple[str, ...]:
    """Turn short names into references."""
    return tuple(link for one in written if (link := _link(name, one, known)))


def _link(name: str, written: str | None, known: Mapping[str, str]) -> str | None:
    """Turn a short name into its reference."""
    if written is None:
        return None
    if written not in known:
        raise Unregistrable(f"`{name}` names `{written}`, whom nobody registered")
    return known[written]
