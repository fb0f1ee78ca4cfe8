"""A plan is bytes: the same on any machine, readable again, named by their hash."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from ichido.compiler.compile import compilable, compile_plan
from ichido.compiler.plan import FORMAT, decode, digest, encode
from ichido.language.catalogue import assemble
from ichido.language.document import Document
from ichido.language.kinds import Model
from tests.case.families import catalogue, plan

ALL = ("moving", "moving-in", "moving-out", "school-support")
PRINT = """
from pathlib import Path
from ichido.compiler.compile import compilable, compile_plan
from ichido.compiler.plan import digest
from ichido.language.catalogue import load
catalogue, _ = load(Path("tests/first"))
print([digest(compile_plan(catalogue, id_)) for id_ in compilable(catalogue)])
"""


@pytest.mark.parametrize("id_", ALL)
def test_a_plan_is_read_back_as_it_was(id_: str) -> None:
    assert decode(encode(plan(id_))) == plan(id_)
    assert encode(decode(encode(plan(id_)))) == encode(plan(id_))


def test_a_plan_has_the_same_bytes_under_any_hash_seed() -> None:
    runs = [
        subprocess.run(
            [sys.executable, "-c", PRINT],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path.cwd()), "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    ]
    assert runs == [f"{[digest(plan(id_)) for id_ in compilable(catalogue())]}\n"] * 3


def test_a_plan_has_the_same_bytes_whatever_the_order_of_files() -> None:
    documents: list[Document[Model]] = list(catalogue().documents())
    for seed in range(5):
        random.Random(seed).shuffle(documents)
        shuffled, _ = assemble(documents, dict(sorted(catalogue().notices.items(), reverse=True)))
        assert [encode(compile_plan(shuffled, id_)) for id_ in ALL] == [encode(plan(id_)) for id_ in ALL]


def test_the_bytes_are_canonical_json() -> None:
    raw = encode(plan())
    assert json.dumps(json.loads(raw), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() == raw


def test_a_plan_of_a_newer_format_is_refused_with_what_to_do() -> None:
    newer = json.dumps(json.loads(encode(plan())) | {"format": FORMAT + 1}).encode()
    with pytest.raises(ValueError, match="update Ichido"):
        decode(newer)


def test_what_is_read_at_run_time_is_not_in_the_plan() -> None:
    raw = encode(plan()).decode()
    assert '"reach"' not in raw
    moved = ("authorities/municipality.yaml", "http: submissions", "http: elsewhere")
    assert digest(plan("moving", moved)) == digest(plan("moving", ("laws.yaml", "# Cited", "# cited")))


def test_a_plan_holds_only_what_its_procedures_use() -> None:
    assert "public-accounts" not in plan("moving-out").registries
    assert "tax_exempt" not in json.dumps(json.loads(encode(plan("moving-out"))))
    assert plan("moving-out").parameters == {}


def test_an_unknown_id_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        compile_plan(catalogue(), "moving-away")
