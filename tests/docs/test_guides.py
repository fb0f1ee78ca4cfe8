"""What the guides tell their readers to write is what the language takes."""

import json
import re
import shutil
from pathlib import Path

import pytest

from ichido.language.kinds import KINDS, Model, Scenario
from ichido.language.kinds.scenario import Expected, Happening
from ichido.language.reader import read
from tests.cli.calling import Ichido
from tests.docs.blocks import GUIDES, ROOT, Block, blocks
from tests.docs.written import write

GUIDE = ROOT / "docs" / "guides" / "writing-definitions.md"
SCENARIOS = ROOT / "docs" / "guides" / "scenarios.md"
TEXT = GUIDE.read_text(encoding="utf-8")
REGISTRATION = "dogs/dog-registration.yaml"
MISTAKES = re.findall(
    r"^### [^\n]* · `([a-z-]+)`\n\n```yaml\n# wrong\n(.*?)^```\n\n```yaml\n# right\n(.*?)^```\n\n\*Why it tempts:\*",
    TEXT,
    re.MULTILINE | re.DOTALL,
)


def is_file(block: Block) -> bool:
    """Whether a block is a file of the guide's catalogue."""
    return not block.text.startswith(("# wrong\n", "# right\n"))


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogue that the guide builds."""
    folder = tmp_path_factory.mktemp("northtown")
    for block in filter(is_file, blocks(GUIDE, "yaml", "markdown")):
        write(folder, block)
    return folder


@pytest.fixture
def northtown(written: Path, tmp_path: Path) -> Path:
    """A copy of it, to spoil."""
    copied = tmp_path / "northtown"
    shutil.copytree(written, copied)
    return copied


def chunks(text: str) -> dict[str, str]:
    """The lines of each top-level key."""
    return {part.partition(":")[0]: part for part in re.split(r"^(?=\w)", text, flags=re.MULTILINE) if part}


def replaced(catalogue: Path, keys: str) -> None:
    """Put keys into the registration of a dog in place of its own."""
    file = catalogue / REGISTRATION
    file.write_text("".join((chunks(file.read_text(encoding="utf-8")) | chunks(keys)).values()), encoding="utf-8")


def test_the_catalogue_of_the_guide_has_no_problem(ichido: Ichido, northtown: Path) -> None:
    said = ichido("validate", "--catalogue", str(northtown))
    assert said.out == ""
    assert said.code == 0


def test_its_scenario_passes(ichido: Ichido, northtown: Path) -> None:
    said = ichido("test", "--catalogue", str(northtown), "-o", "json")
    assert json.loads(said.out) == {"version": 1, "scenarios": 2, "passed": 2, "failed": []}


def test_the_guide_shows_every_kind() -> None:
    shown = {block.text.splitlines()[1].partition(":")[0] for block in blocks(GUIDE, "yaml") if is_file(block)}
    # Nothing runs a campaign yet, so the guide only names it.
    assert shown == set(KINDS) - {"campaign"}


def test_there_are_mistakes() -> None:
    assert len(MISTAKES) == TEXT.count("# wrong\n") == TEXT.count("# right\n") > 5


@pytest.mark.parametrize(("code", "wrong", "right"), MISTAKES, ids=[code for code, _, _ in MISTAKES])
def test_a_mistake_is_refused_with_its_code(ichido: Ichido, northtown: Path, code: str, wrong: str, right: str) -> None:
    replaced(northtown, wrong)
    problems = json.loads(ichido("validate", "--catalogue", str(northtown), "-o", "json").out)["problems"]
    assert {problem["code"] for problem in problems} == {code}


@pytest.mark.parametrize(("code", "wrong", "right"), MISTAKES, ids=[code for code, _, _ in MISTAKES])
def test_what_is_called_right_has_no_such_problem(
    ichido: Ichido, northtown: Path, code: str, wrong: str, right: str
) -> None:
    replaced(northtown, right)
    problems = json.loads(ichido("validate", "--catalogue", str(northtown), "-o", "json").out)["problems"]
    # A fragment drops needs or products that other files count on.
    assert code not in {problem["code"] for problem in problems}


def test_the_scenario_of_the_guide_to_scenarios_passes(ichido: Ichido, tmp_path: Path) -> None:
    catalogue = tmp_path / "jp"
    shutil.copytree(ROOT / "procedures" / "jp", catalogue)
    (shown,) = blocks(SCENARIOS, "yaml")
    (catalogue / "moving" / "shown.yaml").write_text(shown.text, encoding="utf-8")
    said = ichido("test", str(catalogue / "moving" / "shown.yaml"), "--catalogue", str(catalogue), "-o", "json")
    assert json.loads(said.out) == {"version": 1, "scenarios": 1, "passed": 1, "failed": []}


@pytest.mark.parametrize(
    ("model", "kept"), [(Scenario, set()), (Happening, {"at", "reasons", "with_", "state"}), (Expected, set())]
)
def test_the_guide_to_scenarios_names_every_key(model: type[Model], kept: set[str]) -> None:
    cells = re.findall(r"^\| ([^|]*) \|", SCENARIOS.read_text(encoding="utf-8"), re.MULTILINE)
    named = {name for cell in cells for name in re.findall(r"`([a-z_]+)", cell)}
    assert set(model.model_fields) - kept - named == set()


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_every_block_of_yaml_can_be_read(guide: Path) -> None:
    for block in blocks(guide, "yaml"):
        if is_file(block):
            assert read(block.text, guide.name)[1] == ()
