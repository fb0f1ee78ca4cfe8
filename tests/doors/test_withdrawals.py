"""A consent withdrawn while something rests on it is under way: nothing more is read, kept or sent."""

import asyncio
from datetime import date
from pathlib import Path

import pytest

from ichido.case.conclusions import Lookup
from ichido.case.record import Change, Consent, Record
from ichido.case.state import SubmissionRef
from ichido.case.withdrawing import withdraw
from ichido.compiler.plan import Plan
from ichido.doors.deliver import deliver
from ichido.doors.obtain import obtain
from ichido.doors.submit import send, submit
from ichido.language.kinds.authority import Reach
from ichido.store import cases, disclosures, names, outbox, pending_lookups, tasks
from ichido.store.cases import StoredCase
from ichido.store.store import Store
from ichido.store.tell import tell
from tests.case.families import Edit, plan
from tests.doors.conftest import CITY, office_of
from tests.doors.test_deliver import line, queued
from tests.services.raw import Behaviour, hang_up, reply
from tests.store.opening import NOW, opened

REACH = Reach(http="submissions", reconcile="idempotent")
BY_CONSENT: Edit = ("registries/resident-register.yaml", "channel: own", "channel: consent")
PRIVATE: Edit = ("authorities/municipality.yaml", "calendar: municipal", "calendar: municipal\nsector: private")
ACT = "住民基本台帳法 24条"
RECEIPT = reply(202, {"receipt": "R-1"})


@pytest.fixture(scope="session")
def reading() -> Plan:
    """A move for which the register gives by consent."""
    return plan("moving", BY_CONSENT)


@pytest.fixture(scope="session")
def private() -> Plan:
    """A move that is told to a private party."""
    return plan("moving", PRIVATE)


async def agreed(store: Store, of: Plan, kind: str) -> str:
    """The number of a case whose person has consented: to a reading for moving-out, or to its partner."""
    number = await opened(store, of, f"k-{kind}")
    registry = kind == "registry"

    def give(_plan: Plan, record: Record, _on: date) -> Change:
        key = "consent:resident-register.own-office:moving-out" if registry else "moving-out"
        given = Consent(
            id="c1",
            key=key,
            kind="registry" if registry else "partner",
            procedures=("moving-out",),
            acts=(ACT,),
            recipients=(CITY,),
            source="resident-register" if registry else "",
            grant="own-office" if registry else "",
            under="住民基本台帳法 1条" if registry else ACT,
            subject=record.applicant.id,
            terms=("applicant.name",),
            given_at=NOW,
        )
        return Change(consents=(given,), choices={key: "give" if registry else "apply"})

    await tell(store, number, NOW, give)
    return number


async def take_back(store: Store, number: str) -> None:
    """The person withdraws it, as the API does it."""
    before = await stored(store, number)
    assert before.conclusions is not None
    conclusions = before.conclusions

    def gone(of: Plan, record: Record, on: date) -> Change:
        return withdraw(of, record, on, conclusions, "c1", NOW, "person")

    await tell(store, number, NOW, gone)
    async with store.transaction() as session:
        await outbox.withdraw(session, number, ("moving-out",))


async def stored(store: Store, number: str) -> StoredCase:
    async with store.transaction() as session:
        found = await cases.load(session, number)
    assert found is not None
    return found


def withdrawing(store: Store, number: str, then: Behaviour) -> Behaviour:
    """A partner that answers only after the person has withdrawn."""

    async def behave(writer: asyncio.StreamWriter) -> None:
        await take_back(store, number)
        await then(writer)

    return behave


async def lookup_of(store: Store, number: str) -> Lookup:
    subject = (await stored(store, number)).record.applicant.id
    return Lookup(
        registry="resident-register",
        authority=CITY,
        subject=subject,
        terms=("person.name",),
        grant="own-office",
        under="住民基本台帳法 1条",
        procedure="moving-out",
        act=ACT,
    )


async def named(store: Store, number: str) -> str:
    """What the city calls the applicant."""
    subject = (await stored(store, number)).record.applicant.id
    async with store.transaction() as session:
        return (await names.call(session, CITY, 1, (subject,)))[subject].name


async def logged(store: Store, number: str) -> list[str]:
    async with store.transaction() as session:
        return [line.kind for line in await disclosures.for_case(session, number)]


async def left_to_do(store: Store, number: str) -> list[str]:
    async with store.transaction() as session:
        return [one.task.kind for one in await tasks.open_tasks(session, number)]


async def test_an_answer_that_comes_after_the_withdrawal_is_not_kept(
    store: Store, reading: Plan, tmp_path: Path
) -> None:
    number = await agreed(store, reading, "registry")
    record = reply(200, {"records": {await named(store, number): {"name": {"text": "佐藤 花子"}}}})
    async with office_of(store, tmp_path, withdrawing(store, number, record), REACH) as office:
        await obtain(office.desk, number, (await lookup_of(store, number),), 2.0)
        assert len(office.raw.arrived) == 1
        found = (await stored(store, number)).record
        assert (found.facts, found.attempts) == ((), ())
        assert await logged(store, number) == ["asked"], "that it was asked stays visible"
        await obtain(office.desk, number, (await lookup_of(store, number),), 2.0)
        assert len(office.raw.arrived) == 1, "and it is asked no more"
    assert await left_to_do(store, number) == [], "it was nobody's fault"


