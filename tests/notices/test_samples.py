"""The letters of the sample procedures."""

from dataclasses import replace
from pathlib import Path

import pytest

from ichido.notices import KNOWN_NAMES, names, render
from tests.notices.test_render import CONTENTS

FOLDER = Path(__file__).parents[2] / "tests/first"
LETTERS = sorted(FOLDER.glob("*/notices/*.md"))
EXPECTED = {
    f"{procedure}.{outcome}.{language}.md"
    for procedure, outcomes in {
        "moving-out": ("accepted", "not-accepted"),
        "moving-in": ("accepted", "not-accepted"),
        "school-support": ("granted", "refused"),
    }.items()
    for outcome in outcomes
    for language in ("ja", "en")
}
REFUSALS = [path for path in LETTERS if path.name.split(".")[1] in ("not-accepted", "refused")]
BARE = replace(CONTENTS, reasons=(), amount=None, remedies=(), produced=())


def named(path: Path) -> str:
    return path.name


def test_every_outcome_has_its_letter_in_both_languages() -> None:
    assert {path.name for path in LETTERS} >= EXPECTED


@pytest.mark.parametrize("path", LETTERS, ids=named)
def test_a_letter_uses_only_what_a_notice_may_use(path: Path) -> None:
    assert set(names(path.read_text(encoding="utf-8"))) <= set(KNOWN_NAMES)


@pytest.mark.parametrize("path", LETTERS, ids=named)
def test_a_letter_says_who_decided_when_and_under_which_number(path: Path) -> None:
    for contents in (CONTENTS, BARE):
        letter = render(path.read_text(encoding="utf-8"), contents.values(), path.stem.rpartition(".")[2])
        assert contents.case in letter.subject
        assert contents.authority in letter.text
        assert "2026年4月1日" in letter.text or "1 April 2026" in letter.text
        assert "{" not in letter.subject + letter.text + letter.html


@pytest.mark.parametrize("path", REFUSALS, ids=named)
def test_a_refusal_gives_reasons_articles_and_remedies(path: Path) -> None:
    letter = render(path.read_text(encoding="utf-8"), CONTENTS.values(), path.stem.rpartition(".")[2])
    for reason in CONTENTS.reasons:
        assert reason.text in letter.text
        assert reason.article in letter.text
    assert CONTENTS.remedies[0] in letter.text


def test_support_granted_says_how_much() -> None:
    template = (FOLDER / "school/notices/school-support.granted.ja.md").read_text(encoding="utf-8")
    assert "11,630円" in render(template, CONTENTS.values(), "ja").text
    assert "円" not in render(template, BARE.values(), "ja").text
