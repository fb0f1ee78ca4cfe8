"""Somebody whom no register knows, from the first form to the last outcome, with offices that decide by themselves."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest

from ichido.case.known import procedure_of
from ichido.language.kinds import Scenario
from ichido.rehearsal.run import Rehearsal
from tests.rehearsal.rig import Rig

pytestmark = pytest.mark.parametrize("country", ["jp"])
PATIENCE = 60.0


def told(rig: Rig) -> Scenario:
    """A birth of which all is answered, and happens what happens before the city enters the child."""
    whole = next(scenario for scenario in rig.scenarios if "single mother" in scenario.scenario)
    until = next(i for i, one in enumerate(whole.happens) if one.procedure == "residence-entry")
    return whole.model_copy(update={"happens": whole.happens[:until]})


def unknown(scenario: Scenario, child: str) -> Scenario:
    """The same where no register knows the child, and nothing happens but what the offices do."""
    people = {name: one for name, one in scenario.registered["person"].items() if name != child}
    return scenario.model_copy(update={"registered": {**scenario.registered, "person": people}, "happens": ()})


async def closed(rehearsal: Rehearsal) -> bool:
    """Whether the case ends before patience does."""
    until = time.monotonic() + PATIENCE
    while (await rehearsal.outline()).closed_at is None and time.monotonic() < until:
        await asyncio.sleep(0.1)
    return (await rehearsal.outline()).closed_at is not None


async def test_a_birth_goes_through_by_itself_and_the_registers_have_one_more(there: Rig) -> None:
    rehearsal = await there.rehearsal(unknown(told(there), "nagi"))
    await rehearsal.town.behave("auto")
    before = set(there.town.government.people.subjects)
    await rehearsal.open()
    await rehearsal.answer_all()
    assert await closed(rehearsal)
    observed = await rehearsal.observed()
    outcomes = {procedure_of(key): outcome for key, outcome in observed.outcomes.items()}
    assert outcomes["insurance-newborn"] == "accepted"
    assert outcomes["number-notice"] == "done"
    assert set(outcomes.values()) == {"accepted", "granted", "done"}
    (one,) = set(there.town.government.people.subjects) - before
    newborn = there.town.government.people.subjects[one]
    assert newborn.value("name") == {"text": "小川 凪", "kana": "オガワ ナギ"}
    household = there.town.government.people.subjects[there.town.reference("ogawa")]
    assert household.value("members") == [there.town.reference("mika"), one]


async def test_an_outcome_that_names_nobody_is_refused_and_a_better_one_heard(there: Rig) -> None:
    rehearsal = await there.rehearsal(told(there))
    await rehearsal.run()
    at = datetime.now(UTC) + timedelta(seconds=(await rehearsal.outline()).shift)
    for named in ("p-1", [], [7]):
        said = {"event": "outcome", "outcome": "done", "with": {"birth.children": named}}
        await rehearsal.town.say("152021", rehearsal.number, "residence-entry", None, at, said)
    await rehearsal.come_to_rest()
    assert "residence-entry" not in (await rehearsal.observed()).outcomes
    name, letter = await rehearsal.town.called("152021", "nagi")
    said = {"event": "outcome", "outcome": "done", "with": {"birth.children": [name]}, "introduces": {name: letter}}
    await rehearsal.town.say("152021", rehearsal.number, "residence-entry", None, at, said)
    await rehearsal.come_to_rest()
    assert (await rehearsal.observed()).facts["nagi.name"] == "小川 凪"
