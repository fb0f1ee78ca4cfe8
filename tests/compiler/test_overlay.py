"""A city's folder laid over the country's: key by key, under its ordinance, never over what is locked."""

from datetime import date
from pathlib import Path

import pytest

from ichido.cli.select import select
from ichido.compiler.checks import check
from ichido.compiler.compile import compile_plan
from ichido.compiler.plan import encode
from ichido.language.catalogue import Catalogue, load
from ichido.language.diagnostic import Diagnostic

JAPAN, CITY = Path("tests/first"), Path("tests/compiler/city")
LAWS = 'laws: city\nnames:\n  要綱: {kind: guideline, of: "141305", en: guideline}\n---\n'
DAY = date(2026, 5, 1)


def laid(folder: Path, text: str) -> tuple[Catalogue, tuple[Diagnostic, ...]]:
    """The catalogue of Japan under one file of a city, with the problems of reading it."""
    folder.mkdir(exist_ok=True)
    (folder / "city.yaml").write_text(LAWS + text, encoding="utf-8")
    return load(JAPAN, folder)


def test_a_city_changes_an_amount_and_a_period_under_its_own_guideline() -> None:
    catalogue, problems = load(JAPAN, CITY)
    assert (problems, check(catalogue), catalogue.country) == ((), (), "jp")
    plan = compile_plan(catalogue, "school-support", DAY)
    definition = plan.procedures["school-support"].definition
    assert str(definition.decide and definition.decide.within) == "20 days"
    assert definition.decide and definition.decide.by == "rule"
    assert str(definition.ordinance) == "川崎市就学援助要綱 4条"
    assert plan.parameters["support"].values["elementary"].from_ == {
        date(2023, 4, 1): 11630,
        date(2026, 4, 1): 13000,
    }
    assert plan.parameters["support"].values["junior_high"].from_ == {date(2023, 4, 1): 22730}


def test_what_is_laid_over_from_a_day_on_leaves_the_time_before_as_it_was() -> None:
    catalogue, _ = load(JAPAN, CITY)
    before = compile_plan(catalogue, "school-support", date(2026, 3, 31)).parameters["support"]
    assert before.values["elementary"].from_ == {date(2023, 4, 1): 11630}
    assert before.ordinance is None
    assert [str(d.model.in_force) for d in catalogue.versions("parameters", "support")] == [  # type: ignore[attr-defined]  # of parameters
        "until 2026-04-01",
        "from 2026-04-01",
    ]


def test_everything_else_is_the_country_s() -> None:
    over, _ = load(JAPAN, CITY)
    alone, _ = load(JAPAN)
    assert encode(compile_plan(over, "moving-in", DAY)) == encode(compile_plan(alone, "moving-in"))


def test_a_locked_period_is_refused_where_the_city_writes_it(tmp_path: Path) -> None:
    text = "procedure: moving-in\nordinance: 要綱 2条\napply:\n  within: 30 days\naccept: {within: 2 business days}\n"
    _, (problem,) = laid(tmp_path, text)
    assert problem.code == "locked-key"
    assert problem.place is not None
    assert (problem.place.excerpt, problem.place.column) == ("  within: 30 days", 3)
    assert problem.place.file.endswith("city.yaml")
    assert "tests/first/moving/moving-in.yaml" in problem.help


@pytest.mark.parametrize("over", ["locked: []", "locked: [accept]"])
def test_a_city_locks_more_and_unlocks_nothing(tmp_path: Path, over: str) -> None:
    catalogue, problems = laid(tmp_path / "a", f"procedure: moving-in\nordinance: 要綱 2条\n{over}\n")
    assert problems == ()
    assert catalogue.procedures["moving-in"].model.locked[0] == "apply"
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "x.yaml").write_text("procedure: moving-in\nordinance: 要綱 2条\napply: {within: 9 days}\n")
    _, problems = load(JAPAN, tmp_path / "a", tmp_path / "b")
    assert [problem.code for problem in problems] == ["locked-key"]


