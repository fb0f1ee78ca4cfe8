"""What a person has in hand of their consents after a case on real servers."""

import pytest

from tests.procedures.moving import scenario
from tests.rehearsal.rig import Rig

pytestmark = pytest.mark.parametrize("country", ["jp"])


async def test_the_person_has_a_receipt_of_each_and_the_log_says_when(there: Rig) -> None:
    told = scenario("consent withdrawn while a case waits")
    rehearsal = await there.rehearsal(told)
    await rehearsal.run()
    receipts = {one["key"]: one for one in await rehearsal.person.read(rehearsal.number, "consents")}
    police = receipts["consent:resident-register.by-consent:licence-address"]
    assert [event["event_state"] for event in police["record"]["events"]] == ["given", "withdrawn"]
    assert (
        "警察" in police["words"]
        and police["sha256"] == police["record"]["pii_processing"][0]["privacy_notice"]["sha256"]
    )
    log = await rehearsal.person.read(rehearsal.number, "disclosures")
    kinds = [line["kind"] for line in log if line["procedure"] == "licence-address"]
    assert kinds.index("consented") < kinds.index("withdrawn") < kinds.index("submitted")
    read = [one for one in log if one["procedure"] == "licence-address" and "resident-register" in one["partner"]]
    assert read == [], "the city knew already what the police may have of it"
