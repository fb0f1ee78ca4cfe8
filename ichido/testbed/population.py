"""Settle a thousand households, decided by the seed alone."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from pydantic import JsonValue

from ichido.testbed.households import AS_OF, SHAPES, Seat
from ichido.testbed.names import GIVEN, SURNAMES, generation_of
from ichido.testbed.people import People, Subject, written
from ichido.testbed.places import BANKS, CITIES
from ichido.testbed.references import reference

HOUSEHOLDS = 1000
ACCOUNT_SHARE = 0.6
GROWN_UP = AS_OF.replace(year=AS_OF.year - 18)


def settle(seed: int, households: int = HOUSEHOLDS) -> People:
    """Give the whole population for a seed; the same seed always gives the same people."""
    rng = Random(seed)
    return People.of(subject for number in range(households) for subject in _household(rng, seed, number))


def _household(rng: Random, seed: int, number: int) -> Iterator[Subject]:
    """Draw one household, then its members; the first is its head."""
    shape = rng.choices(SHAPES, [shape.share for shape in SHAPES])[0]
    seats = shape.draw(rng)
    household = reference(seed, f"household/{number}")
    members = [reference(seed, f"person/{number}/{place}") for place in range(len(seats))]
    surname = rng.choice(SURNAMES)
    address, since = _address(rng, min(seat.born for seat in seats))
    exempt = rng.random() < shape.exempt
    home: dict[str, JsonValue] = {"head": members[0], "members": [*members], "tax_exempt": exempt}
    yield written("household", household, since, home)
    borne: list[str] = []
    for seat, own in zip(seats, members, strict=True):
        given, kana = _given(rng, seat, borne)
        borne.append(given)
        person = _person(rng, seat, f"{surname[0]} {given}", f"{surname[1]} {kana}")
        person |= {"address": address, "household": household, "children": [members[child] for child in seat.children]}
        person |= {"sex": seat.sex, "spouse": None if seat.spouse is None else members[seat.spouse]}
        # Who was born after the household moved in lives there since birth.
        yield written("person", own, max(since, seat.born), person)


def _given(rng: Random, seat: Seat, borne: list[str]) -> tuple[str, str]:
    """Draw a given name of the person's generation that nobody else in the household bears."""
    return rng.choice([name for name in GIVEN[generation_of(seat.born.year), seat.sex] if name[0] not in borne])


def _person(rng: Random, seat: Seat, name: str, kana: str) -> dict[str, JsonValue]:
    """Draw what is a person's own; no child has an account."""
    account = _account(rng, kana) if seat.born <= GROWN_UP and rng.random() < ACCOUNT_SHARE else None
    return {"name": {"text": name, "kana": kana}, "birth_date": seat.born.isoformat(), "account": account}


def _address(rng: Random, eldest: date) -> tuple[JsonValue, date]:
    """Draw an address in one of the cities, and since when, after the eldest was grown up."""
    city = rng.choices(CITIES, (35, 65))[0]
    town, blocks = rng.choice(city.towns)
    block = f"{rng.randint(1, blocks)}-" if blocks else ""
    flat = f"-{rng.randint(1, 12)}{rng.randint(1, 8):02d}" if rng.random() < 0.4 else ""
    text = f"{city.prefix}{town}{block}{rng.randint(1, 30)}-{rng.randint(1, 25)}{flat}"
    grown_up = (AS_OF - eldest).days - 18 * 366
    since = AS_OF - timedelta(days=rng.randint(1, max(30, min(grown_up, 30 * 365))))
    return {"municipality": city.code, "text": text}, since


def _account(rng: Random, holder: str) -> JsonValue:
    """Draw an account in the person's own name."""
    bank = rng.choice(tuple(BANKS.values()))
    branch, number = f"{rng.randint(1, 899):03d}", f"{rng.randint(1_000_000, 9_999_999)}"
    return {"bank": bank, "branch": branch, "number": number, "holder": holder}
