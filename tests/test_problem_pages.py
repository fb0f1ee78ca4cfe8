"""Every code that can be reported has a page and an example, and every page a code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ichido.compiler.checks import check
from ichido.language.catalogue import load
from ichido.language.diagnostic import render_text
from ichido.language.reader import read

ROOMS = ("language", "rules", "clocks", "compiler", "cli")
PAGES = {page.stem: page.read_text(encoding="utf-8") for page in sorted(Path("docs/problems").glob("*.md"))}
INVALID = Path("examples/invalid")
EXAMPLES = tuple(sorted(p for p in INVALID.iterdir() if p.suffix != ".txt"))
REPORTING = frozenset({"Diagnostic", "Refused", "known", "report", "refuse", "_problem", "_stop"})
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# These are about what is no file, what is larger than anyone would want to keep, or what only a run can show.
NO_EXAMPLE = {"no-such-file", "too-large", "wrong-scenario", "scenario-failed"}


def reported() -> Iterator[str]:
    """Codes in the source: the first texts given to whatever reports, and the first of what a saying returns."""
    for file in (f for room in ROOMS for f in Path("ichido", room).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            given: list[ast.expr] = []
            if isinstance(node, ast.Call) and _name(node.func) in REPORTING:
                given = node.args[:2]
            elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) and file.name == "problems.py":
                given = node.value.elts[:1]
            for text in given:
                if isinstance(text, ast.Constant) and isinstance(text.value, str) and CODE.fullmatch(text.value):
                    yield text.value


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def test_every_code_in_the_source_has_a_page() -> None:
    assert set(reported()) - set(PAGES) == set()


def test_every_page_is_about_a_code_in_the_source() -> None:
    source = "".join(f.read_text(encoding="utf-8") for room in ROOMS for f in Path("ichido", room).rglob("*.py"))
    scalars = {"bad-duration", "bad-citation"}  # made of the name of the scalar
    assert {code for code in PAGES if f'"{code}"' not in source} <= scalars


@pytest.mark.parametrize("code", sorted(PAGES))
def test_a_page_says_what_it_means_and_shows_wrong_and_right(code: str) -> None:
    page = PAGES[code]
    assert page.startswith(f"# {code}\n\n")
    assert page.index("\nWrong:\n") < page.index("\nRight:\n")


def test_every_code_has_an_example_that_is_meant_to_fail() -> None:
    assert {p.stem for p in EXAMPLES} == set(PAGES) - NO_EXAMPLE


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda p: p.stem)
def test_an_example_is_told_in_these_words(example: Path) -> None:
    # A folder in two parts is a country's and what a city lays over it.
    parts = [part for part in (example / "nation", example / "city") if part.is_dir()]
    catalogue, problems = load(*parts or [example])
    problems = problems or check(catalogue)
    assert {problem.code for problem in problems} == {example.stem}
    assert render_text(problems) == example.with_suffix(".txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", sorted(PAGES))
def test_what_a_page_calls_right_is_yaml(code: str) -> None:
    right = PAGES[code].split("\nRight:\n")[1].split("```")
    if right[1].startswith("yaml\n"):
        problems = read(right[1].removeprefix("yaml\n"), code)[1]
        assert {p.code for p in problems} <= {"unknown-kind", "missing-key"}
