"""Settle a thousand households, decided by the seed alone."""

from datetime import date, timedelta
from random import Random

from ichido.testbed.households import AS_OF, SHAPES, Seat, Shape
from ichido.testbed.names import GIVEN, SURNAMES, generation_of
from ichido.testbed.people import Account, Address, Household, Name, People, Person
from ichido.testbed.places import BANKS, CITIES
from ichido.testbed.references import reference

HOUSEHOLDS = 1000
ACCOUNT_SHARE = 0.6
GROWN_UP = AS_OF.replace(year=AS_OF.year - 18)


def settle(seed: int, households: int = HOUSEHOLDS) -> People:
    """Give the whole population for a seed; the same seed always gives the same people."""
    rng = Random(seed)
    persons: dict[str, Person] = {}
    homes: dict[str, Household] = {}
    for number in range(households):
        home, members = _household(rng, seed, number)
        homes[home.reference] = home
        persons.update((member.reference, member) for member in members)
    return People(persons, homes)


def _household(rng: Random, seed: int, number: int) -> tuple[Household, tuple[Person, ...]]:
    """Draw one household with its members; the first is its head."""
    shape: Shape = rng.choices(SHAPES, [shape.share for shape in SHAPES])[0]
    seats = shape.draw(rng)
    references = tuple(reference(seed, f"person/{number}/{place}") for place in range(len(seats)))
    surname = rng.choice(SURNAMES)
    address = _address(rng, min(seat.born for seat in seats))
    home = Household(reference(seed, f"household/{number}"), references[0], references, rng.random() < shape.exempt)
    members: list[Person] = []
    for seat, own in zip(seats, references, strict=True):
        children = tuple(references[child] for child in seat.children)
        name = _name(rng, seat, surname, members)
        members.append(_person(rng, seat, own, name, address, home.reference, children))
    return home, tuple(members)


def _name(rng: Random, seat: Seat, surname: tuple[str, str], others: list[Person]) -> Name:
    """Draw a name of the person's generation that nobody else in the household bears."""
    borne = {other.name.text for other in others if other.name}
    free = [name for name in GIVEN[generation_of(seat.born.year), seat.sex] if f"{surname[0]} {name[0]}" not in borne]
    given = rng.choice(free)
    return Name(f"{surname[0]} {given[0]}", f"{surname[1]} {given[1]}")


def _person(
    rng: Random, seat: Seat, own: str, name: Name, address: Address, household: str, children: tuple[str, ...]
) -> Person:
    """Draw one person for a seat; who was born after the household moved in lives there since birth."""
    since = max(address.since or seat.born, seat.born)
    home = Address(address.municipality, address.text, since)
    account = _account(rng, name) if seat.born <= GROWN_UP and rng.random() < ACCOUNT_SHARE else None
    return Person(own, name, seat.born, home, household, children, account)


def _address(rng: Random, eldest: date) -> Address:
    """Draw an address in one of the cities, and since when, after the eldest was grown up."""
    city = rng.choices(CITIES, (35, 65))[0]
    town, blocks = rng.choice(city.towns)
    block = f"{rng.randint(1, blocks)}-" if blocks else ""
    flat = f"-{rng.randint(1, 12)}{rng.randint(1, 8):02d}" if rng.random() < 0.4 else ""
    text = f"{city.prefix}{town}{block}{rng.randint(1, 30)}-{rng.randint(1, 25)}{flat}"
    grown_up = (AS_OF - eldest).days - 18 * 366
    since = AS_OF - timedelta(days=rng.randint(1, max(30, min(grown_up, 30 * 365))))
    return Address(city.code, text, since)


def _account(rng: Random, name: Name) -> Account:
    """Draw an account in the person's own name."""
    bank = rng.choice(tuple(BANKS.values()))
    return Account(bank, f"{rng.randint(1, 899):03d}", f"{rng.randint(1_000_000, 9_999_999)}", name.kana or name.text)
