"""What a country counts in its own way is said by its laws file, or nothing rests on it."""

import pytest

from ichido.compiler.checks.ends import missing_jurisdiction
from ichido.compiler.checks.expressions import unstated_law
from ichido.compiler.compile import compile_plan
from ichido.compiler.counting import counting
from ichido.compiler.plan import Counting, encode
from ichido.language.catalogue import Catalogue, assemble
from ichido.language.reader import read
from tests.case.families import catalogue

TERM = """
---
vocabulary: person
title: {en: person}
roles:
  applicant: {en: applicant}
terms:
  birth_date: {type: date, en: date of birth}
  computed:
    type: %s
    en: computed
    is: %s
"""


def written(text: str) -> Catalogue:
    documents, problems = read(text, "all.yaml")
    assert problems == ()
    return assemble(documents)[0]


def test_japan_counts_as_it_always_did_and_its_plans_do_not_say_so() -> None:
    assert counting(catalogue()) == Counting()
    assert b"counting" not in encode(compile_plan(catalogue(), "moving"))


def test_what_a_laws_file_says_counts() -> None:
    there = written("laws: gb\nfiscal_year_starts: 04-06\nage_attained: birthday\ncurrency: GBP\nnames: {}\n")
    assert counting(there) == Counting(fiscal_year_starts="04-06", age_attained="birthday", currency="GBP")


@pytest.mark.parametrize(
    ("type_", "rule", "key"),
    [
        ("integer", "fiscal_year(person.birth_date)", "fiscal_year_starts"),
        ("date", "fiscal_year_start(person.birth_date)", "fiscal_year_starts"),
        ("date", "attains(person.birth_date, 18)", "age_attained"),
    ],
)
def test_a_rule_rests_on_nothing_that_nobody_said(type_: str, rule: str, key: str) -> None:
    (problem,) = unstated_law(written("laws: gb\nnames: {}" + TERM % (type_, rule)))
    assert (problem.code, f"`{key}`" in problem.message) == ("unstated-law", True)
    said = {"fiscal_year_starts": "04-06", "age_attained": "birthday"}[key]
    assert tuple(unstated_law(written(f"laws: gb\n{key}: {said}\nnames: {{}}" + TERM % (type_, rule)))) == ()


def test_age_is_the_same_wherever_it_is_counted() -> None:
    rule = TERM % ("integer", "age(person.birth_date, on)")
    assert tuple(unstated_law(written("laws: gb\nnames: {}" + rule))) == ()


@pytest.mark.parametrize(
    "line",
    ["currency: euro", "currency: eur", "fiscal_year_starts: 4-6", "fiscal_year_starts: 02-29", "age_attained: 18"],
)
def test_a_slip_in_what_a_country_counts_is_found_where_it_stands(line: str) -> None:
    (problem,) = read(f"laws: gb\n{line}\nnames: {{}}\n", "laws.yaml")[1]
    assert problem.place is not None and problem.place.line == 2


def test_a_registry_of_many_offices_says_which_of_them_holds_an_entry() -> None:
    there = catalogue(("registries/resident-register.yaml", "jurisdiction: person.address\n", ""))
    (problem,) = missing_jurisdiction(there)
    assert problem.code == "missing-key" and "many of `municipality`" in problem.message


def test_two_laws_files_speak_for_one_country() -> None:
    there = written("laws: gb\nnames: {}\n---\nlaws: gb-more\ncurrency: GBP\nnames: {}\n")
    assert counting(there).currency == "GBP"
