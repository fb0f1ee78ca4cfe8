"""Which language a notice is written in."""

import pytest

from ichido.case.state import NoticeRef
from ichido.notices.compose import built_in, spoken


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
