"""What operators see of a running case."""

from datetime import UTC, datetime

from temporalio.common import SearchAttributeKey

from tests.rehearsal.rig import Rig
from tests.testbed.town import ICHIKAWA, KAWASAKI
from tests.workflows.family import answered


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
