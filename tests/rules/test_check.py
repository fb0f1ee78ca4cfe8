"""What fits and what does not, before anything is evaluated."""

from __future__ import annotations

import pytest

from ichido.language.diagnostic import Diagnostic, render_text
from ichido.rules.check import check, check_each
from ichido.rules.types import BOOLEAN, DATE, INTEGER, MONEY, Type
from tests.rules.family import Catalogue, each, place, tree


def problems(text: str, expected: Type | None = None) -> tuple[Diagnostic, ...]:
    return check(tree(text), Catalogue(), place(text), expected)[1]


def under(text: str, expected: Type | None = None) -> list[tuple[str, str]]:
    """Code and marked text of each problem."""
    found = [(d.code, d.place) for d in problems(text, expected)]
    return [(code, text[at.column - 11 : at.column - 11 + at.length]) for code, at in found if at]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("child.household.tax_exempt and 6 <= age(child.birth_date, fiscal_year_start(on)) < 15", BOOLEAN),
        ("move.old_address.municipality != move.new_address.municipality", BOOLEAN),
        ("support.elementary if age(child.birth_date, on) < 12 else support.junior_high", MONEY),
        ("0 if child.studies else support.elementary", MONEY),
        ("0 if child.studies else 100", MONEY),
        ("support.elementary * count(applicant.children) // 2 + 100", MONEY),
        ("min(support.elementary, 5000)", MONEY),
        ("applicant.income < 7 * 2 + 7", BOOLEAN),
        ("7 + 7 + applicant.income", MONEY),
        ("max(7, -(7 // 2), applicant.income)", MONEY),
        ("-(2 if child.studies else 3)", MONEY),
        ("fiscal_year(on)", INTEGER),
        ("attains(child.birth_date, 6) < date('2026-04-01')", BOOLEAN),
        ("applicant.kind == '141305'", BOOLEAN),
        ("child in applicant.children and applicant.household == child.household", BOOLEAN),
        ("has(applicant.loan) and applicant.loan > 3", BOOLEAN),
        ("not has(applicant.loan) or applicant.loan > 3", BOOLEAN),
        ("applicant.loan if has(applicant.loan) else 0", MONEY),
        ("0 if not has(applicant.loan) else applicant.loan", MONEY),
        ("has(applicant.spouse) and applicant.spouse.studies", BOOLEAN),
        ("has(applicant.account.bank) and applicant.account.bank == '0001'", BOOLEAN),
        ("sum(m.loan for m in applicant.household.members if has(m.loan))", MONEY),
        ("any(applicant.household.members.studies)", BOOLEAN),
        ("count(m for m in applicant.household.members if m.grade < 3) >= 2", BOOLEAN),
        ("max(applicant.household.members.birth_date)", DATE),
        ("move.movers.birth_date", Type("date", many=True)),
        ("applicant.account", Type("bank-account", optional=True)),
        ("applicant.氏名 == 'x'", BOOLEAN),
    ],
)
def test_what_fits_has_its_type_and_no_problem(text: str, expected: Type) -> None:
    found, problems = check(tree(text), Catalogue(), place(text), expected)
    assert problems == () and found is not None
    assert found == expected or (found, expected) == (INTEGER, MONEY)


