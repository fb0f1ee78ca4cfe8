"""Decision tables: written as rows, each cell judged where it stands, and no situation left out or taken twice."""

from collections.abc import Iterator
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ichido.case.simulate import simulation
from ichido.compiler.checks import check
from ichido.compiler.compile import compile_plan
from ichido.compiler.plan import decode, encode
from ichido.language.catalogue import Catalogue, assemble
from ichido.language.diagnostic import Diagnostic, render_text
from ichido.language.reader import read
from ichido.rules.evaluate import truth
from ichido.rules.values import NONE, Value
from tests.case import families
from tests.compiler.test_checks import changed
from tests.rules.family import Family, tree

VOCABULARY = """\
laws: xx
fiscal_year_starts: 04-01
age_attained: eve
names: {Act: {en: act}}
---
parameters: limits
under: Act 1
values:
  low: {type: money, from: {2020-01-01: 1}}
  high: {type: money, from: {2020-01-01: 2, 2024-01-01: 3}}
---
vocabulary: person
title: {en: person}
roles:
  applicant: {en: applicant}
terms:
  birth_date: {type: date, en: date of birth}
  address: {type: address, en: address}
  income: {type: money, en: income}
  spent: {type: money, en: what is spent}
  grade: {type: integer, en: grade}
  kind: {type: code, en: kind}
  studies: {type: boolean, en: is a pupil}
  works: {type: boolean, en: works}
  loan: {type: money, optional: true, en: loan}
  spouse: {type: person, optional: true, en: spouse}
  children: {type: person, many: true, en: children}
  poor:
    type: boolean
    en: poor
    is: person.income < 2
  band:
    type: code
    en: band
    is: "'a' if person.income < 2 else 'b'"
  half:
    type: money
    en: half
    is: person.income // 2
  result:
    type: integer
    en: result
    is:
"""


def written(hit: str, whens: tuple[str, ...], otherwise: bool) -> str:
    rows = "".join(f"        - when: {when}\n          then: {at}\n" for at, when in enumerate(whens))
    return f"{VOCABULARY}      hit: {hit}\n      rows:\n{rows}" + ("      otherwise: 9\n" if otherwise else "")


def catalogue(text: str) -> Catalogue:
    documents, problems = read(text, "person.yaml")
    assert problems == ()
    return assemble(documents)[0]


def told(hit: str, *whens: str, otherwise: bool = False) -> list[str]:
    """What the checks say of a table."""
    return [problem.message for problem in check(catalogue(written(hit, whens, otherwise)))]


AGE = "age(person.birth_date, on)"
SCHOOL_YEARS = "fiscal_year(on) - fiscal_year(person.birth_date)"
STUDIES, WORKS = "person.studies", "person.works"


@pytest.mark.parametrize(
    ("whens", "gap"),
    [
        ((f"{AGE} < 3", f"{AGE} > 3"), f"{AGE} is 3"),
        ((f"{AGE} < 3", f"3 < {AGE}"), f"{AGE} is 3"),
        ((f"0 <= {AGE} < 3", f"{AGE} >= 3"), f"{AGE} is -1"),
        (("on < date('2026-04-01')", "on > date('2026-04-01')"), "on is 2026-04-01"),
        (("person.kind == 'a'", "person.kind == 'b'"), "person.kind is something else"),
        (("person.studies and person.works", "not person.studies"), f"{STUDIES} is true and {WORKS} is false"),
        (("person.studies == person.works",), "person.studies != person.works"),
        (("has(person.loan) and person.loan < 5", "has(person.loan) and person.loan >= 5"), "person.loan is none"),
        (("has(person.loan) and person.loan < 5", "not has(person.loan)"), "person.loan is 5"),
        (("has(person.spouse) and person.spouse.grade < 3", "not has(person.spouse)"), "person.spouse.grade is 3"),
        (("person.income < person.spent", "person.income > person.spent"), "person.income == person.spent"),
        (("person.spent > person.income", "person.income > person.spent"), "person.income == person.spent"),
        (("person.income < limits.low * 2", "person.income > limits.low * 2"), "person.income is 2"),
        (("person.poor and person.works", "not person.poor"), "person.poor is true and person.works is false"),
        (("person.band == 'a'",), 'person.band is "b"'),
        (("count(person.children) == 0", "count(person.children) > 1"), "count(person.children) is 1"),
        (("any(person.children.studies)",), "any(person.children.studies) is false"),
        (("person in person.children",), "person in person.children is false"),
        ((f"{AGE} < 3 and on < date('2026-04-01')", "on > date('2026-04-01')"), "on is 2026-04-01"),
        ((f"{SCHOOL_YEARS} > 6",), f"{SCHOOL_YEARS} is 5"),
        (("fiscal_year_start(on) > date('2026-04-01')",), "fiscal_year_start(on) is 2025-04-01"),
        (("3 - person.grade > 2",), "3 - person.grade is 1"),
        (("person.address.municipality == '141305'",), "person.address.municipality is something else"),
        (("person.works if person.studies else person.grade > 1",), "person.works is false and person.grade is 0"),
        (("as_of(person.grade, date('2026-01-01')) < 3",), None),
        (("False",), None),
    ],
)  # fmt: skip
def test_a_situation_that_no_row_is_about_is_shown(whens: tuple[str, ...], gap: str | None) -> None:
    message = f"nothing applies when {gap}" if gap else ""
    if gap is None:
        assert any(problem.startswith("nothing applies") for problem in told("unique", *whens))
    else:
        assert told("unique", *whens) == told("first", *whens) == [message]
    assert not any("nothing" in problem for problem in told("first", *whens, otherwise=True))


