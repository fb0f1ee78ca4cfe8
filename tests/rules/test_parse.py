"""What is an expression and what is not."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ichido.language.diagnostic import Diagnostic, render_text
from ichido.rules.parse import parse, parse_each
from ichido.rules.tree import Aggregate, And, Compare, Conditional, Each, Path, walk
from tests.rules.family import each, place, tree


def refused(text: str) -> Diagnostic:
    found = parse(text, place(text))
    assert isinstance(found, tuple), found
    return found[0]


def test_the_example_of_the_language_is_read() -> None:
    parsed = tree("child.household.tax_exempt and 6 <= age(child.birth_date, fiscal_year_start(on)) < 15")
    assert isinstance(parsed, And)
    flag, ages = parsed.operands
    assert isinstance(flag, Path) and flag.dotted == "child.household.tax_exempt"
    assert isinstance(ages, Compare) and ages.operators == ("<=", "<")


def test_every_node_knows_its_columns() -> None:
    text = "support.elementary if not child.studies else -(1 + 2)"
    parsed = tree(text)
    shown = [text[node.offset : node.offset + node.length] for node in walk(parsed)]
    assert shown[0] == text
    assert {"support.elementary", "not child.studies", "child.studies", "1", "2", "1 + 2"} <= set(shown)


def test_an_else_may_hold_another_choice() -> None:
    parsed = tree("1 if a else 2 if b else 3")
    assert isinstance(parsed, Conditional) and isinstance(parsed.otherwise, Conditional)


def test_a_life_event_goes_through_a_list() -> None:
    parsed = each("child in move.movers if age(child.birth_date, move.date) < 15")
    assert (parsed.variable.text, parsed.path.dotted) == ("child", "move.movers")
    assert isinstance(parsed.condition, Compare)
    assert each("child in move.movers").condition is None


def test_a_list_is_gone_through_with_or_without_a_loop() -> None:
    plain, loop = tree("sum(household.members.income)"), tree("any(m.studies for m in household.members if m.old)")
    assert isinstance(plain, Aggregate) and plain.loop is None
    assert isinstance(loop, Aggregate) and loop.loop is not None and loop.loop.condition is not None


def test_other_alphabets_make_names() -> None:
    parsed = tree("applicant.氏名 == applicant.имя")
    assert isinstance(parsed, Compare)


@pytest.mark.parametrize(
    "attack",
    [
        "-" * 1_999 + "1",
        "not " * 499 + "True",
        "(" * 1_000 + "1" + ")" * 999,
        "age(" * 400,
        "1 if a else " * 150 + "2",
        "a" * 2_001,
        "9" * 1_999,
        "1" + "0" * 15,
        "+".join(["1"] * 900),
    ],
)
def test_what_is_too_large_is_refused(attack: str) -> None:
    assert refused(attack).code == "expression-too-large"


@pytest.mark.parametrize(
    "attack",
    [
        "ｂirth_date == 1",
        "applicant.__class__",
        "applicant._name",
        "a.b__c",
        "_",
        "lambda: 1",
        "(a := 1)",
        "f'{a}'",
        "rb'a' == a",
        "b'a'",
        "age(*a)",
        "age(**a)",
        "await a",
        "a[0]",
        "a[1:2]",
        "[x for x in a.b]",
        "{x for x in a.b}",
        "2 ** 99",
        "2 / 3",
        "2 % 3",
        "1.5",
        "1e5",
        "0x1F",
        "1_000",
        "1j",
        "None",
        "a is b",
        "a == None",
        "(a).b",
        "age(a, b).c",
        "a.b()",
        "age(a, b)()",
        "a if b else lambda: 1",
        "a == 'b\\n'",
        "a == 'b\u202ec'",
        "a\n== b",
        "a　== b",
        "a == 'x'; b",
        "a # b",
        "any(x for x in a.b for y in c.d)",
        "any(x for x in a.b if c if d)",
        "age(x for x in a.b)",
        "a in b.c in d.e",
        "a in (1)",
        "any(x for x in age(a, b))",
        "a in 'abc'",
        "a @ b",
        "yield a",
        "\x00",
        "\ud800",
        "true",
    ],
)
def test_what_has_no_place_in_an_expression_is_refused(attack: str) -> None:
    assert refused(attack).code == "expression-forbidden"


@pytest.mark.parametrize(
    "slip",
    [
        "",
        "   ",
        "a +",
        "a b",
        "a == 'b",
        "and a",
        "a if b",
        "007",
        "+1",
        "a.",
        "any(1)",
        "all()",
        "sum(a.b, c.d)",
        'date("2026-02-30")',
        'date("20260401")',
        "date(on)",
        "any(x for 1 in a.b)",
        "a not b",
        "age(a b)",
        "'a' 'b'",
    ],
)
def test_a_slip_is_a_syntax_problem(slip: str) -> None:
    assert refused(slip).code == "expression-syntax"


@pytest.mark.parametrize("slip", ["child", "child in", "child in move.movers if", "1 in a.b", "a.b in c.d", "c in d x"])
def test_a_slip_in_each_is_a_syntax_problem(slip: str) -> None:
    found = parse_each(slip, None)
    assert isinstance(found, tuple) and found[0].code == "expression-syntax" and found[0].place is None


def test_a_problem_stands_under_its_column() -> None:
    assert render_text([refused("applicant.氏名 == 1.5")]) == (
        "expression-forbidden  `1.` has no place in an expression\n"
        " --> moving.yaml:3:27\n"
        "  |\n"
        "3 |     when: applicant.氏名 == 1.5\n"
        "  |                             ^^\n"
        "  = help: only whole numbers, digits alone: no decimals, exponents, prefixes or separators\n"
    )


PIECES = (
    "a",
    "a.b",
    "1",
    "'t'",
    "(",
    ")",
    "-",
    "not ",
    " and ",
    " or ",
    " if ",
    " else ",
    " in ",
    " for ",
    "any(",
    "age(",
)
MORE_PIECES = (
    "<",
    "==",
    "+",
    "//",
    "*",
    ",",
    ".",
    "True",
    "None",
    "0",
    "９",
    "\\",
    "\n",
    "date(",
    "_",
    "[",
    '"',
    "has(",
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=60), st.binary(max_size=60).map(lambda raw: raw.decode("latin-1"))))
def test_no_text_raises(text: str) -> None:
    for found in (parse(text, place(text)), parse_each(text, None)):
        assert not isinstance(found, tuple) or found


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES + MORE_PIECES), max_size=25).map("".join))
def test_what_we_accept_python_accepts_with_the_same_meaning(text: str) -> None:
    found = parse(text, place(text))
    if isinstance(found, tuple):
        assert found[0].place is not None and 11 <= found[0].place.column <= 11 + len(text)
        return
    names = {node.dotted for node in walk(found) if isinstance(node, Path)}
    theirs = ast.parse(text.strip(), mode="eval")
    assert {n.split(".")[0] for n in names} <= {node.id for node in ast.walk(theirs) if isinstance(node, ast.Name)}
    assert type(found).__name__ in _SAME[type(theirs.body).__name__]


_SAME = {
    "BoolOp": ("And", "Or"),
    "UnaryOp": ("Not", "Negative"),
    "Compare": ("Compare",),
    "BinOp": ("Arithmetic",),
    "IfExp": ("Conditional",),
    "Call": ("Call", "Aggregate", "Date"),
    "Name": ("Path",),
    "Attribute": ("Path",),
    "Constant": ("Integer", "Text", "Boolean"),
}


def test_an_each_is_no_expression() -> None:
    assert isinstance(parse_each("c in a.b", None), Each)
