"""Reading: positions are kept, surprises are refused, and no text makes it raise."""

from pathlib import Path

import pytest

from ichido.language.kinds import Calendar, Procedure, Vocabulary
from ichido.language.kinds.procedure import Need
from ichido.language.nodes import written
from ichido.language.reader import read
from ichido.language.syntax import MAX_DEPTH, MAX_NODES
from ichido.language.text import MAX_BYTES, decode

GOLDEN = Path(__file__).parent / "golden" / "language.yaml"

MOVING_IN = """\
# a comment
procedure: moving-in
title: {ja: 転入届, "en": moving-in notification}
kind: notification
basis: 住民基本台帳法 22条1項
about: move
authority: municipality
needs:
  move.movers.name:
  presence: {under: 住民基本台帳法 27条}
once_for:
  - move
"""


def codes(text: str) -> list[str]:
    return [problem.code for problem in read(text, "x.yaml")[1]]


def test_the_whole_language_by_example_reads_as_one_file_without_a_problem() -> None:
    documents, problems = read(GOLDEN.read_text(encoding="utf-8"), "language.yaml")
    assert problems == ()
    assert len(documents) == 16
    assert {d.kind for d in documents} >= {"laws", "vocabulary", "procedure", "scenario", "campaign"}


def test_a_document_knows_where_each_key_and_value_stands() -> None:
    (document,), problems = read(MOVING_IN, "x.yaml")
    assert problems == ()
    assert isinstance(document.model, Procedure)
    place = document.place("title", "ja")
    assert (place.line, place.column, place.length) == (3, 13, 3)
    assert document.place("title", "ja", key=True).column == 9
    assert document.place("needs", "presence", "under").column == 21
    assert document.place("once_for", 0).line == 12


def test_a_quoted_value_begins_at_its_quote() -> None:
    (document,), _ = read(MOVING_IN, "x.yaml")
    assert document.place("title", "en", key=True).column == 18


def test_columns_count_characters_of_any_width() -> None:
    (document,), _ = read("calendar: c\ntitle: {ja: 𠮷野家の暦, en: calendar}\n", "x.yaml")
    assert document.place("title", "en").column == 24


def test_a_place_that_does_not_exist_is_the_nearest_above_it() -> None:
    (document,), _ = read(MOVING_IN, "x.yaml")
    assert document.place("needs", "nothing", "deeper") == document.place("needs", key=True)
    assert document.place("needs", "move.movers.name") == document.place("needs", "move.movers.name", key=True)
    assert document.place("nowhere").line == 2


def test_a_key_with_nothing_after_it_takes_every_default() -> None:
    (document,), _ = read(MOVING_IN, "x.yaml")
    assert isinstance(document.model, Procedure)
    assert document.model.needs["move.movers.name"] == Need()


def test_scalars_are_what_yaml_1_2_says() -> None:
    text = "scenario: x\nvalues: [012, no, 2026-04-01, 12, true, ~, 'true']\n"
    from ichido.language.syntax import trees

    (node,), problems = trees(text, "x.yaml")
    assert problems == ()
    assert written(node)["values"] == ["012", "no", "2026-04-01", 12, True, None, "true"]


def test_empty_files_and_empty_documents_are_nothing() -> None:
    assert read("", "x.yaml") == ((), ())
    assert read("# only words\n", "x.yaml") == ((), ())
    documents, problems = read("---\n---\ncalendar: a\n---\n", "x.yaml")
    assert ([d.id for d in documents], problems) == (["a"], ())


def test_every_line_end_is_read_alike() -> None:
    for end in ("\n", "\r\n", "\r"):
        (document,), problems = read(f"calendar: a{end}closed:{end}- sunday{end}", "x.yaml")
        assert problems == ()
        assert isinstance(document.model, Calendar)
        assert document.place("closed", 0).line == 3


def test_what_follows_a_broken_document_is_still_read() -> None:
    documents, problems = read("calendar: a\nclosd: []\n---\ncalendar: b\n", "x.yaml")
    assert [d.id for d in documents] == ["b"]
    assert [p.code for p in problems] == ["unknown-key"]


def test_labels_are_keys_that_are_languages_and_hold_text() -> None:
    text = "vocabulary: person\ntitle: {ja: 個人}\nterms:\n  name: {type: text, ja: 氏名, zh-Hant: 姓名}\n"
    (document,), problems = read(text, "x.yaml")
    assert problems == ()
    assert isinstance(document.model, Vocabulary)
    assert document.model.terms["name"].labels == {"ja": "氏名", "zh-Hant": "姓名"}


def test_a_short_key_that_holds_no_text_is_an_unknown_key_and_the_labels_beside_it_stay() -> None:
    text = "vocabulary: person\ntitle: {ja: 個人}\nterms:\n  name: {type: text, ja: 氏名, man: true}\n"
    _, (problem,) = read(text, "x.yaml")
    assert (problem.code, problem.help) == ("unknown-key", "did you mean `many`?")