@pytest.mark.parametrize(
    "whens",
    [
        (f"{AGE} < 3", f"{AGE} >= 3"),
        ("person.kind == 'a'", "person.kind != 'a'"),
        ("person.studies", "not person.studies"),
        ("has(person.loan) and person.loan < 5", "has(person.loan) and person.loan >= 5", "not has(person.loan)"),
        ("has(person.spouse) and has(person.spouse.loan)", "has(person.spouse) and not has(person.spouse.loan)",
         "not has(person.spouse)"),
        ("person.income < person.spent", "person.income >= person.spent"),
        ("person.income < limits.low", "limits.low <= person.income < limits.high", "person.income >= limits.high"),
        ("person.band == 'a'", "person.band == 'b'"),
        ("count(person.children) == 0", "count(person.children) > 0"),
        ("any(person.children.studies)", "not any(person.children.studies)"),
        ("person in person.children", "person not in person.children"),
        # Nobody is of the age of three before the day of birth, nor poor with an income of two.
        ("person.poor", "person.income >= 2"),
        ("person.band == 'a'", "not person.poor"),
        ("person.income + person.spent < 3", "person.income + person.spent >= 3"),
        ("fiscal_year_start(on) <= date('2026-04-01')", "fiscal_year_start(on) >= date('2027-04-01')"),
        # What hangs together is left alone unless it is sure.
        ("person.income * 2 < 5", "person.income * 2 > 5"),
        ("person.half < 3", "person.half > 3"),
        ("any(person.children.studies)", "not any(person.children.studies) and count(person.children) > 0",
         "count(person.children) == 0"),
        ("person.income < person.income + 1", "person.income > person.income + 1"),
    ],
)  # fmt: skip
def test_a_table_that_leaves_nothing_out_is_left_alone(whens: tuple[str, ...]) -> None:
    assert told("unique", *whens) == []


@pytest.mark.parametrize(
    ("whens", "overlap"),
    [
        ((f"{AGE} <= 3", f"{AGE} >= 3"), f"rows 1 and 2 both apply when {AGE} is 3"),
        ((STUDIES, WORKS), f"rows 1 and 2 both apply when {STUDIES} is true and {WORKS} is true"),
        (
            ("person.kind == 'a'", "person.kind == 'b'", "person.kind != 'a'"),
            'rows 2 and 3 both apply when person.kind is "b"',
        ),
        (
            ("person.income < limits.high", "person.income == 2"),
            "rows 1 and 2 both apply when person.income is 2, by the parameters of 2024-01-01",
        ),
    ],
)  # fmt: skip
def test_two_rows_for_one_situation_are_shown(whens: tuple[str, ...], overlap: str) -> None:
    assert told("unique", *whens, otherwise=True) == [overlap]
    assert not any("both" in problem for problem in told("first", *whens, otherwise=True))


