"""Authorities without an address fetch what is meant for them, and post its receipt."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from ichido.doors.deliver import deliver
from ichido.security.signatures import sign
from ichido.store import inbox, outbox
from ichido.testbed import Mode
from tests.portal.office import Office
from tests.testbed.town import ICHIKAWA, KAWASAKI

ACCEPTED = {"outcome": "accepted", "with": {"move.transfer": "TX-4471"}}


@dataclass
class Fetcher:
    """What runs at an authority that nobody can call."""

    office: Office
    authority: str = KAWASAKI

    def headers(self, id_: str, body: bytes = b"", **how: Any) -> dict[str, str]:
        """A signature as this authority makes it, unless told otherwise."""
        secret = how.get("secret") or self.office.town.secret(self.authority)
        return sign(secret, id_, how.get("at") or datetime.now(UTC), body)

    async def fetch(self, query: str = "", id_: str = "", **how: Any) -> httpx2.Response:
        """Ask for what is there."""
        headers = self.headers(id_ or f"fetch_{uuid4().hex}", **how)
        return await self.office.api.get(f"/outbox/{self.authority}{query}", headers=headers)

    async def submissions(self) -> list[dict[str, Any]]:
        """What is there."""
        answer = await self.fetch()
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["submissions"]
        return found

    async def acknowledge(self, id_: str, receipt: object, message_id: str = "") -> httpx2.Response:
        """Post the receipt of a submission."""
        body = json.dumps({"receipt": receipt}).encode()
        return await self.office.api.post(
            f"/outbox/{self.authority}/{id_}", content=body, headers=self.headers(message_id or id_, body)
        )

    async def take(self, submission: dict[str, Any]) -> None:
        """Carry a submission to the desk of this authority, and its receipt back."""
        key, body = submission["idempotency_key"], submission["body"].encode()
        headers = self.headers(key, body) | {"Idempotency-Key": key}
        held = self.office.town.client.post(f"/{self.authority}/submissions", content=body, headers=headers)
        assert held.status_code == 202, held.text
        taken = await self.acknowledge(submission["id"], held.json()["receipt"])
        assert taken.status_code == 204, taken.text


@pytest.fixture
def fetcher(office: Office, partners: Path) -> Fetcher:
    """Kawasaki, once its entry among the partners has lost its address."""
    entries = json.loads(partners.read_text())
    del entries[KAWASAKI]["url"]
    partners.write_text(json.dumps(entries))
    assert office.directory.fetching() == {KAWASAKI}
    return Fetcher(office)


@pytest.fixture
async def number(office: Office, fetcher: Fetcher) -> str:
    """A case whose moving-in waits for Kawasaki to fetch it."""
    number = await office.opened()
    assert (await office.answer(number)).status_code == 200
    await office.until(lambda case: case.record.filing("moving-out").received, number)
    await office.tell(number, "outcome", 2, ACCEPTED)
    await office.until_some(fetcher.submissions)
    return number


async def refusals(office: Office) -> list[tuple[str, str]]:
    async with office.store.transaction() as session:
        return [(one.authority, one.code) for one in await inbox.refusals(session)]


async def test_a_family_moves_to_a_city_that_fetches(office: Office, fetcher: Fetcher) -> None:
    office.town.government.mode = Mode.AUTO
    number = await office.opened()
    assert (await office.answer(number)).status_code == 200
    (submission,) = await office.until_some(fetcher.submissions)
    await fetcher.take(submission)
    assert await fetcher.submissions() == []
    await office.until(lambda case: case.record.filing("moving-in").received, number)
    await office.tell(number, "act", 50, {"act": "presence", "procedure": "moving-in"}, KAWASAKI)
    stored = await office.until(lambda case: case.closed_at is not None, number, seconds=20)
    assert stored.close_reason == "settled"
    assert stored.record.filing("moving-in").outcome == "accepted"
    assert [held["times_sent"] for held in office.town.held(KAWASAKI)] == [1]


async def test_the_very_bytes_that_are_kept_are_given_until_a_receipt_comes(
    office: Office, fetcher: Fetcher, number: str
) -> None:
    (first,), (again,) = await fetcher.submissions(), await fetcher.submissions()
    assert first == again
    assert hashlib.sha256(first["body"].encode()).hexdigest() == first["sha256"]
    said = json.loads(first["body"])
    assert (said["case"], said["procedure"], said["payload"]["move.transfer"]) == (number, "moving-in", "TX-4471")
    assert (await office.stored(number)).record.filing("moving-in").sent == 0


async def test_a_receipt_counts_as_the_arrival_and_the_first_one_stays(
    office: Office, fetcher: Fetcher, number: str
) -> None:
    (submission,) = await fetcher.submissions()
    assert (await fetcher.acknowledge(submission["id"], "R-1")).status_code == 204
    stored = await office.stored(number)
    assert (stored.record.filing("moving-in").sent, office.line.states[number].conclusions.revision) == (
        1,
        stored.revision,
    )
    assert (await fetcher.acknowledge(submission["id"], "R-2")).status_code == 204
    assert (await office.stored(number)).revision == stored.revision
    async with office.store.transaction() as session:
        lines = {line.key: line for line in await outbox.of_case(session, number)}
    assert (lines["moving-in"].state, lines["moving-in"].receipt) == ("sent", "R-1")


async def test_no_door_calls_who_fetches(office: Office, fetcher: Fetcher, number: str) -> None:
    async with office.store.transaction() as session:
        assert await outbox.partners_waiting(session) == (KAWASAKI,)
        assert await outbox.partners_waiting(session, office.directory.fetching()) == ()
    round_ = await deliver(office.line.desk, KAWASAKI)
    assert (round_.concluded, round_.waiting) == ((), False)
    async with office.store.transaction() as session:
        (line,) = [line for line in await outbox.of_case(session, number) if line.key == "moving-in"]
    assert (line.state, line.attempts, line.last_error) == ("queued", 0, "")
    assert office.town.held(KAWASAKI) == []


async def test_a_list_goes_on_behind_what_was_seen(fetcher: Fetcher, number: str) -> None:
    (submission,) = await fetcher.submissions()
    assert (await fetcher.fetch(f"?after={submission['id']}")).json() == {"submissions": [], "next": None}
    assert (await fetcher.fetch(f"?after={uuid4()}")).json()["submissions"] == []
    assert (await fetcher.fetch("?after=x")).json()["code"] == "not-readable"


async def test_a_forgotten_case_is_given_to_nobody(office: Office, fetcher: Fetcher, number: str) -> None:
    (submission,) = await fetcher.submissions()
    await office.store.keys.destroy(number)
    refused = await fetcher.acknowledge(submission["id"], "R-1")
    assert (refused.status_code, refused.json()["code"]) == (410, "forgotten")
    assert await fetcher.submissions() == []


async def test_whoever_may_not_fetch_is_refused_with_a_trace(office: Office, fetcher: Fetcher, number: str) -> None:
    here = Fetcher(office, ICHIKAWA)
    nobody = Fetcher(office, "999999")
    secret = office.town.secret(ICHIKAWA)
    assert (await fetcher.fetch(id_="fetch_1")).status_code == 200
    refused = [
        (await fetcher.fetch(id_="fetch_1"), 401, KAWASAKI, "replayed"),
        (await fetcher.fetch(secret=secret), 401, KAWASAKI, "signature-wrong"),
        (await fetcher.fetch(at=datetime.now(UTC) - timedelta(minutes=6)), 401, KAWASAKI, "timestamp-too-old"),
        (await office.api.get(f"/outbox/{KAWASAKI}"), 401, KAWASAKI, "header-missing"),
        (await here.fetch(), 409, ICHIKAWA, "not-fetching"),
        (await nobody.fetch(secret=secret), 404, "999999", "unknown-authority"),
    ]
    for answer, status, _, code in refused:
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert [(authority, code) for _, _, authority, code in reversed(refused)] == await refusals(office)


async def test_a_receipt_that_fits_nothing_is_refused_with_a_trace(
    office: Office, fetcher: Fetcher, number: str
) -> None:
    (submission,) = await fetcher.submissions()
    async with office.store.transaction() as session:
        (elsewhere,) = [line for line in await outbox.of_case(session, number) if line.authority == ICHIKAWA]
    unknown = str(uuid4())
    refused = [
        (await fetcher.acknowledge(submission["id"], "R-1", unknown), 422, "wrong-message-id"),
        (await fetcher.acknowledge(submission["id"], ""), 422, "no-receipt"),
        (await fetcher.acknowledge(submission["id"], 7), 422, "no-receipt"),
        (await fetcher.acknowledge(unknown, "R-1"), 404, "no-such-submission"),
        (await fetcher.acknowledge(str(elsewhere.id), "R-1"), 404, "no-such-submission"),
        (await fetcher.acknowledge(submission["id"], "x" * 300_000), 413, "too-large"),
    ]
    for answer, status, code in refused:
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await refusals(office) == [(KAWASAKI, code) for _, _, code in reversed(refused)]
    assert await fetcher.submissions() == [submission]
