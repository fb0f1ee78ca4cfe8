"""What the README shows is what happens."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ichido.language.catalogue import load
from tests.cli.calling import Ichido
from tests.docs.blocks import ROOT, Block, blocks
from tests.docs.written import write

README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")
PROCEDURES = ROOT / "procedures" / "jp"
OMITTED = "\n…\n"


def shown(command: str) -> str:
    """What the README shows below a command line."""
    for block in blocks(README, "text"):
        if block.text.startswith(f"$ {command}\n"):
            return block.text.partition("\n")[2]
    raise AssertionError(f"the README does not show `{command}`")


def section(heading: str) -> Iterator[Block]:
    """The blocks below a heading."""
    first = TEXT.count("\n", 0, TEXT.index(f"\n## {heading}\n"))
    last = TEXT.count("\n", 0, TEXT.index("\n## ", TEXT.index(f"\n## {heading}\n") + 4))
    return (block for block in blocks(README) if first < block.line <= last)


def table(first: str) -> set[str]:
    """The commands in the table whose rows begin with a word."""
    return set(re.findall(rf"^\| `{first} ([a-z ]+)` \|", TEXT, re.MULTILINE))


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    """A copy of the definitions, to write into."""
    copied = tmp_path / "jp"
    shutil.copytree(PROCEDURES, copied)
    return copied


def test_the_plan_is_the_one_that_is_shown(ichido: Ichido) -> None:
    plan = ichido("plan", "moving").out
    for part in shown("ichido plan moving").split(OMITTED):
        assert part.strip("\n") in plan


def test_a_mistake_is_told_in_the_words_that_are_shown(ichido: Ichido) -> None:
    said = ichido("validate", "examples/invalid/unknown-key.yaml")
    assert said.code == 1
    assert said.out == shown("ichido validate examples/invalid/unknown-key.yaml")


def test_a_procedure_is_added_in_the_steps_that_are_shown(ichido: Ichido, catalogue: Path) -> None:
    steps = [block for block in section("A procedure in five minutes") if block.language != "text"]
    *written, grant, scenario = steps
    for block in written:
        write(catalogue, block)
    assert ichido("validate", "--catalogue", str(catalogue)).code == 0
    planned = ("plan", "household-change", "--catalogue", str(catalogue))
    before = ichido(*planned).out
    assert "Questions: 8\n" in before
    assert before.partition("\nNeeds\n")[0].count("  not-granted  ") == 5
    write(catalogue, grant)
    assert shown("ichido plan household-change") in ichido(*planned).out
    write(catalogue, scenario)
    assert ichido("validate", "--catalogue", str(catalogue)).code == 0
    tested = json.loads(ichido("test", "--catalogue", str(catalogue), "-o", "json").out)
    there = sum(1 for _ in load(PROCEDURES)[0].scenarios)
    assert (tested["scenarios"], tested["passed"]) == (there + 1, there + 1)


def test_a_missing_letter_is_named(ichido: Ichido, catalogue: Path) -> None:
    for block in list(section("A procedure in five minutes"))[:3]:
        write(catalogue, block)
    said = ichido("validate", "--catalogue", str(catalogue))
    assert said.code == 1
    assert "household-change.accepted.en" in said.out
    assert "household-change.not-accepted.en" not in said.out, "there is one for every notification"


def test_the_capture_of_the_demo_tells_of_the_family_that_moves() -> None:
    capture = shown("make demo ONCE=1")
    scenario = (PROCEDURES / "moving" / "scenarios.yaml").read_text(encoding="utf-8").partition("---")[0]
    assert re.findall(r"^scenario: (.*)$", scenario, re.MULTILINE)[0] in capture
    assert "is closed after" in capture
    assert capture.count("  asked  ") == int(re.findall(r"(\d+) things asked", capture)[0])


def test_every_target_and_every_verb_is_in_the_table(ichido: Ichido) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE)) - {"help", "install"}
    assert table("make") == targets
    groups = ("case", "task", "keys", "ledger")
    inside = {f"{group} {verb}" for group in groups for verb in _verbs(ichido, group, "--help")}
    assert table("ichido") == (_verbs(ichido, "--help") - set(groups)) | inside


def _verbs(ichido: Ichido, *words: str) -> set[str]:
    return set(re.findall(r"^  ([a-z]+)  ", ichido(*words).out.partition("Commands:")[2], re.MULTILINE))


def test_pictures_are_there_and_light() -> None:
    pictures = [ROOT / name for name in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", TEXT)]
    assert pictures
    assert all(picture.stat().st_size < 300_000 for picture in pictures)