@pytest.mark.parametrize(
    ("whens", "never"),
    [
        (
            (f"{AGE} < 6", f"{AGE} < 3"),
            f"row 2 is never reached: when {AGE} is 2, row 1 comes first",
        ),
        (
            ("person.studies", "person.works", "person.studies and person.works"),
            "row 3 is never reached: when person.studies is true and person.works is true, row 1 comes first",
        ),
        (
            ("person.kind == 'a' and person.kind == 'b'",),
            "row 1 never applies",
        ),
        (
            ("person.poor or person.half < 3", "person.half < 2"),
            "row 2 is never reached: one above always applies too",
        ),
    ],
)
def test_a_row_that_is_never_reached_is_told(whens: tuple[str, ...], never: str) -> None:
    assert told("first", *whens, otherwise=True) == [never]


def test_a_table_of_too_many_situations_is_not_looked_into() -> None:
    terms = ("income", "spent", "grade", "loan")
    assert told("unique", *(f"person.{term} == {n}" for term in terms[:3] for n in (0, 3)))
    many = [f"person.{term} == {n}" for term in terms[:3] for n in range(0, 30, 3)]
    assert told("unique", *many) == []


def problems(old: str, new: str) -> tuple[Diagnostic, ...]:
    return changed("school/school-support.yaml", old, new)


AMOUNT = "  amount: support.elementary if age(child.birth_date, fiscal_year_start(on)) < 12 else support.junior_high\n"
TABLE = """\
  amount:
    hit: unique
    rows:
      - when: age(child.birth_date, fiscal_year_start(on)) < 12
        then: support.elementary
      - when: age(child.birth_date, fiscal_year_start(on)) >= 12
        then: support.junior_high
"""


@pytest.mark.parametrize(
    ("old", "new", "code", "word"),
    [
        ("on)) < 12", "on)) < 'a'", "wrong-type", "'a'"),
        ("then: support.elementary", "then: support.elementry", "unknown-term", "elementry"),
        ("then: support.elementary", "then: child.name", "wrong-type", "child.name"),
        ("then: support.elementary", "then: applicant.account.bank", "unchecked-optional", "applicant.account"),
        ("- when: age(child.birth_date, fiscal_year_start(on)) < 12", "- when: 1 if", "expression-syntax", " "),
        (">= 12", ">= 12 and has(child.name)", "constant-condition", "has(child.name)"),
        ("- when: age(child.birth_date, fiscal_year_start(on)) < 12\n        then: support.elementary",
         "- {when: child.birth_date < on, then: 0}", "inline-expression", "when"),
    ],
)  # fmt: skip
def test_a_slip_in_a_cell_is_named_where_it_stands(old: str, new: str, code: str, word: str) -> None:
    assert old in TABLE
    first = problems(AMOUNT, TABLE.replace(old, new))[0]
    assert first.code == code and first.place is not None
    assert first.place.excerpt[first.place.column - 1 :][: first.place.length].ljust(len(word)) == word


def test_a_table_stands_wherever_a_rule_stands() -> None:
    assert problems(AMOUNT, TABLE) == ()
    text = families.TEXTS["school/school-support.yaml"]
    rule = next(line for line in text.splitlines() if line.startswith("eligible:"))
    table = (
        "eligible:\n  hit: first\n  rows:\n    - when: child.household.tax_exempt\n      then: true\n  otherwise: false"
    )
    assert problems(rule, table) == ()
    assert problems(rule, table.replace("true", "3"))[0].code == "wrong-type"


def test_what_a_row_has_asked_for_is_there_in_its_cells_and_below() -> None:
    asked = ("not has(person.loan)", "person.loan < 5", "person.loan >= 5")
    assert told("first", *asked) == []
    assert told("unique", *asked) == ["`person.loan` can be none"] * 2
    loan = VOCABULARY.replace("type: integer\n    en: result", "type: money\n    en: result")
    rows = "      hit: unique\n      rows:\n        - when: has(person.loan)\n          then: person.loan\n"
    assert check(catalogue(f"{loan}{rows}      otherwise: 0\n")) == ()
    unasked = check(catalogue(f"{loan}{rows}      otherwise: person.loan\n"))
    assert [problem.code for problem in unasked] == ["unchecked-optional"]


