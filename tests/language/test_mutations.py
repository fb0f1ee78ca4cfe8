"""Whatever is done to a definition, reading it ends in problems, never in an exception."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ichido.compiler.checks import check
from ichido.language.catalogue import assemble, load
from ichido.language.diagnostic import Diagnostic, render_github, render_json, render_text
from ichido.language.document import Document
from ichido.language.kinds import Model
from ichido.language.overlay import lay
from ichido.language.reader import drawn, read, sketches
from ichido.language.text import decode

FILES = tuple(p for p in sorted(Path("tests/first").rglob("*.yaml")) if p.parent.name != "codes")
TEXTS = tuple(p.read_text(encoding="utf-8") for p in FILES)
NOTICES = load(Path("tests/first"))[0].notices
PAGES = {p.stem for p in Path("docs/problems").glob("*.md")}
SYNTAX = ("", "~", "[", "]", "{", "}", ": ", "- ", "#", "*a", "&a ", "!!int ", "'", '"', "|", ">", "%", "? ", "---\n")
ODD = (*SYNTAX, "1.5", "9" * 30, "no", "null", "012", "𠮷", "a: b", "<<: ", "\t", "\r", "\u3000", "\x00", "\ud800")

DATED = (
    "in_force: {from: 2026-07-01}",
    "in_force: {until: 2026-07-01}",
    "in_force: {from: 2027-01-01, until: 2026-07-01}",
    "in_force: always",
    "ordinance: 就学援助要綱 3条",
    "ordinance: nothing",
    "locked: [apply]",
    "locked: apply",
    "needs: {applicant.address: {as_of: move.date}, presence: {as_of: on}}",
    "eligible: as_of(applicant.address.municipality, year_start(on)) == '141305'",
    "eligible:\n  hit: first\n  rows:\n    - when: applicant.phone == '1'\n      then: true\n  otherwise: false",
    "eligible: {hit: unique, rows: [{when: on, then: 1}, {when: on < on, then: [1]}]}",
    "eligible: {hit: unique, rows: []}",
    "terms:",
    "title: {}",
)

quick = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def judge(texts: list[str]) -> tuple[Diagnostic, ...]:
    """All the problems of some texts, checks included; every one has a page and can be shown."""
    documents: list[Document[Model]] = []
    problems: list[Diagnostic] = []
    for text in texts:
        found, wrong = read(text, "x.yaml")
        documents += found
        problems += wrong
    catalogue, twice = assemble(documents, NOTICES)
    problems += [*twice, *check(catalogue)]
    assert {p.code for p in problems} <= PAGES
    for render in (render_text, render_json, render_github):
        render(problems)
    return tuple(problems)


@quick
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    judge([text])


@quick
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    text = decode(data, "x.yaml")
    if isinstance(text, str):
        judge([text])


@quick
@given(st.data())
def test_any_piece_may_be_replaced_by_something_odd(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(TEXTS))
    start = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 20))
    judge([text[:start] + data.draw(st.sampled_from(ODD)) + text[start + length :]])


@quick
@given(st.sampled_from(TEXTS), st.binary(min_size=1, max_size=3), st.integers(0, 3000))
def test_any_bytes_may_be_overwritten(text: str, data: bytes, at: int) -> None:
    raw = text.encode()
    changed = decode(raw[:at] + data + raw[at + len(data) :], "x.yaml")
    if isinstance(changed, str):
        judge([changed])


@quick
@given(st.data())
def test_lines_may_move_vanish_and_change_their_indentation(data: st.DataObject) -> None:
    lines = data.draw(st.sampled_from(TEXTS)).splitlines()
    at = data.draw(st.integers(0, len(lines) - 1))
    line = lines.pop(at)
    where = data.draw(st.integers(0, len(lines)))
    indent = " " * data.draw(st.integers(0, 5))
    kept = data.draw(st.sampled_from([[], [indent + line.strip()], [line, line]]))
    judge(["\n".join([*lines[:where], *kept, *lines[where:]])])


@quick
@given(st.data())
def test_keys_and_values_of_a_whole_catalogue_may_be_exchanged(data: st.DataObject) -> None:
    """The one change that still reads is the one the checks must survive."""
    which = data.draw(st.integers(0, len(TEXTS) - 1))
    words = sorted({word.strip("{}[],:") for text in TEXTS for word in text.split()} - {""})
    lines = TEXTS[which].splitlines()
    at = data.draw(st.integers(0, len(lines) - 1))
    parts = lines[at].split(" ")
    parts[data.draw(st.integers(0, len(parts) - 1))] = data.draw(st.sampled_from(words)) + data.draw(
        st.sampled_from(["", ":", ","])
    )
    lines[at] = " ".join(parts)
    judge([*TEXTS[:which], "\n".join(lines), *TEXTS[which + 1 :]])


@quick
@given(st.data())
def test_versions_and_layers_of_anything_are_read_or_refused(data: st.DataObject) -> None:
    """A changed copy of a file stands beside the file as a version of it, or is laid over the whole catalogue."""
    which = data.draw(st.integers(0, len(TEXTS) - 1))
    lines = TEXTS[which].splitlines()
    for _ in range(data.draw(st.integers(0, 3))):
        lines.pop(data.draw(st.integers(1, len(lines) - 1))) if len(lines) > 2 else None
    lines += data.draw(st.lists(st.sampled_from(DATED), max_size=3, unique=True))
    text = "\n".join(lines)
    if data.draw(st.booleans()):
        judge([*TEXTS, text])
    below, _ = zip(*(sketches(text, "x.yaml") for text in TEXTS), strict=True)
    above, problems = sketches(text, "y.yaml")
    laid, refused = lay(tuple(sketch for found in below for sketch in found), above)
    documents, wrong = drawn(laid)
    catalogue, twice = assemble(documents, NOTICES)
    found = (*problems, *refused, *wrong, *twice, *check(catalogue))
    assert {problem.code for problem in found} <= PAGES
    render_text(found)


@pytest.mark.parametrize("left_out", range(len(TEXTS)), ids=[p.name for p in FILES])
def test_any_file_may_be_missing(left_out: int) -> None:
    judge([*TEXTS[:left_out], *TEXTS[left_out + 1 :]])


def test_the_order_of_files_changes_no_problem() -> None:
    broken = [text.replace("municipality", "municipalty", 1) for text in TEXTS]
    shuffled = broken.copy()
    random.Random(1).shuffle(shuffled)
    assert set(judge(broken)) == set(judge(shuffled))
