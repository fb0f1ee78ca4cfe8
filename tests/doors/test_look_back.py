"""What another case holds is used again from the database: with its receipt, logged, and not once it is forgotten."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from ichido.case.answers import answer
from ichido.case.record import Change, Record
from ichido.compiler.plan import Plan
from ichido.doors.obtain import obtain
from ichido.language.kinds.authority import Reach
from ichido.language.kinds.permit import EARLIER
from ichido.store import cases, disclosures
from ichido.store.cases import StoredCase
from ichido.store.store import Store
from ichido.store.tell import tell
from tests.case.families import places
from tests.case.test_reuse import AGAIN, PHONE, SILENT, library
from tests.doors.conftest import office_of
from tests.services.raw import reply
from tests.store.opening import opened

REACH = Reach(http="submissions", reconcile="idempotent")


async def stored_of(store: Store, number: str) -> StoredCase:
    async with store.transaction() as session:
        stored = await cases.load(session, number)
    assert stored is not None
    return stored


async def moved(store: Store, moving: Plan) -> str:
    """A case in which the applicant has said all that a move asks of them, and applied."""
    number = await opened(store, moving, "move", at=datetime.now(UTC))

    def said(plan: Plan, record: Record, on: date) -> Change:
        change = answer(plan, record, datetime.now(UTC), on, {"applicant.phone": PHONE}, places())
        assert isinstance(change, Change)
        return change

    await tell(store, number, datetime.now(UTC), said)
    return number


async def looked_back(store: Store, plan: Plan, folder: Path, key: str) -> StoredCase:
    """A new case of a plan in which the lookup into other cases has been made."""
    number = await opened(store, plan, key, at=datetime.now(UTC))
    await tell(store, number, datetime.now(UTC), lambda *_: Change())
    conclusions = (await stored_of(store, number)).conclusions
    assert conclusions is not None
    back = tuple(lookup for lookup in conclusions.lookups if lookup.registry == EARLIER)
    assert back, "it looks back before it asks"
    async with office_of(store, folder, reply(200, {"records": {}}), REACH) as office:
        await obtain(office.desk, number, back, 0.5)
    assert office.raw.arrived == [], "no partner hears of it"
    return await stored_of(store, number)


@pytest.fixture
def again() -> Plan:
    """A library card, for which a telephone number of a move may be used again."""
    return library(SILENT, AGAIN)


async def test_what_was_submitted_is_used_again_with_its_receipt(
    store: Store, moving: Plan, again: Plan, tmp_path: Path
) -> None:
    first = await moved(store, moving)
    assert (await stored_of(store, first)).record.submitted_on is None, "a move asks for more than a telephone number"
    assert (await looked_back(store, again, tmp_path, "draft")).record.facts == (), "a draft serves nobody"
    await submit(store, first)
    second = await looked_back(store, again, tmp_path, "card")
    (fact,) = second.record.facts
    assert (fact.value, fact.provenance.source, fact.provenance.earlier) == (PHONE, "earlier", first)
    assert fact.provenance.under == "図書館条例 2条"
    async with store.transaction() as session:
        lines = await disclosures.for_case(session, second.number)
    assert [(line.kind, line.use.partner_kind, line.use.terms) for line in lines] == [
        ("asked", "earlier", ("person.phone",)),
        ("obtained", "earlier", ("person.phone",)),
    ]
    assert lines[1].use.partner == f"{EARLIER} ({first})"


async def test_a_forgotten_case_serves_nobody_and_what_it_gave_outlives_it(
    store: Store, moving: Plan, again: Plan, tmp_path: Path
) -> None:
    first = await moved(store, moving)
    await submit(store, first)
    second = await looked_back(store, again, tmp_path, "before")
    await store.keys.destroy(first)
    assert (await stored_of(store, second.number)).record.facts[0].value == PHONE, "it is sealed for the second, too"
    await submit(store, second.number)
    third = await looked_back(store, again, tmp_path, "after")
    (fact,) = third.record.facts
    assert fact.provenance.earlier == first, "by way of the second, which still holds it"
    await store.keys.destroy(second.number)
    await store.keys.destroy(third.number)
    assert (await looked_back(store, again, tmp_path, "too late")).record.facts == ()


async def submit(store: Store, number: str) -> None:
    """The person applies."""

    def applied(_plan: Plan, _record: Record, on: date) -> Change:
        return Change(submitted_on=on)

    await tell(store, number, datetime.now(UTC) + timedelta(seconds=1), applied)
