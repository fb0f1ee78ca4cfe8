"""`ichido validate` says what is wrong, where, and nothing else on standard output."""

import json
from pathlib import Path

import pytest

from tests.cli.broken import copied
from tests.cli.calling import Ichido, agrees

SLIP = ("moving/moving-in.yaml", "within: 14 days", "witin: 14 days")
TWO_SLIPS = ("moving/moving-in.yaml", "authority: municipality", "authority: city-hall")


def test_nothing_is_wrong_with_the_catalogue_of_japan(ichido: Ichido) -> None:
    said = ichido("validate")
    assert (said.code, said.out) == (0, "")
    assert said.err.startswith("no problem in ")


def test_a_problem_is_shown_with_its_line_and_what_to_do(
    ichido: Ichido, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied(tmp_path, *SLIP)
    monkeypatch.chdir(tmp_path)
    said = ichido("validate", "jp")
    assert said.code == 1
    agrees("validate.txt", said.out + said.err)


def test_json_stands_alone_and_holds_what_tools_need(ichido: Ichido, tmp_path: Path) -> None:
    said = ichido("validate", str(copied(tmp_path, *SLIP)), "-o", "json")
    found = json.loads(said.out)
    assert said.code == 1
    assert list(found) == ["version", "problems"]
    assert found["version"] == 1
    assert [list(problem) for problem in found["problems"]] == [["code", "message", "file", "line", "column", "help"]]
    assert found["problems"][0] | {"file": "", "message": ""} == {
        "code": "unknown-key",
        "message": "",
        "file": "",
        "line": 18,
        "column": 9,
        "help": "did you mean `within`?",
    }


def test_json_without_problems_is_an_empty_list(ichido: Ichido) -> None:
    assert json.loads(ichido("validate", "-o", "json").out) == {"version": 1, "problems": []}


def test_github_marks_the_line(ichido: Ichido, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied(tmp_path, *SLIP)
    monkeypatch.chdir(tmp_path)
    said = ichido("validate", "jp", "-o", "github")
    assert said.out == (
        "::error file=jp/moving/moving-in.yaml,line=18,col=9,title=unknown-key::"
        "`witin` is not a key here (did you mean `within`?)\n"
    )


def test_a_path_inside_the_catalogue_is_checked_against_all_of_it(ichido: Ichido) -> None:
    said = ichido("validate", "tests/first/moving/moving-in.yaml")
    assert (said.code, said.err) == (0, "no problem in 1 definition\n")


def test_a_path_outside_the_catalogue_is_read_alone(ichido: Ichido, tmp_path: Path) -> None:
    alone = copied(tmp_path) / "moving" / "moving-in.yaml"
    assert ichido("validate", str(alone)).code == 1


def test_a_path_is_checked_against_a_catalogue_that_is_named(ichido: Ichido, tmp_path: Path) -> None:
    draft = tmp_path / "draft.yaml"
    draft.write_text("calendar: mine\ntitle: {ja: 暦, en: calendar}\nclosed: [sunday, sundae]\n", encoding="utf-8")
    said = ichido("validate", str(draft), "--catalogue", "tests/first")
    assert said.code == 1
    assert "draft.yaml:3:18" in said.out


@pytest.mark.parametrize(("id_", "code"), [("moving-in", 1), ("moving-out", 0), ("person", 0)])
def test_an_id_limits_what_is_told(ichido: Ichido, tmp_path: Path, id_: str, code: int) -> None:
    folder = copied(tmp_path, *TWO_SLIPS)
    assert ichido("validate", id_, "--catalogue", str(folder)).code == code


def test_an_id_that_could_not_be_read_is_told_with_all_that_is_wrong(ichido: Ichido, tmp_path: Path) -> None:
    said = ichido("validate", "moving-in", "--catalogue", str(copied(tmp_path, *SLIP)))
    assert said.code == 1
    assert "witin" in said.out


def test_one_document_of_several_in_a_file_is_told_from_the_others(ichido: Ichido) -> None:
    file = "examples/invalid/missing-for.yaml"
    assert ichido("validate", file, "moving").code == 1
    assert ichido("validate", file, "person").code == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("moving-inn",), "ichido: there is no definition `moving-inn`\n  = help: did you mean `moving-in`?\n"),
        (
            ("no/such",),
            "ichido: there is no file or folder `no/such`\n"
            "  = help: give a folder of definitions, such as `procedures/jp`\n",
        ),
        (("tests/first/nothing.yaml",), "ichido: there is no file or folder `tests/first/nothing.yaml`\n"),
        (("docs",), "ichido: there is no definition in `docs`\n"),
    ],
)
def test_what_is_not_there_could_not_be_checked(ichido: Ichido, words: tuple[str, ...], message: str) -> None:
    said = ichido("validate", *words)
    assert (said.code, said.out, said.err) == (2, "", message)


def test_the_environment_names_the_catalogue(ichido: Ichido, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ICHIDO_CATALOGUE", "examples/invalid/circular-need")
    assert ichido("validate").code == 1
