"""What each plan's workflow is asked to do stays as it was, or is changed on purpose."""

import difflib

import pytest

from ichido.language.catalogue import Catalogue, load
from ichido.language.kinds import Scenario
from tests.histories.fingerprint import file_of, fingerprint
from tests.histories.plain import FOLDER
from tests.histories.record import name_of
from tests.rehearsal.rig import PROCEDURES

SCENARIOS = tuple(document.model for document in load(PROCEDURES)[0].scenarios)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.scenario)
def test_a_plan_commands_what_its_fingerprint_says(scenario: Scenario, catalogue: Catalogue) -> None:
    file = file_of(name_of(scenario.scenario))
    kept = file.read_text(encoding="utf-8") if file.exists() else ""
    now = fingerprint(catalogue, scenario)
    if now != kept:
        difference = "\n".join(difflib.unified_diff(kept.splitlines(), now.splitlines(), file.name, "now", lineterm=""))
        pytest.fail(
            f"{scenario.scenario}: the case is asked to do something else.\n\n{difference}\n\n"
            "If you meant it, run `make histories` and commit what it writes; what is open runs by its own plan.\n"
            "If you did not, the change to the definition or to the core does more than you thought.",
            pytrace=False,
        )


def test_no_fingerprint_is_left_of_a_scenario_that_is_gone() -> None:
    names = {file_of(name_of(scenario.scenario)) for scenario in SCENARIOS}
    assert set(FOLDER.glob("*.fingerprint.txt")) == names
