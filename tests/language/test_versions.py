"""Versions of one definition stand beside each other, and a day picks one."""

from datetime import date

import pytest

from ichido.language.catalogue import Catalogue, assemble
from ichido.language.diagnostic import Diagnostic
from ichido.language.kinds.definition import InForce
from ichido.language.reader import read

TWO = """
calendar: office
in_force: {until: 2026-07-01}
---
calendar: office
in_force: {from: 2026-07-01, until: 2027-01-01}
closed: [saturday]
---
calendar: court
"""


def made(text: str) -> tuple[Catalogue, tuple[Diagnostic, ...]]:
    documents, problems = read(text, "x.yaml")
    assert problems == ()
    return assemble(documents)


@pytest.mark.parametrize(
    ("day", "closed"), [("2026-06-30", ()), ("2026-07-01", ("saturday",)), ("2026-12-31", ("saturday",))]
)
def test_the_first_day_counts_and_the_day_named_until_does_not(day: str, closed: tuple[str, ...]) -> None:
    catalogue, problems = made(TWO)
    assert problems == ()
    assert catalogue.on(date.fromisoformat(day)).calendars["office"].model.closed == closed


def test_on_a_day_without_a_version_the_definition_is_not_there() -> None:
    catalogue, _ = made(TWO)
    assert list(catalogue.on(date(2027, 1, 1)).calendars) == ["court"]


def test_without_a_day_the_newest_version_stands_and_every_version_is_kept() -> None:
    catalogue, _ = made(TWO)
    assert catalogue.calendars["office"].model.closed == ("saturday",)
    assert [d.place("calendar").line for d in catalogue.versions("calendar", "office")] == [2, 5]
    assert len(list(catalogue.documents())) == 3
    assert len(list(catalogue.on(date(2026, 1, 1)).documents())) == 2


def test_a_definition_without_a_period_has_one_version() -> None:
    catalogue, _ = made(TWO)
    assert [d.id for d in catalogue.versions("calendar", "court")] == ["court"]
    assert catalogue.versions("calendar", "nowhere") == ()


def test_a_catalogue_without_periods_is_the_same_on_every_day() -> None:
    catalogue, _ = made("calendar: office\n")
    assert catalogue.on(date(2026, 1, 1)) == catalogue


@pytest.mark.parametrize(
    ("first", "second", "codes"),
    [
        ("{until: 2026-07-01}", "{from: 2026-07-01}", []),
        ("{until: 2026-07-01}", "{from: 2026-09-01}", []),
        ("{until: 2026-07-02}", "{from: 2026-07-01}", ["overlapping-versions"]),
        ("{from: 2026-01-01}", "{from: 2026-07-01}", ["overlapping-versions"]),
        ("{from: 2026-07-01}", "{until: 2026-07-01}", []),
    ],
)
def test_versions_may_leave_a_gap_and_never_overlap(first: str, second: str, codes: list[str]) -> None:
    _, problems = made(f"calendar: office\nin_force: {first}\n---\ncalendar: office\nin_force: {second}\n")
    assert [problem.code for problem in problems] == codes


def test_a_version_beside_one_that_is_always_in_force_is_defined_twice() -> None:
    _, (problem,) = made("calendar: office\n---\ncalendar: office\nin_force: {from: 2026-07-01}\n")
    assert problem.code == "duplicate-id"
    assert "`in_force:`" in problem.help


def test_a_period_is_cut_by_another_into_what_is_before_and_after_it() -> None:
    whole = InForce.model_validate({"from": date(2026, 1, 1)})
    part = InForce.model_validate({"from": date(2026, 4, 1), "until": date(2026, 5, 1)})
    assert [str(period) for period in whole.outside(part)] == ["from 2026-01-01 until 2026-04-01", "from 2026-05-01"]
    assert str(whole.within(part)) == "from 2026-04-01 until 2026-05-01"
