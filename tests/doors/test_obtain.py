"""What leaves for a registry and what comes in: what the plan grants, and loudly nothing else."""

from pathlib import Path

import pytest

from ichido.case.conclusions import Lookup
from ichido.case.granted import Ungranted
from ichido.case.record import Change, Fact, Provenance
from ichido.compiler.plan import Plan
from ichido.doors.obtain import obtain
from ichido.language.kinds.authority import Reach
from ichido.store import cases, disclosures, names, pending_lookups, tasks
from ichido.store.store import Store
from ichido.store.tell import tell
from tests.doors.conftest import CITY, office_of
from tests.services.raw import reply
from tests.store.opening import NOW, opened

REACH = Reach(http="submissions", reconcile="idempotent")


async def asked_for(store: Store, moving: Plan, act: str, procedure: str) -> Lookup:
    """The name of the applicant, for an act."""
    number = await opened(store, moving, "k-1")
    async with store.transaction() as session:
        stored = await cases.load(session, number)
    assert stored is not None
    return Lookup(
        registry="resident-register",
        authority=CITY,
        subject=stored.record.applicant.id,
        terms=("person.name",),
        grant="own-office",
        under="住民基本台帳法 1条",
        procedure=procedure,
        act=act,
    )


async def test_what_no_grant_opens_is_not_asked_and_a_person_is_told(
    store: Store, moving: Plan, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    lookup = await asked_for(store, moving, "住民基本台帳法 22条1項", "moving-in")
    async with store.transaction() as session:
        number = (await cases.already_open(session, "moving", lookup.subject))[0]
    async with office_of(store, tmp_path, reply(200, {"records": {}}), REACH) as office:
        await obtain(office.desk, number, (lookup,), 0.5)
    assert office.raw.arrived == []
    async with store.transaction() as session:
        assert await disclosures.for_case(session, number) == ()
        (task,) = await tasks.open_tasks(session, number)
    assert (task.task.kind, task.task.what) == ("ungranted", "the grant does not open person.name to the act")
    assert "was refused resident-register for moving-in" in caplog.text


async def test_what_a_grant_opens_is_asked_of_whom_it_is_wanted(store: Store, moving: Plan, tmp_path: Path) -> None:
    lookup = await asked_for(store, moving, "住民基本台帳法 24条", "moving-out")
    async with store.transaction() as session:
        number = (await cases.already_open(session, "moving", lookup.subject))[0]
        name = (await names.call(session, CITY, 1, (lookup.subject,)))[lookup.subject].name
    record = {name: {"name": {"text": "佐藤 花子"}}}
    async with office_of(store, tmp_path, reply(200, {"records": record}), REACH) as office:
        await obtain(office.desk, number, (lookup,), 2.0)
    assert len(office.raw.arrived) == 1
    async with store.transaction() as session:
        stored = await cases.load(session, number)
        kinds = [line.kind for line in await disclosures.for_case(session, number)]
    assert stored is not None and [fact.term for fact in stored.record.facts] == ["person.name"]
    assert kinds == ["asked", "obtained"]


async def test_the_store_itself_keeps_no_fact_that_no_grant_opens(store: Store, moving: Plan) -> None:
    number = await opened(store, moving, "k-1")
    source = Provenance(
        "registry", "resident-register", CITY, "own-office", "住民基本台帳法 1条", ("住民基本台帳法 22条1項",)
    )
    fact = Fact("s-1", "person.name", "x", source, NOW)
    with pytest.raises(Ungranted):
        await tell(store, number, NOW, lambda *_: Change(facts=(fact,)))
    async with store.transaction() as session:
        stored = await cases.load(session, number)
    assert stored is not None and (stored.record.facts, stored.revision) == ((), 0)


async def test_who_tries_again_asks_nothing_that_was_answered(store: Store, moving: Plan, tmp_path: Path) -> None:
    lookup = await asked_for(store, moving, "住民基本台帳法 24条", "moving-out")
    async with store.transaction() as session:
        number = (await cases.already_open(session, "moving", lookup.subject))[0]
        name = (await names.call(session, CITY, 1, (lookup.subject,)))[lookup.subject].name
    record = {name: {"name": {"text": "佐藤 花子"}}}
    async with office_of(store, tmp_path, reply(200, {"records": record}), REACH) as office:
        first = await obtain(office.desk, number, (lookup,), 2.0)
        again = await obtain(office.desk, number, (lookup,), 2.0)
    assert len(office.raw.arrived) == 1
    assert again == first


async def test_a_retry_leaves_one_lookup_at_the_door_and_the_answer_none(
    store: Store, moving: Plan, tmp_path: Path
) -> None:
    lookup = await asked_for(store, moving, "住民基本台帳法 24条", "moving-out")
    async with store.transaction() as session:
        number = (await cases.already_open(session, "moving", lookup.subject))[0]
        name = (await names.call(session, CITY, 1, (lookup.subject,)))[lookup.subject].name
    async with office_of(store, tmp_path, reply(503), REACH) as office:
        first = await obtain(office.desk, number, (lookup,), 2.0)
        again = await obtain(office.desk, number, (lookup,), 2.0)
    assert len(office.raw.arrived) == 2
    assert again == first, "another failure is nothing new"
    async with store.transaction() as session:
        (waiting,) = await pending_lookups.of_case(session, number)
        stored = await cases.load(session, number)
    assert stored is not None and waiting.lookup == lookup
    assert [one.result for one in stored.record.attempts] == ["pending"]
    record = {name: {"name": {"text": "佐藤 花子"}}}
    async with office_of(store, tmp_path, reply(200, {"records": record}), REACH) as office:
        await obtain(office.desk, number, (lookup,), 2.0)
    async with store.transaction() as session:
        assert await pending_lookups.of_case(session, number) == ()
        stored = await cases.load(session, number)
    assert stored is not None
    assert stored.record.attempts == (), "what is filled in afterwards is pending no more"
