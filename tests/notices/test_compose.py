"""Which language a notice is written in."""

from typing import Any

import pytest

from ichido.case.state import NoticeRef
from ichido.notices.compose import built_in, compose, spoken
from tests.case.outage import BORN, answered, back, without_births
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


ACCEPTED = NoticeRef(id="n", kind="outcome", key="moving-out", outcome="accepted")


@pytest.mark.parametrize(
    ("language", "words"), [("ja", "まだ台帳では確認できていません"), ("en-GB", "No register has confirmed it yet")]
)
def test_a_letter_says_what_no_register_has_confirmed_and_since_when(language: str, words: str) -> None:
    case = answered(without_births("ask"), **BORN)
    letter = compose(case.plan, case.record, ACCEPTED, "# Accepted\n\nIt is.", language, {}, case.today)
    assert words in letter.text
    item = {"ja": "生年月日：2026年3月20日", "en-GB": "date of birth: out of reach since 20 March 2026"}
    assert item[language] in letter.text
    back(case)
    letter = compose(case.plan, case.record, ACCEPTED, "# Accepted\n\nIt is.", language, {}, case.today)
    assert words not in letter.text and letter.text.strip() == "It is."
