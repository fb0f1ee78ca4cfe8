"""Authorities and registries that fail in every way they know, while a case goes on."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from ichido.rehearsal.run import Rehearsal
from ichido.security.signatures import ID, sign
from ichido.store import inbox
from tests.faults.town import ICHIKAWA, KAWASAKI, FaultyTown, together, until

pytestmark = pytest.mark.faults

Faults = tuple[tuple[str, str, dict[str, Any]], ...]


async def test_an_authority_answers_500_nine_times(town: FaultyTown) -> None:
    move = await town.move(before="answering")
    await town.fault(f"{ICHIKAWA}/submissions", "error", times=9)
    await move.step()
    assert await town.faults_left() == 0
    await town.end(move)


async def test_an_authority_answers_too_late_after_it_has_accepted(town: FaultyTown) -> None:
    move = await town.move(before="answering")
    await town.fault(f"{ICHIKAWA}/submissions", "timeout-after-accepting", seconds=15, times=1)
    await move.step()
    assert await town.faults_left() == 0
    await town.end(move)


async def test_authorities_say_everything_twice_and_give_receipts_nobody_can_read(town: FaultyTown) -> None:
    move = await town.move()
    for authority, kind in ((ICHIKAWA, "garbage"), (KAWASAKI, "wrong")):
        await town.fault(f"{authority}/submissions", kind, times=1)
        await town.fault(f"{authority}/submissions", "twice")
    await town.end(move)
    deliveries = (await town.stage.http.get(f"{town.stage.testbed}/control/webhooks")).json()
    assert [one["taken"] for one in deliveries][-6:] == [2] * 6


@pytest.mark.parametrize(
    "faults",
    [
        (("122033/residents", "slow", {"seconds": 3.0, "times": 1}), ("141305/accounts", "down", {"times": 2})),
        (("122033/residents", "wrong", {"times": 2}), ("141305/tax", "wrong", {"times": 2})),
        (("122033/residents", "garbage", {"times": 2}), ("141305/accounts", "wrong", {"times": 2})),
        (
            ("122033/residents", "huge", {"times": 1}),
            ("122033/residents", "stranger", {"times": 1}),
            ("122033/residents", "babble", {"times": 1}),
            ("141305/tax", "nested", {"times": 2}),
        ),
    ],
    ids=[
        "slow, then down",
        "values of the wrong type",
        "no answer at all, then values of the wrong type",
        "ten million bytes, then somebody else's answer, then no JSON",
    ],
)
async def test_registries_in_trouble_hold_no_case_up_and_make_no_question(town: FaultyTown, faults: Faults) -> None:
    undisturbed = await town.move(before="answering")
    wanted = await obtained(undisturbed.rehearsal)
    move = await town.move()
    for target, kind, how in faults:
        await town.fault(target, kind, **how)
    await move.step()
    form = await move.rehearsal.person.read(move.rehearsal.number, "form")
    whys = {question["why"] for question in form["questions"]}
    assert whys <= {"no-source", "choice", "consent"}, "what a register holds is asked for"

    async def arrived() -> bool:
        return await obtained(move.rehearsal) == wanted

    await until(arrived, "everything that registries hold has come by their door")
    await town.end(move)
    assert await town.faults_left() == 0


async def obtained(rehearsal: Rehearsal) -> list[str]:
    """The terms that registries have given to a case."""
    facts = (await rehearsal.stored()).record.facts
    return sorted(fact.term for fact in facts if fact.provenance.source == "registry")


async def test_two_doors_stand_open_at_once_and_close_when_nothing_waits(town: FaultyTown) -> None:
    answering, leaving = await town.move(before="answering"), await town.move(before="leaving")
    for authority in (ICHIKAWA, KAWASAKI):
        await town.fault(f"{authority}/submissions", "down", times=4)
    seen: set[frozenset[str]] = set()

    async def both_open() -> None:
        async def both() -> bool:
            seen.add(frozenset([code for code in (ICHIKAWA, KAWASAKI) if await door(town, code) == "RUNNING"]))
            return frozenset({ICHIKAWA, KAWASAKI}) in seen

        await until(both, "both doors are open at once")

    await together(answering.step(), leaving.step(), both_open())

    async def closed() -> bool:
        return {await door(town, ICHIKAWA), await door(town, KAWASAKI)} == {"COMPLETED"}

    await until(closed, "both doors have closed")
    await town.end(answering, leaving)


async def door(town: FaultyTown, authority: str) -> str:
    """How the newest run of a partner's door stands; empty if it was never opened."""
    try:
        description = await town.process.client.get_workflow_handle(f"door-{authority}").describe()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return ""
        raise
    return WorkflowExecutionStatus(description.status or 0).name


async def test_who_has_no_right_to_speak_is_refused_and_leaves_a_trace(town: FaultyTown) -> None:
    move = await town.move(before="leaving")
    number, revision = move.rehearsal.number, (await move.rehearsal.stored()).revision
    directory = await move.rehearsal.town.directory(
        move.rehearsal.process.settings.partners or town.process.settings.var
    )
    said = f'{{"event": "outcome", "case": "{number}", "procedure": "moving-out", "sequence": 9, '
    body = (said + f'"at": "{datetime.now(UTC).isoformat()}", "outcome": "not-accepted"}}').encode()
    ours, theirs = directory[ICHIKAWA]["secret"], directory[KAWASAKI]["secret"]
    now, long_ago = datetime.now(UTC), datetime.now(UTC) - timedelta(hours=1)
    attempts = [
        (ICHIKAWA, {ID: "evt_unsigned"}, 401, "header-missing"),
        (ICHIKAWA, sign(theirs, "evt_forged", now, body), 401, "signature-wrong"),
        (ICHIKAWA, sign(ours, "evt_altered", now, body + b" "), 401, "signature-wrong"),
        (ICHIKAWA, sign(ours, "evt_replayed", long_ago, body), 401, "timestamp-too-old"),
        ("999999", sign(ours, "evt_stranger", now, body), 404, "unknown-authority"),
        (KAWASAKI, sign(theirs, "evt_not_theirs", now, body), 422, "not-your-filing"),
    ]
    for authority, headers, status, code in attempts:
        answer = await post(town, authority, headers, body)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    async with town.process.store.transaction() as session:
        traces = {(trace.authority, trace.event_id, trace.code) for trace in await inbox.refusals(session)}
    assert {(authority, headers[ID], code) for authority, headers, _, code in attempts} <= traces
    assert (await move.rehearsal.stored()).revision == revision
    await town.end(move)


async def post(town: FaultyTown, authority: str, headers: dict[str, str], body: bytes) -> httpx2.Response:
    """Post to an authority's inbox."""
    return await town.stage.http.post(f"{town.stage.api}/inbox/{authority}", content=body, headers=headers)
