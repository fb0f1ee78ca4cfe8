"""What operators see of a running case."""

from datetime import UTC, datetime

from temporalio.common import SearchAttributeKey

from tests.rehearsal.rig import Rig
from tests.testbed.town import ICHIKAWA, KAWASAKI
from tests.workflows.family import answered, until


async def test_search_attributes_say_where_a_case_stands(rig: Rig) -> None:
    rehearsal = await answered(rig)
    found = (await rehearsal.handle.describe()).typed_search_attributes
    lists = {
        name: found.get(SearchAttributeKey.for_keyword_list(name)) for name in ("Procedure", "Authority", "WaitingFor")
    }
    words = {name: found.get(SearchAttributeKey.for_keyword(name)) for name in ("LifeEvent", "Stage", "Plan")}
    assert set(lists["Procedure"] or ()) == {"moving-in", "moving-out", "school-support"}
    assert set(lists["Authority"] or ()) == {ICHIKAWA, KAWASAKI}
    assert "authority:122033" in (lists["WaitingFor"] or ())
    plan_hash = (await rehearsal.stored()).plan_hash
    assert words == {"LifeEvent": "moving", "Stage": "running", "Plan": plan_hash[:12]}
    due = found.get(SearchAttributeKey.for_datetime("DueOn"))
    assert due == datetime(2026, 3, 25, 15, 0, tzinfo=UTC), "the day ends at midnight in Japan"


async def test_current_details_are_readable(rig: Rig) -> None:
    rehearsal = await answered(rig)
    metadata = await rehearsal.handle.query("__temporal_workflow_metadata")
    assert "moving-out notification" in str(metadata)


async def test_what_a_register_owes_is_in_the_details_and_names_nobody(rig: Rig) -> None:
    rehearsal = await rig.rehearsal(rig.scenarios[0])
    await rehearsal.town.fault(f"{ICHIKAWA}/residents", "down")
    await rehearsal.open()
    metadata = str(await rehearsal.handle.query("__temporal_workflow_metadata"))
    assert f"not verified: person.address (deferred), resident-register at {ICHIKAWA} since 20" in metadata
    assert "s-" not in metadata.partition("not verified")[2].partition("Z")[0], "nobody's id"
    await rehearsal.town.no_faults()

    async def given() -> bool:
        return "not verified" not in str(await rehearsal.handle.query("__temporal_workflow_metadata"))

    await until(given)