@pytest.mark.parametrize(
    ("text", "code", "marked"),
    [
        ("aplicant.kind == 'a'", "unknown-name", "aplicant"),
        ("applicant.birthdate < on", "unknown-term", "birthdate"),
        ("support.elementry > 3", "unknown-term", "elementry"),
        ("move.old_address.city == 'a'", "unknown-term", "city"),
        ("applicant.grade.old", "wrong-type", "old"),
        ("applicant.kind < 'a'", "wrong-type", "'a'"),
        ("applicant.kind == 3", "wrong-type", "3"),
        ("applicant.birth_date == 'x'", "wrong-type", "'x'"),
        ("move.old_address == move.new_address", "wrong-type", "move.new_address"),
        ("applicant.household == child", "wrong-type", "child"),
        ("applicant.grade and applicant.studies", "wrong-type", "applicant.grade"),
        ("not applicant.grade", "wrong-type", "applicant.grade"),
        ("applicant.income * support.elementary", "wrong-type", "support.elementary"),
        ("3 // applicant.income", "wrong-type", "applicant.income"),
        ("applicant.grade + support.elementary", "wrong-type", "support.elementary"),
        ("7 + applicant.grade + applicant.income", "wrong-type", "applicant.income"),
        ("applicant.birth_date + 1", "wrong-type", "applicant.birth_date"),
        ("applicant.children.studies and True", "wrong-type", "applicant.children.studies"),
        ("support == 3", "wrong-type", "support"),
        ("1 if child.studies else 'a'", "wrong-type", "'a'"),
        ("child in applicant.birth_date", "wrong-type", "applicant.birth_date"),
        ("child.birth_date in applicant.children", "wrong-type", "applicant.children"),
        ("any(applicant.children)", "wrong-type", "applicant.children"),
        ("all(c.grade for c in applicant.children)", "wrong-type", "c.grade"),
        ("sum(applicant.children.birth_date)", "wrong-type", "applicant.children.birth_date"),
        ("count(c.studies for c in applicant.children)", "wrong-type", "c.studies"),
        ("age(child.grade, on) < 3", "wrong-type", "child.grade"),
        ("has(applicant.children.speaks)", "wrong-type", "applicant.children.speaks"),
        ("has(support)", "wrong-type", "support"),
        ("applicant.speaks == 'en'", "wrong-type", "applicant.speaks"),
        ("on in applicant.speaks", "wrong-type", "applicant.speaks"),
        ("applicant.address in applicant.former", "wrong-type", "applicant.former"),
        ("any(code > 'a' for code in applicant.speaks)", "wrong-type", "'a'"),
        ("any(code.x for code in applicant.speaks)", "wrong-type", "x"),
        ("min(1, 'a')", "wrong-type", "'a'"),
        ("age(child.birth_date) < 3", "wrong-arguments", "age(child.birth_date)"),
        ("has(1)", "wrong-arguments", "has(1)"),
        ("has(applicant.loan, on)", "wrong-arguments", "has(applicant.loan, on)"),
        ("agee(child.birth_date, on) < 3", "unknown-function", "agee"),
        ("may_act(child.address, on)", "expression-reserved", "may_act"),
        ("as_of(child.address) == 1", "wrong-arguments", "as_of(child.address)"),
        ("as_of(on, on) < on", "wrong-type", "on"),
        ("as_of(support.elementary, on) < 3", "wrong-type", "support.elementary"),
        ("as_of(applicant.children, on)", "wrong-type", "applicant.children"),
        ("as_of(applicant.children.grade, on) < 3", "wrong-type", "applicant.children.grade"),
        ("as_of(child.grade, child.grade) < 3", "wrong-type", "child.grade"),
        ("as_of(child.birth_date, on) < 3", "wrong-type", "3"),
        ("as_of(child.adress.municipality, on) == '1'", "unknown-term", "adress"),
        ("as_of(applicant.loan, on) > 3", "unchecked-optional", "as_of(applicant.loan, on)"),
        ("has(applicant.loan) and as_of(applicant.loan, on) > 3", "unchecked-optional", "as_of(applicant.loan, on)"),
        ("any(on.studies for on in applicant.children)", "name-taken", "on"),
        ("applicant.loan > 3", "unchecked-optional", "applicant.loan"),
        ("applicant.loan > 3 and has(applicant.loan)", "unchecked-optional", "applicant.loan"),
        ("has(applicant.loan) or applicant.loan > 3", "unchecked-optional", "applicant.loan"),
        ("applicant.spouse.studies", "unchecked-optional", "applicant.spouse"),
        ("applicant.account.bank == '1'", "unchecked-optional", "applicant.account"),
        ("sum(applicant.children.loan)", "unchecked-optional", "applicant.children.loan"),
        ("sum(c.loan for c in applicant.children)", "unchecked-optional", "c.loan"),
    ],
)
def test_what_does_not_fit_is_marked(text: str, code: str, marked: str) -> None:
    assert under(text) == [(code, marked)]


def test_the_wanted_type_is_wanted_of_the_whole() -> None:
    assert under("child.grade", BOOLEAN) == [("wrong-type", "child.grade")]
    assert under("applicant.children", Type("subject", "person")) == [("wrong-type", "applicant.children")]
    choice = "1 if has(applicant.loan) else applicant.loan"
    assert under(choice, MONEY) == [("unchecked-optional", choice)]
    assert under("applicant.account", Type("bank-account")) == [("unchecked-optional", "applicant.account")]


def test_all_problems_are_reported_at_once() -> None:
    assert [code for code, _ in under("aplicant.kind == 'a' and child.grade and child.x")] == [
        "unknown-name",
        "wrong-type",
        "unknown-term",
    ]


def test_a_slip_of_the_pen_is_corrected() -> None:
    assert render_text(problems("applicant.birthdate < on")) == (
        "unknown-term  `birthdate` is not a term of person\n"
        " --> moving.yaml:3:21\n"
        "  |\n"
        "3 |     when: applicant.birthdate < on\n"
        "  |                     ^^^^^^^^^\n"
        "  = help: did you mean `birth_date`?\n"
    )


def test_each_goes_through_subjects() -> None:
    good = each("child in move.movers if age(child.birth_date, move.date) < 15")
    assert check_each(good, Catalogue(), None) == (Type("subject", "person"), ())
    for text, code in (
        ("c in move.date", "wrong-type"),
        ("c in move.moverz", "unknown-term"),
        ("c in move.movers if c.grade", "wrong-type"),
        ("c in move.movers if c.loan > 3", "unchecked-optional"),
    ):
        assert [d.code for d in check_each(each(text), Catalogue(), place(text))[1]] == [code]
