"""How many rules are evaluated in a second, beside CEL's C++ implementation on the same rules and the same people.

Both read and type every rule once, outside the timed part, and are given one person's facts after the other: we as a
world, CEL as an activation. Rounds alternate, and the median of each counts. CEL with its activations made beforehand,
as for rules that are put to the same person again, is measured beside it. CEL has neither ages nor fiscal years, so
expressions over the parts of a date stand in for them; and no third value, so everything is known here.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from cel_expr_python import cel
from cel_expr_python.ext import ext_bindings

from ichido.rules.evaluate import prepare
from ichido.rules.parse import parse
from ichido.rules.tree import Tree
from ichido.rules.values import Listing, ParameterSet, Subject, Value
from ichido.rules.years import FIRST, Years

GOAL = 2.0
ROUNDS, PEOPLE, TIMES = 21, 20, 20
ON = date(2026, 5, 1)

_BEFORE = "({0}.getMonth() < {1}.getMonth() || ({0}.getMonth() == {1}.getMonth() && {0}.getDate() < {1}.getDate()))"


def _age(born: str, on: str = "on") -> str:
    """Completed years, in CEL."""
    return f"({on}.getFullYear() - {born}.getFullYear() - ({_BEFORE.format(on, born)} ? 1 : 0))"


_YEAR = "(on.getFullYear() - (on.getMonth() < 3 ? 1 : 0))"
_LATER = "({0}.getMonth() > 3 || ({0}.getMonth() == 3 && {0}.getDate() > 1))".format("child.birth_date")
_IN_APRIL = f"({_YEAR} - child.birth_date.getFullYear() - ({_LATER} ? 1 : 0))"
"""The age of a child on the first day of the fiscal year, in CEL."""
_INCOME = "child.household.income < limits.income + limits.each * child.household.dependants"

RULES: dict[str, tuple[str, str]] = {
    "school support: who": (
        "child.household.tax_exempt and 6 <= age(child.birth_date, fiscal_year_start(on)) < 15",
        f"child.household.tax_exempt && cel.bind(years, {_IN_APRIL}, 6 <= years && years < 15)",
    ),
    "school support: how much": (
        "support.elementary if age(child.birth_date, fiscal_year_start(on)) < 12 else support.junior_high",
        f"{_IN_APRIL} < 12 ? support.elementary : support.junior_high",
    ),
    "moving: leaves the city": (
        "move.old_address.municipality != move.new_address.municipality",
        "move.old_address.municipality != move.new_address.municipality",
    ),
    "child allowance: how much": (
        "first(age(child.birth_date, on) < 3, support.infant, child.rank >= 3, support.third, support.others)",
        f"{_age('child.birth_date')} < 3 ? support.infant : (child.rank >= 3 ? support.third : support.others)",
    ),
    "child allowance: who": (
        f"age(child.birth_date, on) < 18 and {_INCOME}",
        f"{_age('child.birth_date')} < 18 && {_INCOME}",
    ),
    "old-age pension": (
        "age(applicant.birth_date, on) >= limits.pension and applicant.years_paid >= 10",
        f"{_age('applicant.birth_date')} >= limits.pension && applicant.years_paid >= 10",
    ),
    "medical costs of children": (
        "any(age(day, on) < 16 for day in child.household.birth_dates) and not child.household.on_welfare",
        f"child.household.birth_dates.exists(day, {_age('day')} < 16) && !child.household.on_welfare",
    ),
    "rent subsidy: how much": (
        "min(applicant.rent, limits.rent) * 2 // 3",
        "(applicant.rent < limits.rent ? applicant.rent : limits.rent) * 2 / 3",
    ),
    "care insurance: class": (
        "'A' if child.household.on_welfare else 'B' if child.household.tax_exempt else 'C'",
        "child.household.on_welfare ? 'A' : (child.household.tax_exempt ? 'B' : 'C')",
    ),
    "nursery: points": (
        "(20 if applicant.works else 0) + (10 if applicant.alone else 0) + child.rank * 2 >= limits.points",
        "(applicant.works ? 20 : 0) + (applicant.alone ? 10 : 0) + child.rank * 2 >= limits.points",
    ),
    "residence: right of way": (
        "applicant.status in applicant.accepted or applicant.status == 'permanent'",
        "applicant.status in applicant.accepted || applicant.status == 'permanent'",
    ),
    "deadline": (
        "move.date <= on and (applicant.alone or applicant.works) and child.rank > 0",
        "move.date <= on && (applicant.alone || applicant.works) && child.rank > 0",
    ),
    "large family": (
        "count(day for day in child.household.birth_dates if age(day, on) < 18) >= 3",
        f"child.household.birth_dates.filter(day, {_age('day')} < 18).size() >= 3",
    ),
}
"""Three rules of moving house and ten more like them, as we write them and as CEL does."""

PARAMETERS = {
    "support": {"elementary": 11_630, "junior_high": 22_730, "infant": 15_000, "third": 30_000, "others": 10_000},
    "limits": {"income": 6_000_000, "each": 380_000, "pension": 65, "rent": 50_000, "points": 25},
}


ROOTS: dict[str, Value] = {name: Subject(name, name) for name in ("child", "applicant", "move")}
ROOTS |= {"on": ON, **{name: ParameterSet(name) for name in PARAMETERS}}


class World:
    """Somebody's facts in memory, as a store would have read them."""

    years: Years = FIRST

    def __init__(self, facts: dict[tuple[str, str], Value]) -> None:
        self.facts = facts

    def root(self, name: str) -> Value:
        """What a first name stands for."""
        return ROOTS[name]

    def fact(self, subject: Subject, term: str) -> Value:
        """A term of a subject."""
        return self.facts[subject.id, term]

    def parameter(self, set: str, name: str, on: date) -> Value:
        """A value of a parameter set."""
        return PARAMETERS[set][name]

    def then(self, day: date) -> "World":
        """No rule here asks for the past."""
        raise AssertionError("no rule here asks for the past")