async def test_the_same_answer_is_kept_while_the_consent_stands(store: Store, reading: Plan, tmp_path: Path) -> None:
    number = await agreed(store, reading, "registry")
    record = reply(200, {"records": {await named(store, number): {"name": {"text": "佐藤 花子"}}}})
    async with office_of(store, tmp_path, record, REACH) as office:
        await obtain(office.desk, number, (await lookup_of(store, number),), 2.0)
    assert [fact.term for fact in (await stored(store, number)).record.facts] == ["person.name"]
    assert await logged(store, number) == ["asked", "obtained"]


async def test_what_nobody_ever_agreed_to_is_refused_loudly(store: Store, reading: Plan, tmp_path: Path) -> None:
    number = await opened(store, reading, "k-1")
    async with office_of(store, tmp_path, hang_up, REACH) as office:
        await obtain(office.desk, number, (await lookup_of(store, number),), 0.5)
        assert office.raw.arrived == []
    assert await left_to_do(store, number) == ["ungranted"]


async def test_what_waits_at_a_door_is_asked_no_more(store: Store, reading: Plan, tmp_path: Path) -> None:
    number = await agreed(store, reading, "registry")
    async with office_of(store, tmp_path, hang_up, REACH) as office:
        await obtain(office.desk, number, (await lookup_of(store, number),), 0.5)
        asked = len(office.raw.arrived)
        assert await waiting(store, number) == 1
        await take_back(store, number)
        async with store.transaction() as session:
            await pending_lookups.defer(session, number, [await lookup_of(store, number)], NOW, NOW)
        await deliver(office.desk, CITY)
        assert len(office.raw.arrived) == asked
    assert await waiting(store, number) == 0
    assert await left_to_do(store, number) == []


async def test_a_lookup_that_fails_after_the_withdrawal_is_left_to_no_door(
    store: Store, reading: Plan, tmp_path: Path
) -> None:
    number = await agreed(store, reading, "registry")
    async with office_of(store, tmp_path, withdrawing(store, number, hang_up), REACH) as office:
        await obtain(office.desk, number, (await lookup_of(store, number),), 1.0)
    assert (await stored(store, number)).record.attempts == ()
    assert await waiting(store, number) == 0


async def waiting(store: Store, number: str) -> int:
    async with store.transaction() as session:
        return len(await pending_lookups.of_case(session, number))


@pytest.mark.parametrize("kind", ["registry", "partner"])
async def test_what_stands_in_the_outbox_is_never_sent(
    store: Store, reading: Plan, private: Plan, tmp_path: Path, kind: str
) -> None:
    number = await agreed(store, reading if kind == "registry" else private, kind)
    submission = await queued(store, number, "moving-out")
    await take_back(store, number)
    async with office_of(store, tmp_path, RECEIPT, REACH) as office:
        await deliver(office.desk, CITY)
        assert office.raw.arrived == []
    assert (await line(store, submission)).state == "withdrawn"


async def test_it_is_looked_at_again_right_before_it_goes(store: Store, private: Plan, tmp_path: Path) -> None:
    number = await agreed(store, private, "partner")
    submission = await queued(store, number, "moving-out")
    async with store.transaction() as session:
        (taken,) = await outbox.pending(session, CITY, NOW)
    await take_back(store, number)
    async with office_of(store, tmp_path, RECEIPT, REACH) as office:
        assert await send(office.desk, taken), "there is nothing to try again"
        assert office.raw.arrived == []
    assert (await line(store, submission)).state == "withdrawn"
    assert await left_to_do(store, number) == []


async def test_what_was_on_its_way_has_arrived_and_is_asked_back(store: Store, private: Plan, tmp_path: Path) -> None:
    number = await agreed(store, private, "partner")
    submission = await queued(store, number, "moving-out")
    async with office_of(store, tmp_path, withdrawing(store, number, RECEIPT), REACH) as office:
        await deliver(office.desk, CITY)
        assert len(office.raw.arrived) == 1
    assert (await line(store, submission)).state == "sent"
    assert (await stored(store, number)).record.filing("moving-out").sent == 1
    assert await left_to_do(store, number) == ["take-back"]


async def test_what_the_case_asked_to_send_before_is_not_even_put_down(
    store: Store, private: Plan, tmp_path: Path
) -> None:
    number = await agreed(store, private, "partner")
    await take_back(store, number)
    async with office_of(store, tmp_path, RECEIPT, REACH) as office:
        await submit(office.desk, number, (SubmissionRef(key="moving-out", version=1, authority=CITY),))
        assert office.raw.arrived == []
    async with store.transaction() as session:
        assert await outbox.of_case(session, number) == ()
    assert "submitted" not in await logged(store, number)