def test_a_form_that_is_neither_is_named() -> None:
    for slip, code in (("hit: unique", "hit: uniqe"), ("rows:", "row:"), ("then: support.elementary", "thn: 0")):
        text = families.TEXTS["school/school-support.yaml"].replace(AMOUNT, TABLE.replace(slip, code))
        found = read(text, "x.yaml")[1]
        assert {problem.code for problem in found} <= {"wrong-value", "unknown-key", "missing-key"} and found


def test_a_table_of_no_row_has_nothing_and_one_of_a_thousand_too_much() -> None:
    head = families.TEXTS["school/school-support.yaml"].replace(AMOUNT, "  amount:\n    hit: first\n    rows:")
    assert "there is nothing here" in render_text(read(f"{head} []\n", "x.yaml")[1])
    rows = "\n      - {when: on, then: 1}" * 101
    assert "at most 100 rows" in render_text(read(f"{head}{rows}\n", "x.yaml")[1])
    long = f"\n      - {{when: on, then: {'a' * 1999}}}" * 20
    assert "at most 20,000 characters" in render_text(read(f"{head}{long}\n", "x.yaml")[1])


def test_a_plan_holds_a_table_as_one_expression_however_long() -> None:
    rows = "".join(
        f"      - when: age(child.birth_date, fiscal_year_start(on)) == {age}\n        then: {age} * {amount}\n"
        for age, amount in enumerate(["support.elementary"] * 40)
    )
    table = f"  amount:\n    hit: unique\n    rows:\n{rows}    otherwise: 0\n"
    plan = compile_plan(families.catalogue(("school/school-support.yaml", AMOUNT, table)), "school-support")
    pays = plan.procedures["school-support"].definition.pays
    assert pays is not None and pays.amount.startswith("unique(age(child.birth_date, ") and len(pays.amount) > 2_000
    assert decode(encode(plan)) == plan


def test_a_table_says_what_is_paid() -> None:
    for table in (TABLE, TABLE.replace("unique", "first").replace("support.elementary", "400")):
        plan = families.plan("moving", ("school/school-support.yaml", AMOUNT, table))
        observed = simulation(plan, families.scenarios()[0], families.places()).run()
        assert observed.paid == {"school-support(taro)": 400 if "400" in table else 11630}


ATOMS = (
    *(f"person.{term} {sign} {n}" for term in ("income", "spent") for sign in ("<", ">=", "==") for n in (0, 2)),
    "person.income < person.spent",
    "person.spent <= person.income",
    "person.income + person.spent > 1",
    "person.studies",
    "person.poor",
    "person.band == 'b'",
    "(has(person.loan) and person.loan > 1)",
    "has(person.loan)",
    "person.kind != 'a'",
    "limits.low < person.income",
)
WHENS = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        inner.map("(not {})".format),
    ),
    max_leaves=3,
)
INCOMES, OTHERS = range(-2, 5), (False, True)


def people() -> Iterator[Family]:
    """Everybody whom these conditions could tell from somebody else."""
    loans: tuple[Value, ...] = (NONE, 0, 1, 2)
    for income, spent, studies, loan, kind in product(INCOMES, INCOMES, OTHERS, loans, ("a", "b")):
        facts: dict[str, Value] = {"income": income, "spent": spent, "studies": studies, "loan": loan, "kind": kind}
        facts |= {"poor": income < 2, "band": "a" if income < 2 else "b"}
        yield Family({("taro", term): value for term, value in facts.items()}, date(2026, 5, 1))


EVERYBODY = tuple(people())


def holds(when: str) -> list[bool]:
    rule = tree(when.replace("person.", "child.").replace("limits.low", "1"))
    return [truth(rule, one) is True for one in EVERYBODY]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["first", "unique"]), st.lists(WHENS, min_size=1, max_size=3))
def test_no_table_is_refused_for_what_cannot_be(hit: str, whens: list[str]) -> None:
    found = [problem.code for problem in check(catalogue(written(hit, tuple(whens), False)))]
    applying = list(zip(*map(holds, whens), strict=True))
    if "table-gap" in found:
        assert not all(map(any, applying))
    if "table-overlap" in found:
        assert any(sum(rows) > 1 for rows in applying)
    if "unreachable-row" in found:
        reached = (
            {rows.index(True) for rows in applying if any(rows)}
            if hit == "first"
            else {at for rows in applying for at, one in enumerate(rows) if one}
        )
        assert reached != set(range(len(whens)))