def test_writing_over_a_map_as_a_whole_meets_the_lock_inside_it(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    below = "registry: r\ntitle: {en: r}\nholder: a\njurisdiction: p.a\nholds: {p.a: {complete: true}}\n"
    (tmp_path / "below" / "r.yaml").write_text(below + "gives: {}\nlocked: [holds.p.a.complete]\n")
    above = LAWS + "registry: r\nordinance: 要綱 1条\nholds: {p.a: {complete: false}, p.b: }\n"
    (tmp_path / "above").mkdir()
    (tmp_path / "above" / "r.yaml").write_text(above)
    _, problems = load(tmp_path / "below", tmp_path / "above")
    assert [problem.code for problem in problems] == ["locked-key"]


def test_nothing_written_over_something_leaves_it(tmp_path: Path) -> None:
    text = "procedure: moving-in\nordinance: 要綱 2条\nneeds:\n  presence:\n  move.date:\naccept:\n"
    catalogue, problems = laid(tmp_path, text)
    alone, _ = load(JAPAN)
    assert problems == ()
    expected = alone.procedures["moving-in"].model
    assert catalogue.procedures["moving-in"].model.model_copy(update={"ordinance": None}) == expected


def test_a_list_is_replaced_whole_and_a_new_key_is_added(tmp_path: Path) -> None:
    text = "calendar: municipal\nordinance: 要綱 2条\nclosed: [sunday]\ntitle: {en: offices}\n"
    catalogue, problems = laid(tmp_path, text)
    assert problems == ()
    assert catalogue.calendars["municipal"].model.closed == ("sunday",)
    assert catalogue.calendars["municipal"].model.title["en"] == "offices"


def test_a_slip_in_the_city_s_file_is_shown_in_the_city_s_file(tmp_path: Path) -> None:
    catalogue, problems = laid(tmp_path, "procedure: school-support\nordinance: 要綱 2条\nneeds:\n  child.nam:\n")
    assert problems == ()
    (problem,) = check(catalogue)
    assert (problem.code, problem.place and problem.place.file.endswith("city.yaml")) == ("unknown-term", True)
    _, (problem,) = laid(tmp_path, "procedure: school-support\nordinance: 要綱 2条\ndecide: {witin: 2 days}\n")
    assert (problem.code, problem.place and problem.place.file.endswith("city.yaml")) == ("unknown-key", True)


def test_a_slip_in_the_country_s_file_stays_there(tmp_path: Path) -> None:
    _, problems = laid(tmp_path, "procedure: school-support\nordinance: 要綱 2条\npays: {amount: support.nothing}\n")
    assert problems == ()
    catalogue, _ = laid(tmp_path, "parameters: support\nordinance: 要綱 2条\nvalues: {elementary: {type: date}}\n")
    files = {problem.place.file for problem in check(catalogue) if problem.place}
    assert files == {"tests/first/school/school-support.yaml"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("calendar: municipal\nclosed: [sunday]\n", "missing-ordinance"),
        ("calendar: muncipal\nordinance: 要綱 2条\n", "overlays-nothing"),
        ("calendar: municipal\nordinance: 要綱 2条\n---\ncalendar: municipal\nordinance: 要綱 3条\n", "duplicate-id"),
        (
            "calendar: municipal\nordinance: 要綱 2条\nin_force: {from: 2027-01-01, until: 2027-01-01}\n",
            "overlays-nothing",
        ),
    ],
)
def test_what_cannot_be_laid_is_told(tmp_path: Path, text: str, code: str) -> None:
    assert [problem.code for problem in laid(tmp_path, text)[1]] == [code]


@pytest.mark.parametrize(
    ("law", "code"), [("番号法 1条", "wrong-ordinance"), ("住民条例 1条", "unknown-law"), ("就学援助要綱 1条", None)]
)
def test_only_a_city_s_own_decision_changes_a_definition(tmp_path: Path, law: str, code: str | None) -> None:
    catalogue, problems = laid(tmp_path, f"calendar: municipal\nordinance: {law}\nclosed: [sunday]\n")
    assert problems == ()
    assert [problem.code for problem in check(catalogue)] == ([code] if code else [])


def test_a_lock_that_fits_no_key_is_told(tmp_path: Path) -> None:
    catalogue, _ = laid(
        tmp_path, "procedure: moving-in\nordinance: 要綱 2条\nlocked: [aply, accept.within, eligible]\n"
    )
    (problem,) = check(catalogue)
    assert (problem.code, problem.help) == ("unknown-key", "did you mean `apply`?")


def test_two_layers_of_different_times_stand_beside_each_other(tmp_path: Path) -> None:
    text = "".join(
        f"calendar: municipal\nordinance: 要綱 2条\nin_force: {{from: {year}-01-01, until: {year + 1}-01-01}}\n"
        f"closed: [{day}]\n---\n"
        for year, day in ((2026, "sunday"), (2028, "monday"))
    )
    catalogue, problems = laid(tmp_path, text)
    assert problems == ()
    closed = [catalogue.on(date(year, 6, 1)).calendars["municipal"].model.closed for year in (2026, 2027, 2028, 2029)]
    assert closed[0] == ("sunday",) and closed[2] == ("monday",)
    assert closed[1] == closed[3] and len(closed[1]) > 1


def test_a_letter_of_the_city_takes_the_place_of_the_country_s(tmp_path: Path) -> None:
    (tmp_path / "notices").mkdir()
    (tmp_path / "notices" / "moving-in.accepted.en.md").write_text("Welcome.", encoding="utf-8")
    catalogue, problems = load(JAPAN, tmp_path)
    assert problems == ()
    assert catalogue.notices["moving-in.accepted.en"].text == "Welcome."


def test_the_command_lays_a_folder_over_the_catalogue_it_is_given() -> None:
    selection = select([str(CITY), "school-support"], JAPAN)
    assert selection.problems == ()
    assert selection.catalogue.procedures["school-support"].model.ordinance is not None