def test_a_kind_that_comes_second_is_asked_to_come_first() -> None:
    _, (problem,) = read("title: {ja: 転入届}\nprocedure: moving-in\n", "x.yaml")
    assert (problem.code, problem.help) == ("unknown-kind", "move `procedure` to the first line")


@pytest.mark.parametrize("text", ["- a\n- b\n", "just words\n", "{}\n", "42\n"])
def test_a_document_that_is_no_keys_is_one_problem(text: str) -> None:
    assert codes(text) == ["unknown-kind"]


def test_several_slips_in_one_document_are_all_told() -> None:
    text = "calendar: Municipal\nclosd: [sunday]\nfirst_day: exclude\n"
    assert codes(text) == ["bad-id", "unknown-key", "wrong-value"]


def test_a_value_that_may_be_two_things_says_both() -> None:
    text = "parameters: p\nunder: L 1\nvalues:\n  a: {type: money, from: {2023-04-01: [1]}}\n"
    _, (problem,) = read(text, "x.yaml")
    assert problem.message == "expected a whole number or text, found a list"


def test_a_truth_is_no_number_and_a_word_is_no_truth() -> None:
    number = "parameters: p\nunder: L 1\nvalues:\n  a: {type: money, from: {2023-04-01: true}}\n"
    truth = "vocabulary: v\ntitle: {ja: 個人}\nterms:\n  a: {type: text, many: 'yes'}\n"
    assert codes(number) == ["wrong-type"]
    assert codes(truth) == ["wrong-type"]


def test_a_date_that_is_a_key_is_pointed_at() -> None:
    _, (problem,) = read("parameters: p\nunder: L 1\nvalues:\n  a: {type: money, from: {soon: 1}}\n", "x.yaml")
    assert problem.code == "wrong-type"
    assert problem.place is not None
    assert (problem.place.line, problem.place.column, problem.place.length) == (4, 27, 4)


def test_an_alias_is_named_once_and_not_again_by_the_model() -> None:
    assert codes("calendar: &a b\nclosed: *a\n") == ["no-anchors", "no-anchors"]
    assert codes("calendar: b\n<<: {closed: []}\n")[0] == "no-anchors"


def test_a_bomb_of_references_never_expands() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 200)]
    assert "no-anchors" in codes("\n".join(lines))


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_any_depth_is_one_problem(opening: str) -> None:
    assert len(set(codes(opening * 20_000))) == 1


def test_depth_that_is_allowed_is_read() -> None:
    deep = "calendar: c\ntitle:\n  ja: " + "[" * (MAX_DEPTH - 2) + "]" * (MAX_DEPTH - 2)
    assert codes(deep) == ["wrong-type"]


def test_size_is_bounded() -> None:
    assert codes("#" * (MAX_BYTES + 1)) == ["too-large"]
    assert codes("あ" * (MAX_BYTES // 2)) == ["too-large"]
    assert codes("calendar: c\nclosed: [" + "a," * (MAX_NODES + 1) + "]") == ["too-large"]


def test_bytes_are_utf_8_with_or_without_a_mark() -> None:
    assert decode("\ufeffcalendar: a".encode(), "x.yaml") == "calendar: a"
    problem = decode("a: b\nc: 市".encode("cp932"), "x.yaml")
    assert not isinstance(problem, str)
    assert problem.place is not None
    assert (problem.code, problem.place.line, problem.place.column) == ("not-utf-8", 2, 4)


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x85", "\u2028", "\u200b", "\u202e", "\ud800", "\ufeff"])
def test_what_cannot_be_seen_is_refused(character: str) -> None:
    assert codes(f"calendar: a\ntitle: {{ja: {character}x}}\n") == ["bad-character"]


def test_the_shape_of_a_kanji_may_be_chosen() -> None:
    assert codes("calendar: a\ntitle: {ja: 葛\U000e0100城市}\n") == []


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("calendar: a: b\n", 1, 12),
        ("calendar: a\ntitle: [1, 2\n", 3, 1),
        ('calendar: "a\nb: c\n', 1, 11),
        ("calendar: a\n   closed: x\n", 2, 10),
        ("calendar: @a\n", 1, 11),
        ("calendar: a\n}\n", 2, 1),
        ("%YAML 3.0\n---\ncalendar: a\n", 1, 1),
    ],
)
def test_a_syntax_error_is_one_problem_at_its_place(text: str, line: int, column: int) -> None:
    _, problems = read(text, "x.yaml")
    assert [p.code for p in problems] == ["syntax"]
    assert problems[0].place is not None
    assert (problems[0].place.line, problems[0].place.column) == (line, column)
