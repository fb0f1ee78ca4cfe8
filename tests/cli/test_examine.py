"""What is said of a catalogue is the same with and without what was kept of it, whatever is edited or broken."""

import hashlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from ichido.cli.examine import Examination, Examined
from ichido.cli.kept import Keeper, Kept
from ichido.language.diagnostic import render_json, render_text
from tests.cli.broken import JAPAN
from tests.cli.calling import Ichido
from tests.cli.country import ACTS, a_country

PIECES = ("", "{", "}", ": ", "- ", "#", '"', "\\", "? ", "1.5", "\t", "ja: x\n", "deems:\n  act-00003:\n", "fr: acte")


def japan(folder: Path) -> Path:
    """Few procedures, of which everything else speaks."""
    shutil.copytree(JAPAN, folder)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return a_country(tmp_path / "catalogue")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def examine(folder: Path, cache: Path | None) -> Examined:
    return Examination(folder, cache).examined()


def agreed(folder: Path, cache: Path) -> Examined:
    """What is said with the cache, after making sure that it is what is said without."""
    kept, whole = examine(folder, cache), examine(folder, None)
    assert kept.problems == whole.problems
    assert render_text(kept.problems) == render_text(whole.problems)
    assert render_json(kept.problems) == render_json(whole.problems)
    if not kept.problems:
        assert kept.definitions == whole.definitions
    return kept


def test_what_was_invented_for_these_tests_is_in_order(folder: Path, cache: Path) -> None:
    assert agreed(folder, cache).problems == ()
    kept = Keeper(cache, folder).read()
    assert kept is not None
    alone = {act.id for acts in kept.alone.values() for act in acts}
    assert len(alone) == ACTS  # two are named by the life event, two stand in one file


@pytest.mark.parametrize(("made", "seed"), [*((a_country, seed) for seed in range(4)), (japan, 1)])
def test_random_edits_one_after_another_are_told_the_same(
    made: Callable[[Path], Path], seed: int, tmp_path: Path
) -> None:
    folder, cache, random = made(tmp_path / "catalogue"), tmp_path / "cache", Random(seed)
    original = {file: file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}
    words = sorted({word.strip("{}[],:") for data in original.values() for word in data.decode().split()} - {""})
    clean = 0
    for _ in range(30):
        edit(random, sorted(original), words)
        clean += not agreed(folder, cache).problems
        assert_kept_as_if_read_whole(folder, cache, tmp_path / "another")
        for file, data in original.items() if random.random() < 0.6 else ():
            file.write_bytes(data)
    assert clean > 3  # there was something to keep, and something kept was used


def edit(random: Random, files: list[Path], words: list[str]) -> None:
    """Change, remove, copy or exchange something in one of the files, acts most of all."""
    acts = [file for file in files if file.parent.name == "000"] or files
    file = random.choice(acts if random.random() < 0.7 else files)
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    at = random.randrange(len(text) + 1)
    lines = text.split("\n")
    line = random.randrange(len(lines))
    match random.randrange(7):
        case 0:
            file.unlink(missing_ok=True)
            return
        case 1:
            text = text[:at] + random.choice(PIECES) + text[at:]
        case 2:
            text = re.sub(r"\d+ (business )?days", f"{random.randint(0, 40)} days", text)
        case 3:
            parts = lines[line].split(" ")
            parts[random.randrange(len(parts))] = random.choice(words) + random.choice(("", ":"))
            text = "\n".join((*lines[:line], " ".join(parts), *lines[line + 1 :]))
        case 4:
            text = "\n".join((*lines[:line], *lines[line + 1 :]))
        case 5:
            text = random.choice([act for act in acts if act.exists()]).read_text(encoding="utf-8")
        case _:
            text = re.sub(r"applicant\.term_\d+", f"applicant.term_{random.randint(0, 130)}", text, count=1)
    file.write_text(text, encoding="utf-8")


def assert_kept_as_if_read_whole(folder: Path, cache: Path, another: Path) -> None:
    """After a change of one file the same is kept as after reading everything."""
    shutil.rmtree(another, ignore_errors=True)
    if examine(folder, another).problems:
        return
    by_pieces, whole = Keeper(cache, folder).read(), Keeper(another, folder).read()
    assert by_pieces == whole
    assert kept_file(cache).exists() == kept_file(another).exists()


def kept_file(cache: Path) -> Path:
    return next(cache.glob("*.json"), cache / "none")


def test_a_catalogue_that_did_not_change_is_not_read_again(folder: Path, cache: Path) -> None:
    examine(folder, cache)
    keeper = Keeper(cache, folder)
    kept = keeper.read()
    assert kept
    keeper.write(Kept(kept.files, kept.alone, kept.languages, 12345))
    assert examine(folder, cache).definitions == 12345


def test_of_one_changed_file_only_that_and_what_all_rest_on_is_read(folder: Path, cache: Path) -> None:
    examine(folder, cache)
    keeper = Keeper(cache, folder)
    kept = keeper.read()
    assert kept
    name = next(name for name in kept.alone if name.endswith("act-00009.yaml"))
    keeper.write(Kept(kept.files, {**kept.alone, name: kept.alone[name] * 2}, kept.languages, kept.definitions))
    file = folder / "acts/000/act-00008.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    assert examine(folder, cache).definitions == kept.definitions + 1  # what was kept of the other was believed


@pytest.mark.parametrize("harm", ["flip", "cut", "empty", "text", "other code", "folder", "forged"])
def test_a_broken_cache_is_as_good_as_none(folder: Path, cache: Path, harm: str) -> None:
    examine(folder, cache)
    file = kept_file(cache)
    data = bytearray(file.read_bytes())
    match harm:
        case "flip":
            data[len(data) // 2] ^= 1
            file.write_bytes(data)
        case "cut":
            file.write_bytes(data[: len(data) // 2])
        case "empty":
            file.write_bytes(b"")
        case "text":
            file.write_text("nothing that was ever written here", encoding="utf-8")
        case "other code":
            body = data.partition(b"\n")[2].replace(b'"code":"', b'"code":"0')
            file.write_bytes(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
        case "folder":
            file.unlink()
            file.mkdir()
        case "forged":
            file.write_bytes(b"0" * 64 + b"\n" + data.partition(b"\n")[2])
    assert Keeper(cache, folder).read() is None
    slip = folder / "acts/000/act-00008.yaml"
    slip.write_text(slip.read_text(encoding="utf-8").replace("needs:", "neds:"), encoding="utf-8")
    assert {problem.code for problem in agreed(folder, cache).problems} == {"unknown-key", "missing-key"}
    assert not [file for file in cache.iterdir() if file.suffix != ".json"]


def test_a_cache_that_cannot_be_written_changes_nothing(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert agreed(folder, tmp_path / "file" / "cache").problems == ()


def test_the_cache_can_be_switched_off(ichido: Ichido, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("ICHIDO_CACHE", "off")
    assert ichido("validate").code == 0
    assert not list(tmp_path.iterdir())
    monkeypatch.setenv("ICHIDO_CACHE", str(tmp_path / "kept"))
    first, second = ichido("validate"), ichido("validate")
    assert first == second
    assert kept_file(tmp_path / "kept").exists()
