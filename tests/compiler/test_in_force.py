"""The day of arrival picks every definition by one day, and what a version rests on is in force with it."""

from datetime import date
from pathlib import Path

import pytest

from ichido.compiler.checks import check
from ichido.compiler.compile import NotInForce, compile_plan
from ichido.compiler.plan import decode, digest, encode
from ichido.language.catalogue import Catalogue, assemble, load
from ichido.language.diagnostic import Diagnostic
from ichido.language.document import Document
from ichido.language.kinds import Model
from ichido.language.reader import read

FOLDER = Path("tests/first")
TEXTS = {p.relative_to(FOLDER).as_posix(): p.read_text(encoding="utf-8") for p in sorted(FOLDER.rglob("*.yaml"))}
NOTICES = load(FOLDER)[0].notices
MOVING_IN, CALENDAR, REGISTER = "moving/moving-in.yaml", "calendars/municipal.yaml", "registries/resident-register.yaml"
DAY = date(2026, 7, 1)


def cut(text: str, old: str = "", new: str = "") -> str:
    """Two versions of a definition: as it is until 1 July 2026, and changed from then on."""
    assert old in text
    return f"{text}in_force: {{until: {DAY}}}\n---\n{text.replace(old, new)}in_force: {{from: {DAY}}}\n"


def catalogue(**changed: str) -> Catalogue:
    documents: list[Document[Model]] = []
    for name, text in {**TEXTS, **changed}.items():
        found, problems = read(text, name)
        assert problems == ()
        documents += found
    made, twice = assemble(documents, NOTICES)
    assert twice == ()
    return made


def changed(*files: tuple[str, str, str]) -> Catalogue:
    return catalogue(**{file: cut(TEXTS[file], old, new) for file, old, new in files})


def problems_of(file: str, text: str) -> tuple[Diagnostic, ...]:
    return check(catalogue(**{file: text}))


TWO = changed((MOVING_IN, "within: 14 days", "within: 10 days"), (CALENDAR, "12-29..01-03", "12-28..01-03"))


def test_two_versions_that_follow_each_other_are_no_problem() -> None:
    assert check(TWO) == ()


@pytest.mark.parametrize(("day", "days", "closed"), [("2026-06-30", 14, "12-29"), ("2026-07-01", 10, "12-28")])
def test_a_plan_holds_every_definition_as_of_the_day_of_arrival(day: str, days: int, closed: str) -> None:
    plan = compile_plan(TWO, "moving", date.fromisoformat(day))
    apply = plan.procedures["moving-in"].definition.apply
    assert apply is not None and apply.within is not None
    assert apply.within.count == days
    assert plan.calendars["municipal"].closed[-1].startswith(closed)
    assert decode(encode(plan)) == plan


def test_what_is_not_dated_compiles_to_the_same_bytes_on_every_day() -> None:
    undated = catalogue()
    assert digest(compile_plan(undated, "moving", DAY)) == digest(compile_plan(undated, "moving"))


def test_a_day_must_be_named_once_versions_differ() -> None:
    with pytest.raises(NotInForce, match="say on which day"):
        compile_plan(TWO, "moving")


def test_what_is_not_in_force_on_the_day_is_not_compiled() -> None:
    late = catalogue(**{"moving/life-event.yaml": TEXTS["moving/life-event.yaml"] + f"in_force: {{from: {DAY}}}\n"})
    with pytest.raises(NotInForce, match="`moving` is not in force on 2026-06-30: it is from 2026-07-01"):
        compile_plan(late, "moving", date(2026, 6, 30))
    with pytest.raises(KeyError):
        compile_plan(late, "moving-away", DAY)


@pytest.mark.parametrize(
    ("file", "users"),
    [
        (MOVING_IN, {"moving/life-event.yaml"}),
        (CALENDAR, {"authorities/municipality.yaml"}),
        ("vocabulary/move.yaml", {"moving/life-event.yaml", MOVING_IN, "moving/moving-out.yaml"}),
        (
            "authorities/municipality.yaml",
            {f for f, t in TEXTS.items() if ("procedure: " in t and "basis: " in t) or "holder: " in t},
        ),
    ],
)
def test_what_ends_while_something_still_rests_on_it_is_told_where_it_is_named(file: str, users: set[str]) -> None:
    problems = problems_of(file, f"{TEXTS[file]}in_force: {{until: 2030-01-01}}\n")
    assert {problem.code for problem in problems} == {"not-in-force"}
    assert {problem.place.file for problem in problems if problem.place} == users


def test_a_law_that_has_ended_is_cited_by_nothing_that_has_not() -> None:
    laws = TEXTS["laws.yaml"]
    line = next(line for line in laws.splitlines() if line.strip().startswith("住民基本台帳法:"))
    ended = line.rstrip("}") + ", in_force: {from: 1967-11-10, until: 2030-01-01}}"
    problems = problems_of("laws.yaml", laws.replace(line, ended))
    assert {problem.code for problem in problems} == {"not-in-force"}
    assert all("from 2030-01-01" in problem.message for problem in problems)


def test_a_slip_in_one_version_says_when_it_is_one() -> None:
    (problem,) = check(changed((MOVING_IN, "  applicant.phone:", "  applicant.fone:")))
    assert problem.code == "unknown-term"
    assert problem.help.endswith("; it is so from 2026-07-01")


def test_a_term_that_ended_with_its_version_is_missed_from_then_on() -> None:
    problems = check(changed(("vocabulary/person.yaml", "  phone:", "  telephone:")))
    assert {problem.code for problem in problems} == {"unknown-term"}
    assert all(problem.help.endswith("it is so from 2026-07-01") for problem in problems)


def test_letters_of_a_procedure_that_has_ended_are_still_somebody_s() -> None:
    school = "school/school-support.yaml"
    file = "moving/life-event.yaml"
    event = cut(TEXTS[file]).rpartition("---\n")
    ended = event[0] + event[1] + event[2][: event[2].index("  school-support:")] + f"in_force: {{from: {DAY}}}\n"
    texts = {file: ended, school: f"{TEXTS[school]}in_force: {{until: {DAY}}}\n"}
    texts["moving/scenarios.yaml"] = ""
    assert check(catalogue(**texts)) == ()
