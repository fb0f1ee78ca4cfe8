"""What becomes of a submission, whatever the authority does."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx2
import pytest
from pydantic import SecretStr

from ichido.channels import Doubtful, Failed, HttpChannel, Refused, Sent
from ichido.partners import Partner
from ichido.security.signatures import Verified, verify
from ichido.testbed import Mode, build
from tests.services.raw import SECRET, Behaviour, drip, flood, half, hang_up, nobody, partner, reply, silence
from tests.testbed.town import ICHIKAWA, catalogue, running, submission

AT = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
KEY = "26-000001:school-support(s-1):1"


@pytest.fixture
async def channel() -> AsyncIterator[HttpChannel]:
    async with httpx2.AsyncClient(trust_env=False) as client:
        yield HttpChannel(client, timeout=0.5)


async def test_the_bytes_go_out_as_they_are_signed_and_under_their_key(channel: HttpChannel) -> None:
    async with partner(reply(202, {"receipt": "122033-000001"})) as raw:
        assert await channel.send(raw.partner, KEY, b'{"a": 1}', AT) == Sent("122033-000001")
    (arrived,) = raw.arrived
    assert arrived.line == "POST /122033/submissions HTTP/1.1"
    assert (arrived.headers["idempotency-key"], arrived.body) == (KEY, b'{"a": 1}')
    assert verify(SECRET, arrived.headers, arrived.body, AT) == Verified(KEY, AT)


@pytest.mark.parametrize(
    ("behaviour", "result"),
    [
        (reply(200, {"receipt": "r"}), Sent("r")),
        (reply(400), Refused("status-400")),
        (reply(401), Refused("status-401")),
        (reply(409), Refused("status-409")),
        (reply(422), Refused("status-422")),
        (reply(408), Failed("status-408")),
        (reply(425), Failed("status-425")),
        (reply(429), Failed("status-429")),
        (reply(500), Doubtful("status-500")),
        (reply(503), Doubtful("status-503")),
        (reply(302, location="/elsewhere"), Failed("status-302")),
        (reply(200, b"<html>maintenance"), Doubtful("no-receipt")),
        (reply(202, {"receipt": {"number": 4471}}), Doubtful("no-receipt")),
        (reply(202, {"receipt": ""}), Doubtful("no-receipt")),
        (flood, Doubtful("no-receipt")),
        (silence, Doubtful("timeout")),
        (drip, Doubtful("timeout")),
        (hang_up, Doubtful("connection-lost")),
        (half, Doubtful("connection-lost")),
    ],
)
async def test_an_authority_has_it_refuses_it_may_have_it_or_has_it_not(
    channel: HttpChannel, behaviour: Behaviour, result: Sent | Refused | Doubtful | Failed
) -> None:
    async with partner(behaviour) as raw:
        assert await channel.send(raw.partner, KEY, b"{}", AT) == result


async def test_what_never_left_is_not_doubtful(channel: HttpChannel) -> None:
    assert await channel.send(await nobody(), KEY, b"{}", AT) == Failed("no-connection")


async def test_the_key_is_asked_for_with_the_secret_and_escaped(channel: HttpChannel) -> None:
    async with partner(reply(200, {"receipt": "r"})) as raw:
        assert await channel.reconcile(raw.partner, KEY) == Sent("r")
    (arrived,) = raw.arrived
    assert arrived.line == "GET /122033/submissions/26-000001%3Aschool-support%28s-1%29%3A1 HTTP/1.1"
    assert arrived.headers["authorization"] == f"Bearer {SECRET}"


@pytest.mark.parametrize(
    ("behaviour", "result"),
    [
        (reply(404), None),
        (reply(500), Failed("status-500")),
        (reply(401), Failed("status-401")),
        (reply(200, b"<html>"), Failed("status-200")),
        (silence, Failed("timeout")),
        (hang_up, Failed("connection-lost")),
    ],
)
async def test_doubt_ends_only_with_a_plain_answer(
    channel: HttpChannel, behaviour: Behaviour, result: Failed | None
) -> None:
    async with partner(behaviour) as raw:
        assert await channel.reconcile(raw.partner, KEY) == result


async def test_a_submission_accepted_in_silence_is_found_by_its_key(channel: HttpChannel) -> None:
    with running(build(catalogue(), seed=7, mode=Mode.SCRIPTED, moment=0.05, households=5)) as town:
        url = str(town.client.base_url.join(f"/{ICHIKAWA}"))
        city = Partner(code=ICHIKAWA, url=url, secret=SecretStr(town.secret(ICHIKAWA)))
        town.fail(f"{ICHIKAWA}/submissions", "timeout-after-accepting", times=1, seconds=2)
        now = datetime.now(UTC)
        assert await channel.reconcile(city, KEY) is None
        assert await channel.send(city, KEY, submission(), now) == Doubtful("timeout")
        assert await channel.reconcile(city, KEY) == Sent(f"{ICHIKAWA}-000001")
        assert await channel.send(city, KEY, submission(), now) == Sent(f"{ICHIKAWA}-000001")
        assert await channel.send(city, KEY, submission(version=2), now) == Refused("status-409")
        assert len(town.held(ICHIKAWA)) == 1
