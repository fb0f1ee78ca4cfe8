"""Which facts an expression can depend on."""

from __future__ import annotations

import pytest

from ichido.rules.depend import paths, terms
from tests.rules.family import Catalogue, each, tree


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "child.household.tax_exempt and 6 <= age(child.birth_date, fiscal_year_start(on)) < 15",
            ("child.household.tax_exempt", "child.birth_date", "on"),
        ),
        (
            "any(m.studies for m in child.household.members)",
            ("child.household.members.studies", "child.household.members"),
        ),
        (
            "all(any(c.studies for c in m.children if c.grade > 1) for m in child.household.members)",
            (
                "child.household.members.children.studies",
                "child.household.members.children",
                "child.household.members.children.grade",
                "child.household.members",
            ),
        ),
        ("count(c for c in applicant.children)", ("applicant.children",)),
        ("support.limit if on < on else applicant.grade", ("support.limit", "on", "applicant.grade")),
    ],
)
def test_paths_stand_in_the_order_written(text: str, expected: tuple[str, ...]) -> None:
    assert paths(tree(text)) == expected


def test_each_depends_on_its_list_first() -> None:
    rule = each("c in move.movers if age(c.birth_date, move.date) < 15")
    assert paths(rule) == ("move.movers", "move.movers.birth_date", "move.date")
    assert terms(rule, Catalogue()) == ("move.movers", "move.movers.birth_date", "move.date")


def test_terms_are_facts_only() -> None:
    text = "move.old_address.municipality == '1' and support.limit < 3 and on < on and applicant == child"
    assert terms(tree(text), Catalogue()) == ("move.old_address",)


def test_the_past_of_a_term_depends_on_the_term_and_on_the_day() -> None:
    found = tree("as_of(child.address.municipality, move.date) == '1'")
    assert terms(found, Catalogue()) == ("child.address", "move.date")
