"""`ichido plan` and `ichido graph`: a plan told, drawn and handed to programs."""

import json
from pathlib import Path

import pytest

from ichido.compiler.compile import compile_plan
from ichido.compiler.plan import decode, digest
from ichido.language.catalogue import load
from tests.cli.broken import copied
from tests.cli.calling import Ichido, agrees


@pytest.mark.parametrize(
    ("golden", "words"),
    [
        ("plan-moving.txt", ("plan", "moving")),
        ("plan-moving.ja.txt", ("plan", "moving", "--language", "ja")),
        ("plan-school-support.txt", ("plan", "school-support")),
        ("graph-moving.en.mmd", ("graph", "moving")),
        ("graph-moving.ja.mmd", ("graph", "moving", "--language", "ja")),
    ],
)
def test_the_whole_of_it_reads_as_it_did(ichido: Ichido, golden: str, words: tuple[str, ...]) -> None:
    said = ichido(*words)
    assert (said.code, said.err) == (0, "")
    agrees(golden, said.out)


def test_json_holds_the_canonical_plan_and_its_numbers(ichido: Ichido) -> None:
    said = ichido("plan", "moving", "-o", "json")
    found = json.loads(said.out)
    plan = compile_plan(load(Path("tests/first"))[0], "moving")
    assert list(found) == ["version", "hash", "bytes", "summary", "plan"]
    assert decode(json.dumps(found["plan"]).encode()) == plan
    assert found["hash"] == digest(plan)
    found["summary"]["asked"].sort(key=lambda asked: asked["term"])
    assert found["summary"] == {
        "needs": 17,
        "distinct_needs": 11,
        "obtained": 5,
        "derived": 1,
        "produced": 2,
        "asked": [
            {"term": "applicant.phone", "why": "no-source"},
            {"term": "move.date", "why": "no-source"},
            {"term": "move.movers", "why": "choice"},
            {"term": "move.new_address", "why": "no-source"},
            {"term": "school-support(child)", "why": "choice"},
        ],
    }


def test_the_only_life_event_need_not_be_named(ichido: Ichido) -> None:
    assert ichido("plan").out == ichido("plan", "moving").out


def test_a_file_stands_for_what_it_defines(ichido: Ichido) -> None:
    assert ichido("plan", "tests/first/moving/moving-in.yaml").out == ichido("plan", "moving-in").out


@pytest.mark.parametrize("verb", ["plan", "graph"])
def test_two_at_a_time_are_refused(ichido: Ichido, verb: str) -> None:
    said = ichido(verb, "moving-in", "moving-out")
    assert (said.code, said.out) == (2, "")
    assert said.err == "ichido: one at a time\n  = help: say which of `moving-in`, `moving-out`\n"


@pytest.mark.parametrize("verb", ["plan", "graph"])
def test_an_unknown_id_is_refused(ichido: Ichido, verb: str) -> None:
    said = ichido(verb, "movin")
    assert said.code == 2
    assert said.err == "ichido: there is no life event or procedure `movin`\n  = help: did you mean `moving`?\n"


@pytest.mark.parametrize("verb", ["plan", "graph", "test", "schema"])
def test_a_broken_catalogue_is_told_instead(ichido: Ichido, tmp_path: Path, verb: str) -> None:
    folder = str(copied(tmp_path, "moving/moving-in.yaml", "within: 14 days", "witin: 14 days"))
    text = ichido(verb, "--catalogue", folder)
    assert (text.code, text.out) == (1, "")
    assert text.err.startswith("unknown-key  `witin` is not a key here\n")
    assert json.loads(ichido(verb, "--catalogue", folder, "-o", "json").out)["problems"][0]["code"] == "unknown-key"


def test_a_graph_for_github_is_fenced(ichido: Ichido) -> None:
    said = ichido("graph", "moving", "-o", "github")
    assert said.out.startswith("```mermaid\nflowchart LR\n")
    assert said.out.endswith("\n```\n")


def test_a_graph_for_programs_is_json(ichido: Ichido) -> None:
    found = json.loads(ichido("graph", "moving", "-o", "json").out)
    assert found == {"version": 1, "life_event": "moving", "mermaid": ichido("graph", "moving").out}


def test_the_day_that_is_named_picks_the_versions(ichido: Ichido, tmp_path: Path) -> None:
    copy = copied(tmp_path, "moving/moving-in.yaml", "accept:", "in_force: {from: 2026-07-01}\naccept:")
    text = (copy / "moving/moving-in.yaml").read_text(encoding="utf-8")
    text = text.replace("from: 2026", "until: 2026").replace("14 days", "10 days")
    (copy / "moving/moving-in-before.yaml").write_text(text, encoding="utf-8")
    assert "10 days" in ichido("plan", "moving", "--catalogue", str(copy), "--on", "2026-06-30").out
    assert "14 days" in ichido("plan", "moving", "--catalogue", str(copy), "--on", "2026-07-01").out
    assert ichido("test", "--catalogue", str(copy)).code == 1  # it is 26 March there, and the period is shorter
    assert "flowchart" in ichido("graph", "moving", "--catalogue", str(copy), "--on", "2026-06-30").out


@pytest.mark.parametrize(("day", "told"), [("2026-06-30", "not in force on 2026-06-30"), ("1 July", "is no day")])
def test_a_day_without_a_version_could_not_run(ichido: Ichido, tmp_path: Path, day: str, told: str) -> None:
    copy = copied(tmp_path, "moving/moving-in.yaml", "accept:", "in_force: {from: 2026-07-01}\naccept:")
    for file in ("moving/life-event.yaml", "moving/scenarios.yaml"):
        (copy / file).unlink()
    said = ichido("plan", "moving-in", "--catalogue", str(copy), "--on", day)
    assert (said.code, said.out) == (2, "")
    assert told in said.err
