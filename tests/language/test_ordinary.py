"""The quick reading of a text as nearly every text is written: where it speaks, the careful one says the same."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ichido.language.nodes import written
from ichido.language.ordinary import ordinary
from ichido.language.reader import sketches
from ichido.language.syntax import MAX_DEPTH, MAX_NODES, documents_of, trees
from ichido.language.text import check_characters, decode

FOLDERS = ("tests/first", "procedures", "examples")
FILES = tuple(file for folder in FOLDERS for file in sorted(Path(folder).rglob("*.yaml")))
TEXTS = tuple(file.read_text(encoding="utf-8") for file in sorted(Path("tests/first").rglob("*.yaml")))
ODD = ("", "~", "[", "]", "{", "}", ": ", "- ", "#", "*a", "&a ", "!!int ", "'", '"', "|", ">", "? ", "---\n", "...\n")
WORDS = (
    "1.5",
    "9" * 30,
    "no",
    "null",
    "012",
    "a: b",
    "<<: ",
    "\r",
    "\u3000",
    "\uff1a",
    "true: 1",
    "1: 1",
    "a: 1\na: 2",
)

SURPRISES = (
    "a: &x 1",
    "a: *x",
    "a: !!int 1",
    "!x a: 1",
    "? [a]\n: 1",
    "? {a: 1}\n: 1",
    ": 1",
    "a: 1\na: 2",
    "<<: {a: 1}",
    "yes: 1",
    "'yes': 1",
    "a\u3000b: 1",
    "a: 1.5",
    "a: .inf",
    "a: [1, 2",
    "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1),
    f"a: [{'1, ' * MAX_NODES}]",
)


@pytest.mark.parametrize("file", FILES, ids=str)
def test_every_file_reads_the_same_both_ways(file: Path) -> None:
    text = decode(file.read_bytes(), file.name)
    if isinstance(text, str):
        agrees(text)


def test_files_without_surprises_are_read_the_quick_way() -> None:
    assert all(ordinary(text) is not None for text in TEXTS)


@pytest.mark.parametrize("text", SURPRISES, ids=lambda text: text[:20])
def test_what_something_is_to_be_said_of_is_left_to_the_careful_reading(text: str) -> None:
    assert ordinary(text) is None


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_is_done_to_a_text_both_ways_agree(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(TEXTS))[:1500]
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 20)))
        text = text[:start] + data.draw(st.sampled_from(ODD + WORDS) | st.text(max_size=4)) + text[end:]
    agrees(text)


def agrees(text: str) -> None:
    """Either the quick way leaves a text to the other, or they have the same values, and nothing is to be said."""
    if check_characters(text, "x.yaml"):
        return
    nodes, problems = trees(text, "x.yaml")
    values = ordinary(text)
    if values is not None:
        assert problems == ()
        assert repr(values) == repr([written(node) for node in nodes])  # `repr`: for Python, True equals 1
    found, said = sketches(text, "x.yaml")
    if not said:
        assert [sketch.original.node for sketch in found] == list(documents_of(nodes))
