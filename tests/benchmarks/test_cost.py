"""What a promise costs is measured on systems that do the same but for that promise."""

from benchmarks.case import Size
from benchmarks.cost import measure
from benchmarks.race.system import OURS
from benchmarks.race.without import SWITCHES

TINY = Size(rounds=1, alone=1, many=1, at_once=1, apart=0.0, warm=0)


def test_a_case_is_measured_with_everything_on_and_without_each_promise() -> None:
    found = measure(TINY)
    assert set(found) == {OURS, *SWITCHES}
    assert all(min(one.cpu_ms) > 0 and min(one.cases_per_s) > 0 for one in found.values())
