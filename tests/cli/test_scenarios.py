"""`ichido test` runs scenarios on the core and says what differs."""

import json
from pathlib import Path

import pytest

from tests.cli.broken import copied
from tests.cli.calling import Ichido, agrees

FILE = "moving/scenarios.yaml"


def test_the_scenarios_of_japan_pass(ichido: Ichido) -> None:
    said = ichido("test")
    assert said.code == 0
    agrees("test.txt", said.out + said.err)


def test_json_counts_them(ichido: Ichido) -> None:
    found = json.loads(ichido("test", "-o", "json").out)
    assert list(found) == ["version", "scenarios", "passed", "failed"]
    assert found["version"] == 1
    assert found["scenarios"] == found["passed"] > 0
    assert found["failed"] == []


@pytest.mark.parametrize("words", [("Correction of the NEW address",), ("correction", "tests/first/moving")])
def test_part_of_a_title_is_enough(ichido: Ichido, words: tuple[str, ...]) -> None:
    said = ichido("test", *words)
    assert said.out.startswith("passed  the destination asks for a correction of the new address  ")
    assert said.out.count("\n") == 1


def test_a_life_event_names_all_its_scenarios(ichido: Ichido) -> None:
    assert ichido("test", "moving", "-o", "json").out == ichido("test", "-o", "json").out


def test_a_title_that_nothing_has_is_refused(ichido: Ichido) -> None:
    said = ichido("test", "a flood")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("ichido: there is no scenario `a flood`\n")


def test_what_differs_stands_below_the_scenario(
    ichido: Ichido, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied(tmp_path, FILE, "paid: {school-support(taro): 11630}", "paid: {school-support(taro): 11631}")
    monkeypatch.chdir(tmp_path)
    said = ichido("test", "tax-exempt", "--catalogue", "jp")
    assert said.code == 1
    agrees("test-differs.txt", said.out + said.err)


def test_a_program_is_told_where_the_failed_scenario_stands(
    ichido: Ichido, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied(tmp_path, FILE, "paid: {school-support(taro): 11630}", "paid: {school-support(taro): 11631}")
    monkeypatch.chdir(tmp_path)
    found = json.loads(ichido("test", "tax-exempt", "--catalogue", "jp", "-o", "json").out)
    assert found == {
        "version": 1,
        "scenarios": 1,
        "passed": 0,
        "failed": [
            {
                "scenario": "a tax-exempt family with one pupil moves to another city",
                "file": "jp/moving/scenarios.yaml",
                "line": 2,
                "column": 11,
                "differences": ["paid: school-support(taro): expected 11631, got 11630"],
            }
        ],
    }
    said = ichido("test", "tax-exempt", "--catalogue", "jp", "-o", "github")
    assert said.out.startswith("::error file=jp/moving/scenarios.yaml,line=2,col=11,title=scenario-failed::")


@pytest.mark.parametrize(
    ("old", "new", "golden"),
    [
        ("answers:\n  move.date: 2026-04-01\n", "answers:\n  move.date: tomorrow\n", "test-wrong-answer.txt"),
        (
            "  school-support(taro): apply\n",
            "  school-support(taro): apply\n  applicant.account: みずほ-001-1234567\n",
            "test-nobody-asks.txt",
        ),
        ("today: 2026-03-20", "today: 9026-03-20", "test-far-future.txt"),
        ("birth_date: 1990-05-03", "birth_date: long ago", "test-wrong-register.txt"),
    ],
)
def test_a_scenario_that_cannot_be_is_a_problem_where_it_says_so(
    ichido: Ichido, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, golden: str
) -> None:
    copied(tmp_path, FILE, old, new)
    monkeypatch.chdir(tmp_path)
    said = ichido("test", "tax-exempt", "--catalogue", "jp")
    assert said.code == 1
    agrees(golden, said.out + said.err)
