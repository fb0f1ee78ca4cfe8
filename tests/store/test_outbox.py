"""Submissions wait in the outbox until their authority has them."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy import text

from ichido.security.key_files import FileKeys
from ichido.store import outbox
from ichido.store.outbox import Submission
from ichido.store.store import Store
from tests.store.opening import NOW

CITY = "city-122033"
LEASE = timedelta(seconds=60)


def id_of(number: str, key: str, version: int) -> UUID:
    return uuid5(NAMESPACE_OID, f"{number}/{key}/{version}")


def submission(number: str, key: str = "moving-in", version: int = 1) -> Submission:
    id_ = id_of(number, key, version)
    return Submission(id_, number, key, version, CITY, f"{number}:{key}:{version}", "八幡".encode(), NOW)


async def put(store: Store, *submissions: Submission) -> list[bool]:
    async with store.transaction() as session:
        return [await outbox.put(session, each) for each in submissions]


async def test_a_submission_is_queued_once_and_keeps_its_first_bytes(store: Store, number: str) -> None:
    first = submission(number)
    assert await put(store, first) == [True]
    assert await put(store, replace(first, payload=b"other")) == [False]
    async with store.transaction() as session:
        assert await outbox.pending(session, CITY, NOW) == (first,)
        (line,) = await outbox.of_case(session, number)
    assert (line.state, line.attempts) == ("queued", 1)


async def test_the_payload_is_not_in_the_database_in_clear(store: Store, number: str) -> None:
    await put(store, submission(number))
    async with store.transaction() as session:
        stored = bytes((await session.execute(text("SELECT payload FROM outbox"))).scalar_one())
    assert "八幡".encode() not in stored


async def test_what_one_sender_took_nobody_else_sends_until_the_lease_is_over(store: Store, number: str) -> None:
    await put(store, submission(number))
    async with store.transaction() as session:
        assert len(await outbox.pending(session, CITY, NOW, lease=LEASE)) == 1
    async with store.transaction() as session:
        assert await outbox.pending(session, CITY, NOW + LEASE / 2) == ()
        assert await outbox.take(session, [id_of(number, "moving-in", 1)], NOW) == ()
        assert len(await outbox.pending(session, CITY, NOW + LEASE)) == 1


async def test_two_senders_at_once_share_the_work(store: Store, number: str) -> None:
    await put(store, *(submission(number, f"procedure-{n}") for n in range(10)))

    async def send() -> list[str]:
        async with store.transaction() as session:
            taken = await outbox.pending(session, CITY, NOW, limit=5)
            await asyncio.sleep(0.05)
            return [each.key for each in taken]

    first, second = await asyncio.gather(send(), send())
    assert sorted(first + second) == [f"procedure-{n}" for n in range(10)]


async def test_a_wave_takes_exactly_its_own(store: Store, number: str) -> None:
    mine, other = submission(number, "mine"), submission(number, "other")
    await put(store, mine, other)
    async with store.transaction() as session:
        assert await outbox.take(session, [mine.id], NOW) == (mine,)


async def test_marks_say_how_far_it_came(store: Store, number: str) -> None:
    sent, failed, doubtful, refused = (submission(number, key) for key in ("a", "b", "c", "d"))
    await put(store, sent, failed, doubtful, refused)
    later = NOW + timedelta(minutes=5)
    async with store.transaction() as session:
        await outbox.mark_sent(session, sent.id, NOW, "R-1")
        await outbox.mark_failed(session, failed.id, "partner-down", later)
        await outbox.mark_doubtful(session, doubtful.id, "timed-out")
        await outbox.mark_refused(session, refused.id, "schema")
        lines = {line.key: line for line in await outbox.of_case(session, number)}
        assert {key: line.state for key, line in lines.items()} == {
            "a": "sent",
            "b": "queued",
            "c": "doubtful",
            "d": "refused",
        }
        assert (lines["a"].receipt, lines["a"].sent_at) == ("R-1", NOW)
        assert (lines["b"].last_error, lines["b"].next_attempt_at) == ("partner-down", later)
        assert await outbox.pending(session, CITY, NOW) == ()
        assert await outbox.pending(session, CITY, later) == (failed,)
        assert await outbox.partners_waiting(session) == (CITY,)


async def test_what_an_authority_has_stays_sent_whatever_comes_late(store: Store, number: str) -> None:
    sent = submission(number)
    await put(store, sent)
    async with store.transaction() as session:
        await outbox.mark_sent(session, sent.id, NOW, "R-1")
        await outbox.mark_failed(session, sent.id, "timed-out", NOW)
        (line,) = await outbox.of_case(session, number)
        assert (line.state, line.receipt) == ("sent", "R-1")
        assert await outbox.partners_waiting(session) == ()


async def test_a_forgotten_case_does_not_hold_up_the_door(store: Store, number: str) -> None:
    await put(store, submission(number))
    await store.keys.destroy(number)
    async with store.transaction() as session:
        assert await outbox.pending(session, CITY, NOW) == ()
        (line,) = await outbox.of_case(session, number)
    assert (line.state, line.last_error) == ("refused", "case-forgotten")


async def test_what_another_key_sealed_waits_for_the_right_one(
    store: Store, store_url: str, number: str, tmp_path: Path
) -> None:
    await put(store, submission(number))
    stranger = Store(store_url, FileKeys(tmp_path / "other"))
    async with stranger.transaction() as session:
        assert await outbox.pending(session, CITY, NOW, lease=LEASE) == ()
    await stranger.close()
    async with store.transaction() as session:
        (line,) = await outbox.of_case(session, number)
        assert (line.state, line.last_error) == ("queued", "unreadable")
        assert await outbox.pending(session, CITY, NOW + LEASE) == (replace(submission(number), earlier="failed"),)


async def test_an_attempt_that_left_no_result_is_told_from_one_that_failed(store: Store, number: str) -> None:
    await put(store, submission(number))
    async with store.transaction() as session:
        (first,) = await outbox.pending(session, CITY, NOW, lease=LEASE)
        (second,) = await outbox.pending(session, CITY, NOW + LEASE, lease=LEASE)
        await outbox.mark_failed(session, first.id, "partner-down", NOW)
        (third,) = await outbox.pending(session, CITY, NOW)
    assert (first.earlier, second.earlier, third.earlier) == ("none", "unknown", "failed")


async def test_what_is_in_doubt_is_never_queued_again(store: Store, number: str) -> None:
    doubtful = submission(number)
    await put(store, doubtful)
    async with store.transaction() as session:
        await outbox.mark_doubtful(session, doubtful.id, "timeout")
        await outbox.mark_failed(session, doubtful.id, "no-connection", NOW)
        (line,) = await outbox.of_case(session, number)
    assert (line.state, line.last_error) == ("doubtful", "timeout")
