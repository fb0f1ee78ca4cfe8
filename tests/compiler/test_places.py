"""Where a key stands on its line is told the same whether or not the tree is read for it."""

import pytest

from ichido.compiler.checks.places import begins_line
from ichido.language.document import Document
from ichido.language.kinds import Model
from ichido.language.reader import read

HEAD = (
    "procedure: moving-in\n{title}kind: notification\nbasis: 法 1条\nabout: applicant\nauthority: office\n{rest}"
    "needs: {{applicant.name: }}\n"
)
TITLE, RULE = "title: {ja: 転入届}\n", "applicant.age > 3"

RULES = (
    f"eligible: {RULE}\n",
    f"eligible:\n  {RULE}\n",
    f'"eligible": {RULE}\n',
    f"? eligible\n: {RULE}\n",
    f"# eligible: or not\neligible: {RULE}\n",
)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_on_a_line_of_its_own(rule: str) -> None:
    document = _procedure(TITLE, rule)
    place = document.place("eligible", key=True)
    assert begins_line(document, "eligible") is (not place.excerpt[: place.column - 1].strip(" -"))


def test_a_word_that_begins_a_line_elsewhere_decides_nothing() -> None:
    flow = "produces: {applicant.address: {is: applicant.name}}\n"
    document = _procedure("title:\n  ja: 転入届\n  is: ja\n", flow)
    assert not begins_line(document, "produces", "applicant.address", "is")


def test_a_key_written_with_escapes_is_found_too() -> None:
    flow = 'produces: {applicant.address: {"\\x69s": applicant.name}}\n'
    document = _procedure("title:\n  ja: 転入届\n  is: ja\n", flow)
    assert not begins_line(document, "produces", "applicant.address", "is")


def _procedure(title: str, rest: str) -> Document[Model]:
    (document,), problems = read(HEAD.format(title=title, rest=rest), "x.yaml")
    assert problems == ()
    return document
