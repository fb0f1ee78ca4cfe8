"""A plan counted, told in columns, and drawn."""

import re
from functools import cache
from pathlib import Path

import pytest
from rich.cells import cell_len

from ichido.compiler.compile import compile_plan
from ichido.compiler.plan import Plan
from ichido.compiler.views import graph, text
from ichido.compiler.views.columns import columns
from ichido.compiler.views.summary import required_needs, summarise
from ichido.language.catalogue import load

NASTY = 'a "b" `c` <d> #35; end --> [e] (f) {g} | %% \\ & __h__ ~ @ $'


@cache
def moving(id_: str = "moving") -> Plan:
    return compile_plan(load(Path("tests/first"))[0], id_)


def test_needs_are_counted_a_procedure_and_a_path() -> None:
    found = summarise(moving())
    assert (found.needs, found.distinct_needs) == (17, 11)
    assert (found.obtained, found.derived, found.produced) == (5, 1, 2)
    assert {question.term for question in found.asked} == {
        "move.date", "move.movers", "move.new_address", "applicant.phone", "school-support(child)",
    }  # fmt: skip


@pytest.mark.parametrize("id_", ["moving", "moving-in", "moving-out", "school-support"])
def test_every_distinct_need_comes_from_one_place(id_: str) -> None:
    plan = moving(id_)
    found = summarise(plan)
    asked = {need.canonical for need in plan.needs if need.origin == "asked"} & set(required_needs(plan))
    assert found.obtained + found.derived + found.produced + len(asked) == found.distinct_needs


def test_columns_stand_straight_under_japanese() -> None:
    lines = columns([("転入届", "a"), ("moving", "b"), ("x", "c")], indent=0)
    assert {cell_len(line) for line in lines} == {9}


def test_the_last_cell_of_a_short_row_moves_no_column() -> None:
    assert columns([("a", "b", "c"), ("", "a long remark")], indent=0) == ["a  b  c", "   a long remark"]


def test_every_path_that_a_procedure_requires_is_in_the_text() -> None:
    told = text.render(moving())
    assert all(path in told for path in required_needs(moving()))


@pytest.mark.parametrize("id_", ["moving", "moving-in", "moving-out", "school-support"])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_arrow_of_a_graph_joins_nodes_that_it_has(id_: str, language: str) -> None:
    drawn = graph.render(moving(id_), language)
    nodes = set(re.findall(r"^ +([a-z]+\d+)[\[({]", drawn, re.MULTILINE))
    arrows = re.findall(r"^  (\w+) (?:-->|-\.->|==>)(?:\|\"[^\"]*\"\|)? (\w+)$", drawn, re.MULTILINE)
    assert {end for arrow in arrows for end in arrow} == nodes


def test_a_product_leads_from_its_procedure_to_the_next() -> None:
    drawn = graph.render(moving(), "en")
    ids = {label: id_ for id_, label in re.findall(r'((?:needs|procedures)\d+)\[+"[^"]*<br>([^"]*)"', drawn)}
    assert f"  {ids['moving-out']} ==> {ids['move.transfer']}\n" in drawn
    assert f"  {ids['move.transfer']} --> {ids['moving-in']}\n" in drawn
    assert f"  {ids['applicant.address']} -.-> {ids['move.old_address']}\n" in drawn


def test_a_label_says_what_it_says_and_is_never_syntax() -> None:
    plan = moving()
    title = {"en": NASTY}
    procedures = {
        id_: planned.model_copy(update={"definition": planned.definition.model_copy(update={"title": title})})
        for id_, planned in plan.procedures.items()
    }
    drawn = graph.render(plan.model_copy(update={"procedures": procedures}), "en")
    labels = re.findall(r'procedures\d+\[\["(.*)<br>[a-z-]+"\]\]$', drawn, re.MULTILINE)
    assert len(labels) == 3
    assert all(not set(label) & set('"`<>[]{}|%\\&~@$') and "__" not in label for label in labels)
    assert {re.sub(r"#(\d+);", lambda entity: chr(int(entity[1])), label) for label in labels} == {NASTY}
