"""The race of a case: three systems do the same work on real servers, and the run finds out when they do not."""

from collections import Counter
from pathlib import Path

from benchmarks.case import FIGURES, RATIOS, Size, measure, plain
from benchmarks.race.left import differences
from benchmarks.race.system import OURS, RIVALS

TINY = Size(rounds=1, alone=1, many=1, at_once=1, apart=0.0, warm=0)
A_PAGE = 150


def test_three_systems_leave_the_same_rows_and_are_compared() -> None:
    found = plain(measure(TINY))
    assert set(found) == {OURS, *RIVALS, "ratio"}
    for name in (OURS, *RIVALS):
        assert tuple(found[name]) == FIGURES
        assert min(found[name].values()) > 0
    for rival in RIVALS:
        assert set(found["ratio"][rival]) == set(RATIOS)
    assert found[OURS]["events"] < found["naive"]["events"]


def test_a_row_that_only_one_of_them_left_is_shown() -> None:
    ours = {"facts": Counter(["a name", "an address", "an address"]), "outbox": Counter(["moving-out"])}
    theirs = {"facts": Counter(["a name", "an address"]), "outbox": Counter(["moving-out"])}
    assert differences(ours, ours) == []
    assert differences(ours, theirs) == ["--- facts", "+++ facts", "-an address"]


def test_the_expert_fits_on_a_page() -> None:
    assert len(Path("benchmarks/rivals/expert.py").read_text(encoding="utf-8").splitlines()) <= A_PAGE