def people(count: int) -> list[dict[str, Any]]:
    """Facts of some people by path, the same in every run."""
    random = Random(7)
    return [_person(random) for _ in range(count)]


def _person(random: Random) -> dict[str, Any]:
    def born(youngest: int, oldest: int) -> date:
        return ON - timedelta(days=random.randint(youngest * 365, oldest * 365))

    child = born(0, 19)
    return {
        "child.birth_date": child,
        "child.rank": random.randint(1, 4),
        "child.household.tax_exempt": random.random() < 0.7,
        "child.household.on_welfare": random.random() < 0.1,
        "child.household.income": random.randint(0, 12_000_000),
        "child.household.dependants": random.randint(0, 4),
        "child.household.birth_dates": [born(30, 50), born(30, 50), child, born(0, 19)],
        "applicant.birth_date": born(20, 90),
        "applicant.years_paid": random.randint(0, 40),
        "applicant.rent": random.randint(20_000, 90_000),
        "applicant.works": random.random() < 0.6,
        "applicant.alone": random.random() < 0.3,
        "applicant.status": random.choice(["student", "permanent", "worker"]),
        "applicant.accepted": ["student", "spouse"],
        "move.date": ON - timedelta(days=random.randint(-20, 20)),
        "move.old_address.municipality": "122033",
        "move.new_address.municipality": random.choice(["122033", "141305"]),
    }


def facts_of(person: dict[str, Any]) -> dict[tuple[str, str], Value]:
    """The facts of one person as our rules read them: of each subject what is known, links to others among it."""
    known: dict[tuple[str, str], Value] = {}
    for path, value in person.items():
        names = path.split(".")
        for at in range(1, len(names) - 1):
            known[".".join(names[:at]), names[at]] = Subject(".".join(names[: at + 1]), names[at])
        known[".".join(names[:-1]), names[-1]] = Listing(tuple(value), True) if isinstance(value, list) else value
    return known


def given_to_cel(facts: dict[str, Any]) -> dict[str, Any]:
    """The same facts and parameters by path; CEL knows instants, not days."""
    parameters = {f"{set_}.{name}": value for set_, values in PARAMETERS.items() for name, value in values.items()}
    return {path: _instant(value) for path, value in {**facts, **parameters, "on": ON}.items()}


def _instant(value: Any) -> Any:
    if isinstance(value, list):
        return [_instant(item) for item in value]
    return datetime(value.year, value.month, value.day, tzinfo=UTC) if isinstance(value, date) else value


def _type(value: Any) -> cel.Type:
    if isinstance(value, list):
        return cel.Type.List(_type(value[0]))
    return {bool: cel.Type.BOOL, int: cel.Type.INT, str: cel.Type.STRING, datetime: cel.Type.TIMESTAMP}[type(value)]


def _tree(text: str) -> Tree:
    tree = parse(text, None)
    assert not isinstance(tree, tuple), tree
    return tree


def measure(rounds: int = ROUNDS) -> dict[str, Any]:
    """Evaluations a second of both, and how many times ours are CEL's; of CEL also with its activations made before."""
    crowd = people(PEOPLE)
    variables = {path: _type(value) for path, value in given_to_cel(crowd[0]).items()}
    env = cel.NewEnv(variables=variables, extensions=[ext_bindings.ExtBindings()])
    ours = [prepare(_tree(rule)) for rule, _ in RULES.values()]
    theirs = [env.compile(rule) for _, rule in RULES.values()]
    known, given = [facts_of(person) for person in crowd], [given_to_cel(person) for person in crowd]
    activations = [env.Activation(facts) for facts in given]

    def in_ours() -> list[object]:
        return [rule(world) for world in map(World, known) for rule in ours]

    def in_cel() -> list[object]:
        return [rule.eval(activation).value() for activation in map(env.Activation, given) for rule in theirs]

    def in_cel_made() -> list[object]:
        return [rule.eval(activation).value() for activation in activations for rule in theirs]

    assert in_ours() == in_cel() == in_cel_made()
    works = {"ichido": in_ours, "cel": in_cel, "made": in_cel_made}
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            taken[name].append(_seconds(work))
    evaluations = TIMES * len(RULES) * len(crowd)
    speed = {name: evaluations / statistics.median(seconds) for name, seconds in taken.items()}
    return {
        "ichido": {"evaluations_per_second": round(speed["ichido"])},
        "cel": {
            "evaluations_per_second": round(speed["cel"]),
            "evaluations_per_second_with_activations_made": round(speed["made"]),
        },
        "ratio": round(speed["ichido"] / speed["cel"], 2),
        "ratio_with_activations_made": round(speed["ichido"] / speed["made"], 2),
    }


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    for _ in range(TIMES):
        work()
    return time.perf_counter() - started


def main(output: str = "text") -> None:
    """Print evaluations a second of both and the ratio."""
    found = measure()
    if output == "json":
        print(json.dumps(found))
        return
    made = found["cel"]["evaluations_per_second_with_activations_made"]
    print(f"{len(RULES)} rules over {PEOPLE} people, median of {ROUNDS} rounds, evaluations a second")
    print(f"ichido               {found['ichido']['evaluations_per_second']:9,}  ratio")
    print(f"cel                  {found['cel']['evaluations_per_second']:9,}  {found['ratio']:5.2f}  (at least {GOAL})")
    print(f"cel, facts bound     {made:9,}  {found['ratio_with_activations_made']:5.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Evaluations a second, beside CEL's.")
    parser.add_argument("-o", "--output", choices=("text", "json"), default="text")
    main(parser.parse_args().output)
