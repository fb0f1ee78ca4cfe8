"""A small catalogue and a small family, as the compiler and the store would provide them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from ichido.language.source import Place
from ichido.rules.check import check
from ichido.rules.evaluate import evaluate
from ichido.rules.parse import parse, parse_each
from ichido.rules.tree import Each, Tree
from ichido.rules.types import BOOLEAN, CODE, DATE, INTEGER, MONEY, TEXT, Type
from ichido.rules.values import (
    NONE,
    Address,
    BankAccount,
    Cause,
    Listing,
    ParameterSet,
    PersonName,
    Subject,
    Unknown,
    Value,
)
from ichido.rules.years import FIRST, Years

PERSON, HOUSEHOLD, MOVE = Type("subject", "person"), Type("subject", "household"), Type("subject", "move")
ROOTS = {
    "applicant": PERSON,
    "child": PERSON,
    "move": MOVE,
    "on": DATE,
    "support": Type("parameters", "school-support-amounts"),
}
MEMBERS = {
    "person": {
        "name": Type("person-name"),
        "birth_date": DATE,
        "address": Type("address"),
        "household": HOUSEHOLD,
        "children": Type("subject", "person", many=True),
        "spouse": Type("subject", "person", optional=True),
        "account": Type("bank-account", optional=True),
        "income": MONEY,
        "loan": Type("money", optional=True),
        "grade": INTEGER,
        "kind": CODE,
        "note": TEXT,
        "studies": BOOLEAN,
        "speaks": Type("code", many=True),
        "absent": Type("date", many=True),
        "former": Type("address", many=True),
        "氏名": TEXT,
    },
    "household": {
        "head": PERSON,
        "members": Type("subject", "person", many=True),
        "tax_exempt": BOOLEAN,
    },
    "move": {
        "date": DATE,
        "movers": Type("subject", "person", many=True),
        "old_address": Type("address"),
        "new_address": Type("address"),
    },
}
PARAMETERS = {"elementary": MONEY, "junior_high": MONEY, "limit": INTEGER}


class Catalogue:
    """A Scope over the tables above."""

    def root(self, name: str) -> Type | None:
        return ROOTS.get(name)

    def member(self, vocabulary: str, term: str) -> Type | None:
        return MEMBERS.get(vocabulary, {}).get(term)

    def roots(self) -> tuple[str, ...]:
        return tuple(ROOTS)

    def members(self, vocabulary: str) -> tuple[str, ...]:
        return tuple(PARAMETERS if vocabulary == "school-support-amounts" else MEMBERS.get(vocabulary, {}))

    def parameter(self, set: str, name: str) -> Type | None:
        return PARAMETERS.get(name) if set == "school-support-amounts" else None


HANAKO, TARO, JIRO = (Subject(name, "person") for name in ("hanako", "taro", "jiro"))
SATO, MOVING = Subject("sato", "household"), Subject("moving", "move")
HOME = Address("122033", "千葉県市川市八幡1-1-1")


def unknown(subject: str, term: str, reason: str = "not asked") -> Unknown:
    return Unknown((Cause(subject, term, reason),))


def people(*subjects: Value, complete: bool = True) -> Listing:
    return Listing(subjects, complete)


def family() -> dict[tuple[str, str], Value]:
    return {
        ("hanako", "name"): PersonName("佐藤 花子", "サトウ ハナコ"),
        ("hanako", "birth_date"): datetime.date(1990, 5, 3),
        ("hanako", "address"): HOME,
        ("hanako", "household"): SATO,
        ("hanako", "children"): people(TARO, JIRO),
        ("hanako", "spouse"): NONE,
        ("hanako", "account"): BankAccount("0001", "001", "1234567", "サトウ ハナコ"),
        ("hanako", "income"): 1_200_000,
        ("hanako", "loan"): NONE,
        ("hanako", "kind"): "141305",
        ("hanako", "speaks"): Listing(("ja", "en"), True),
        ("hanako", "absent"): Listing((datetime.date(2026, 3, 30), datetime.date(2026, 4, 2)), True),
        ("hanako", "former"): Listing((HOME, Address("131016", "東京都千代田区")), True),
        ("taro", "speaks"): Listing(("ja",), False),
        ("jiro", "speaks"): Listing((), True),
        ("taro", "birth_date"): datetime.date(2017, 9, 9),
        ("taro", "household"): SATO,
        ("taro", "income"): 0,
        ("taro", "loan"): 300,
        ("taro", "studies"): True,
        ("jiro", "birth_date"): datetime.date(2009, 4, 1),
        ("jiro", "household"): SATO,
        ("jiro", "income"): 5_000,
        ("jiro", "loan"): NONE,
        ("jiro", "studies"): False,
        ("sato", "head"): HANAKO,
        ("sato", "members"): people(HANAKO, TARO, JIRO),
        ("sato", "tax_exempt"): True,
        ("moving", "date"): datetime.date(2026, 4, 1),
        ("moving", "movers"): people(HANAKO, TARO),
        ("moving", "old_address"): HOME,
        ("moving", "new_address"): Address("141305", "神奈川県川崎市川崎区宮本町1"),
    }


@dataclass
class Family:
    """A World over facts; what is not there has not been asked for."""

    facts: dict[tuple[str, str], Value] = field(default_factory=family)
    on: Value = datetime.date(2026, 5, 1)
    years: Years = FIRST

    def root(self, name: str) -> Value:
        return {
            "applicant": HANAKO,
            "child": TARO,
            "move": MOVING,
            "on": self.on,
            "support": ParameterSet("school-support-amounts"),
        }[name]

    def fact(self, subject: Subject, term: str) -> Value:
        return self.facts.get((subject.id, term), unknown(subject.id, term))

    def parameter(self, set: str, name: str, on: datetime.date) -> Value:
        amounts = {"elementary": 11630, "junior_high": 22730, "limit": 15}
        return amounts[name] if on >= datetime.date(2023, 4, 1) else unknown(set, name, "not in force")

    def then(self, day: datetime.date) -> Family:
        """Hanako is known to have moved house on 1 March 2026; of everyone else nothing shows what was before."""
        if day >= datetime.date(2026, 5, 1):
            return self
        before = Address("131016", "東京都千代田区") if day < datetime.date(2026, 3, 1) else HOME
        return Family({("hanako", "address"): before}, self.on)

    def but(self, **facts: Value) -> Family:
        """The same family with some facts changed: `but(taro__birth_date=…)`."""
        changed = {(name.split("__")[0], name.split("__")[1]): value for name, value in facts.items()}
        return Family({**self.facts, **changed}, self.on, self.years)


def place(text: str) -> Place:
    """Where the text stands in a definition: after `when: `."""
    return Place("moving.yaml", 3, 11, len(text), f"    when: {text}")


def tree(text: str) -> Tree:
    """The tree of a text that must parse."""
    found = parse(text, place(text))
    assert not isinstance(found, tuple), found
    return found


def each(text: str) -> Each:
    """The parts of a `for` that must parse."""
    found = parse_each(text, place(text))
    assert not isinstance(found, tuple), found
    return found


def value(text: str, world: Family | None = None) -> Value:
    """The value of an expression that must also pass the checks."""
    parsed = tree(text)
    _, problems = check(parsed, Catalogue(), place(text))
    assert not problems, problems
    return evaluate(parsed, world or Family())
