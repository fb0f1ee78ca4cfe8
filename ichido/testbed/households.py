"""Draw the shapes of households: who lives together, how old, whose child."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from ichido.testbed.names import Sex

AS_OF = date(2026, 3, 1)


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in a household: sex, day of birth, the seats of this person's children, and that of the spouse."""

    sex: Sex
    born: date
    children: tuple[int, ...] = ()
    spouse: int | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of household: how often in a hundred, how often exempt from municipal tax, and how its seats are drawn."""

    share: int
    exempt: float
    draw: Callable[[Random], tuple[Seat, ...]]


def born(rng: Random, age: int) -> date:
    """Give a day of birth for someone who is `age` at the census."""
    return AS_OF - timedelta(days=int(age * 365.25) + 1 + rng.randrange(364))


def _sex(rng: Random) -> Sex:
    return "female" if rng.random() < 0.5 else "male"


def _single(rng: Random) -> tuple[Seat, ...]:
    return (Seat(_sex(rng), born(rng, rng.randint(19, 62))),)


def _elderly_single(rng: Random) -> tuple[Seat, ...]:
    return (Seat("female" if rng.random() < 0.68 else "male", born(rng, rng.randint(66, 96))),)


def _pair(rng: Random, youngest: int, oldest: int) -> tuple[Seat, ...]:
    age = rng.randint(youngest, oldest)
    husband = Seat("male", born(rng, age), spouse=1)
    return husband, Seat("female", born(rng, max(youngest, age - rng.randint(-3, 6))), spouse=0)


def _couple(rng: Random) -> tuple[Seat, ...]:
    return _pair(rng, 24, 63)


def _elderly_couple(rng: Random) -> tuple[Seat, ...]:
    return _pair(rng, 66, 90)


def _child_ages(rng: Random, mother: int) -> tuple[int, ...]:
    """Draw one to three children, eldest first, each born after the mother was twenty."""
    age = rng.randint(0, min(17, mother - 21))
    ages = [age]
    for _ in range(rng.choices((0, 1, 2), (40, 45, 15))[0]):
        age -= rng.randint(2, 4)
        if age >= 0:
            ages.append(age)
    return tuple(ages)


def _family(rng: Random) -> tuple[Seat, ...]:
    mother = rng.randint(24, 50)
    children = tuple(Seat(_sex(rng), born(rng, age)) for age in _child_ages(rng, mother))
    places = tuple(range(2, 2 + len(children)))
    father = max(22, mother + rng.randint(-3, 6))
    return Seat("male", born(rng, father), places, 1), Seat("female", born(rng, mother), places, 0), *children


def _lone_parent(rng: Random) -> tuple[Seat, ...]:
    parent = rng.randint(24, 50)
    children = tuple(Seat(_sex(rng), born(rng, age)) for age in _child_ages(rng, parent))
    places = tuple(range(1, 1 + len(children)))
    return Seat("female" if rng.random() < 0.85 else "male", born(rng, parent), places), *children


def _three_generations(rng: Random) -> tuple[Seat, ...]:
    father, mother, *children = _family(rng)
    father_age = (AS_OF - father.born).days // 365
    grandmother = Seat("female", born(rng, father_age + rng.randint(22, 32)), children=(0,))
    return father, mother, *children, grandmother


# The tax shares make a quarter of all households exempt, more often the old and those who bring up children alone.
SHAPES = (
    Shape(22, 0.20, _single),
    Shape(16, 0.50, _elderly_single),
    Shape(12, 0.10, _couple),
    Shape(12, 0.35, _elderly_couple),
    Shape(25, 0.12, _family),
    Shape(7, 0.50, _lone_parent),
    Shape(6, 0.15, _three_generations),
)
