"""Which language a notice is written in."""

from typing import Any

import pytest

from ichido.case.state import NoticeRef
from ichido.notices.compose import built_in, compose, spoken
from tests.case.test_types import JOB, PHOTO, case, edits


@pytest.mark.parametrize(
    ("language", "there", "found"),
    [
        ("ja", ["en", "ja"], "ja"),
        ("en-GB", ["en", "ja"], "en"),
        ("zh-Hans-SG", ["en", "zh-Hans", "zh"], "zh-Hans"),
        ("vi", ["ja", "en"], "en"),
        ("vi", ["pt", "ja"], "ja"),
    ],
)
def test_a_reader_gets_their_language_or_the_nearest_there_is(language: str, there: list[str], found: str) -> None:
    assert spoken(language, there) == found


def test_what_every_procedure_says_is_there_in_two_languages() -> None:
    notice = NoticeRef(id="overdue", kind="overdue", key="moving-in")
    assert [built_in(notice, language)[0] for language in ("ja", "en-GB", "vi")] == ["ja", "en", "en"]
    assert built_in(notice, "ja")[1] != built_in(notice, "en")[1]


TEMPLATE = "# Accepted\n\n{% for item in produced %}\n- {{ item.value }}\n{% endfor %}\n"


@pytest.mark.parametrize(
    ("produced", "value", "ja", "en"),
    [
        ("type: date, partial: true", "1950-04", "1950年4月", "April 1950"),
        ("type: code, many: true", ["K-1", "K-2"], "K-1、K-2", "K-1, K-2"),
        ("type: file", PHOTO, "写真.jpg (1.2 MB)", "写真.jpg (1.2 MB)"),
        (JOB, {"employer": "市川工業", "since": "2020-04-01"}, "市川工業, 2020-04-01", "市川工業, 2020-04-01"),
    ],
)
def test_a_letter_says_what_came_of_it_in_words(produced: str, value: Any, ja: str, en: str) -> None:
    run = case(edits(produced=produced), produced=value)
    notice = NoticeRef(id="n", kind="outcome", key="moving-out", outcome="accepted")
    for language, words in (("ja", ja), ("en-GB", en)):
        letter = compose(run.plan, run.record, notice, TEMPLATE, language, {}, run.today)
        assert words in letter.text
