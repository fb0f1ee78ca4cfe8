"""The letters of the Japanese catalogue: short, complete, and in both languages."""

from dataclasses import replace
from pathlib import Path

import pytest

from ichido.language.kinds.procedure import OUTCOMES
from ichido.notices import render
from tests.notices.test_render import CONTENTS
from tests.procedures.moving import FOLDER, catalogue

LETTERS = sorted(FOLDER.rglob("notices/*.md"))
BARE = replace(CONTENTS, reasons=(), amount=None, remedies=(), produced=())
LINES = 30


def named(path: Path) -> str:
    return path.name


def refuses(path: Path) -> bool:
    return path.name.split(".")[1] in ("not-accepted", "refused")


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_outcome_has_a_letter_and_a_good_one_its_own(language: str) -> None:
    there = {path.name for path in LETTERS}
    for id_, document in catalogue().procedures.items():
        kind = document.model.kind
        good, *others = OUTCOMES[kind]
        assert f"{id_}.{good}.{language}.md" in there
        assert all({f"{id_}.{o}.{language}.md", f"{kind}.{o}.{language}.md"} & there for o in others)


@pytest.mark.parametrize("path", LETTERS, ids=named)
def test_a_letter_says_who_decided_when_and_under_which_number(path: Path) -> None:
    for contents in (CONTENTS, BARE):
        letter = render(path.read_text(encoding="utf-8"), contents.values(), path.stem.rpartition(".")[2])
        assert contents.case in letter.subject
        assert contents.authority in letter.text
        assert "2026年4月1日" in letter.text or "1 April 2026" in letter.text
        assert "{" not in letter.subject + letter.text + letter.html
        assert letter.text.count("\n") < LINES


@pytest.mark.parametrize("path", [path for path in LETTERS if refuses(path)], ids=named)
def test_a_refusal_gives_reasons_and_articles_and_an_authoritys_the_remedies(path: Path) -> None:
    letter = render(path.read_text(encoding="utf-8"), CONTENTS.values(), path.stem.rpartition(".")[2])
    for reason in CONTENTS.reasons:
        assert reason.text in letter.text
        assert reason.article in letter.text
    about = path.name.partition(".")[0]
    if about in catalogue().procedures:
        authority = catalogue().procedures[about].model.authority
        public = catalogue().authorities[authority].model.sector == "public"
    else:
        public = about != "contract"  # the letter of private partners, who decide nothing that one could appeal
    assert (CONTENTS.remedies[0] in letter.text) is public
