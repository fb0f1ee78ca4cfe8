"""A folder of definitions becomes a catalogue, the same one on every machine."""

from pathlib import Path

import pytest

from ichido.language.catalogue import load

JP = Path("tests/first")


def test_the_catalogue_of_japan_reads_without_a_problem() -> None:
    catalogue, problems = load(JP)
    assert problems == ()
    assert catalogue.country == "jp"
    assert list(catalogue.procedures) == sorted(catalogue.procedures)
    assert {"moving-in", "moving-out", "school-support"} <= set(catalogue.procedures)
    assert catalogue.laws["住民基本台帳法"].id == "342AC0000000081"
    assert catalogue.procedures["moving-in"].file == "tests/first/moving/moving-in.yaml"


def test_everything_laid_out_in_files_is_what_the_one_file_says() -> None:
    whole, _ = load(Path("tests/language/golden/language.yaml"))
    laid, _ = load(JP)
    for kind in ("vocabularies", "authorities", "registries", "procedures", "parameters", "life_events", "campaigns"):
        for id_, document in getattr(whole, kind).items():
            # Only the files say what a city may not change.
            assert getattr(laid, kind)[id_].model.model_copy(update={"locked": ()}) == document.model
    assert whole.scenarios[0].model in [d.model for d in laid.scenarios]


def test_files_given_in_another_order_are_the_same_catalogue(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / f"{name}.yaml").write_text(f"calendar: {name}\n", encoding="utf-8")
    forth, _ = load(tmp_path / "a.yaml", tmp_path / "b.yaml")
    back, _ = load(tmp_path / "b.yaml", tmp_path / "a.yaml")
    assert forth == back
    assert list(forth.calendars) == ["a", "b"]


def test_an_id_used_twice_names_the_first_place(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text("calendar: office\n", encoding="utf-8")
    _, (problem,) = load(tmp_path)
    assert problem.code == "duplicate-id"
    assert problem.place is not None
    assert problem.place.file.endswith("two.yaml")
    assert "line 1 of" in problem.help
    assert problem.help.endswith("one.yaml")


def test_an_address_begins_with_a_municipality_and_with_the_label_of_no_other_code_list(tmp_path: Path) -> None:
    assert load(tmp_path)[0].places == {}
    for kind, label in (("municipality", "Northtown"), ("breed", "Poodle")):
        written = f"codes: {kind}\ntitle: {{en: list}}\nvalues:\n  '1': {{en: {label}}}\n"
        (tmp_path / f"{kind}.yaml").write_text(written, encoding="utf-8")
    assert load(tmp_path)[0].places == {"Northtown": "1"}


def test_a_law_named_twice_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("laws: a\nnames:\n  Act: {}\n---\nlaws: b\nnames:\n  Act: {}\n", encoding="utf-8")
    _, (problem,) = load(tmp_path)
    assert (problem.code, problem.place and problem.place.line) == ("duplicate-id", 7)


def test_letters_are_found_by_name_in_any_notices_folder(tmp_path: Path) -> None:
    (tmp_path / "moving" / "notices").mkdir(parents=True)
    (tmp_path / "moving" / "notices" / "moving-in.accepted.ja.md").write_text("受理しました。", encoding="utf-8")
    (tmp_path / "moving" / "README.md").write_text("no letter", encoding="utf-8")
    catalogue, problems = load(tmp_path)
    assert problems == ()
    assert {name: notice.text for name, notice in catalogue.notices.items()} == {
        "moving-in.accepted.ja": "受理しました。"
    }


def test_hidden_files_are_not_definitions(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.yaml").write_text("nonsense", encoding="utf-8")
    (tmp_path / ".x.yaml").write_text("nonsense", encoding="utf-8")
    assert load(tmp_path)[1] == ()


def test_a_folder_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    _, (problem,) = load(tmp_path / "nowhere")
    assert (problem.code, problem.place) == ("no-such-file", None)


def test_names_of_files_are_shown_as_seen_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.yaml").write_text("calendar: a\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    catalogue, _ = load(tmp_path)
    assert catalogue.calendars["a"].file == "x.yaml"
