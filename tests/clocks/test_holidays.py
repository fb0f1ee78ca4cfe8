"""One country's holidays, without importing all others."""

import subprocess
import sys
from pathlib import Path

import pytest
from holidays import country_holidays

from ichido.clocks.holidays import is_holiday

ASK = "import sys; from datetime import date; from ichido.clocks.holidays import is_holiday; {}"


@pytest.mark.parametrize("country", ["JP", "JPN", "DE", "GU", "HK", "EE"])
def test_a_country_has_the_holidays_the_library_gives_it(country: str) -> None:
    assert all(is_holiday(country, day) for day in country_holidays(country, years=(2025, 2026)))


def test_one_country_is_asked_without_importing_all() -> None:
    code = ASK.format("print(is_holiday('JP', date(2026, 3, 20)), 'holidays.countries' in sys.modules)")
    out = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": str(Path.cwd())}, capture_output=True, text=True, check=True
    )
    assert out.stdout == "True False\n"
