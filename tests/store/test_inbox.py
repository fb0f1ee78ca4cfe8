"""What authorities say is kept once; what is refused leaves a trace."""

import asyncio
import hashlib
from pathlib import Path

from sqlalchemy import text

from ichido.security.key_files import FileKeys
from ichido.store import inbox
from ichido.store.store import Store
from tests.store.opening import NOW

CITY = "city-122033"
BODY = '{"outcome": "granted", "name": "山田"}'.encode()


async def test_an_event_is_kept_once_however_often_it_comes(store: Store, number: str) -> None:
    async def receive() -> str:
        async with store.transaction() as session:
            return await inbox.receive(session, CITY, "e-1", BODY, NOW, number)

    assert sorted(await asyncio.gather(*(receive() for _ in range(3)))) == ["duplicate", "duplicate", "new"]
    async with store.transaction() as session:
        assert await inbox.receive(session, "city-131016", "e-1", BODY, NOW) == "new"


async def test_events_are_relayed_oldest_first_and_marked(store: Store, number: str) -> None:
    async with store.transaction() as session:
        for id_ in ("e-3", "e-1", "e-2"):
            await inbox.receive(session, CITY, id_, BODY, NOW, number)
        assert [event.event_id for event in await inbox.unrelayed(session)] == ["e-3", "e-1", "e-2"]
        assert await inbox.applied(session, CITY, "e-3", NOW)
        assert not await inbox.applied(session, CITY, "e-3", NOW)
        (first, *_) = await inbox.unrelayed(session)
        assert (first.body, first.applied_at, first.case) == (BODY, NOW, number)
        assert await inbox.relayed(session, CITY, "e-3", NOW)
        assert await inbox.kept(session, CITY, "e-1", NOW, "case-closed")
        assert [event.event_id for event in await inbox.unrelayed(session)] == ["e-2"]
        assert len(await inbox.of_case(session, number)) == 3


async def test_two_relays_never_hold_the_same_event(store: Store, number: str) -> None:
    async with store.transaction() as session:
        await inbox.receive(session, CITY, "e-1", BODY, NOW, number)
    async with store.transaction() as first, store.transaction() as second:
        assert len(await inbox.unrelayed(first)) == 1
        assert await inbox.unrelayed(second) == ()


async def test_an_event_for_nobody_is_kept_sealed_all_the_same(store: Store) -> None:
    async with store.transaction() as session:
        await inbox.receive(session, CITY, "e-1", BODY, NOW, "MV-0000-0000")
        assert (await inbox.unrelayed(session))[0].body == BODY
        raw = bytes((await session.execute(text("SELECT body FROM inbox"))).scalar_one())
    assert "山田".encode() not in raw


async def test_an_event_of_a_forgotten_case_does_not_hold_up_the_relay(store: Store, number: str) -> None:
    async with store.transaction() as session:
        await inbox.receive(session, CITY, "e-1", BODY, NOW, number)
        await inbox.receive(session, CITY, "e-2", BODY, NOW)
    await store.keys.destroy(number)
    async with store.transaction() as session:
        assert [event.event_id for event in await inbox.unrelayed(session)] == ["e-2"]
    async with store.transaction() as session:
        assert (await session.execute(text("SELECT kept_why FROM inbox WHERE event_id = 'e-1'"))).scalar_one()


async def test_an_event_that_another_key_sealed_waits_for_the_right_one(
    store: Store, store_url: str, number: str, tmp_path: Path
) -> None:
    async with store.transaction() as session:
        await inbox.receive(session, CITY, "e-1", BODY, NOW, number)
    stranger = Store(store_url, FileKeys(tmp_path / "other"))
    async with stranger.transaction() as session:
        assert await inbox.unrelayed(session) == ()
    await stranger.close()
    async with store.transaction() as session:
        assert [event.event_id for event in await inbox.unrelayed(session)] == ["e-1"]


async def test_a_refusal_keeps_a_digest_and_never_the_body(store: Store) -> None:
    async with store.transaction() as session:
        await inbox.refuse(session, NOW, "x\x00" * 1000, "\ud800", "signature-wrong", BODY)
        (refusal,) = await inbox.refusals(session)
    assert refusal.digest == hashlib.sha256(BODY).hexdigest()
    assert len(refusal.authority) == inbox.LONGEST_CLAIM
    assert refusal.code == "signature-wrong"
