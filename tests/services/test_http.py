"""What a registry says, and everything it can do instead."""

import json
import logging
import time
from collections.abc import AsyncIterator

import httpx2
import pytest
from pydantic import SecretStr

from ichido.partners import Partner
from ichido.services import Answer, Failure, HttpDataService, Purpose
from ichido.testbed import Mode, build
from tests.services.raw import SECRET, Behaviour, drip, flood, half, hang_up, nobody, partner, reply, silence
from tests.testbed.town import ICHIKAWA, catalogue, running

PURPOSE = Purpose("moving-out", "住民基本台帳法 1条", "c-1")
SUBJECTS = {"a": None, "b": "a-letter"}
FINE = {"records": {"a": {"name": {"text": "佐藤 花子", "kana": ""}, "account": None}, "b": None}}


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(trust_env=False) as client:
        yield client


async def ask(client: httpx2.AsyncClient, whom: Partner, timeout: float = 5) -> Answer | Failure:
    return await HttpDataService(client).ask(whom, "residents", SUBJECTS, ("name", "account"), PURPOSE, None, timeout)


async def test_a_registry_is_asked_once_for_all_subjects_with_its_secret_and_the_purpose(
    client: httpx2.AsyncClient,
) -> None:
    async with partner(reply(200, FINE)) as raw:
        await ask(client, raw.partner)
    (arrived,) = raw.arrived
    assert arrived.line == "POST /122033/residents HTTP/1.1"
    assert arrived.headers["authorization"] == f"Bearer {SECRET}"
    assert json.loads(arrived.body) == {
        "subjects": ["a", "b"],
        "introduced": {"b": "a-letter"},
        "fields": ["name", "account"],
        "purpose": {"procedure": "moving-out", "under": "住民基本台帳法 1条", "case": "c-1"},
    }


async def test_none_unknown_and_nobody_stay_three_things(client: httpx2.AsyncClient) -> None:
    async with partner(reply(200, FINE)) as raw:
        answer = await ask(client, raw.partner)
    assert isinstance(answer, Answer)
    assert answer.records["b"] is None
    assert answer.records["a"] == {"name": {"text": "佐藤 花子", "kana": ""}, "account": None}


async def test_letters_come_with_an_answer_for_whom_it_speaks_of(client: httpx2.AsyncClient) -> None:
    async with partner(reply(200, FINE | {"introduces": {"a": "another-letter"}})) as raw:
        answer = await ask(client, raw.partner)
    assert isinstance(answer, Answer)
    assert answer.letters == {"a": "another-letter"}


async def test_what_was_not_asked_for_is_dropped(client: httpx2.AsyncClient) -> None:
    more = {"records": {"a": {"name": {"text": "x"}, "income": 1}, "b": None, "neighbour": {"name": {"text": "y"}}}}
    async with partner(reply(200, more)) as raw:
        answer = await ask(client, raw.partner)
    assert answer == Answer({"a": {"name": {"text": "x"}}, "b": None})


@pytest.mark.parametrize(
    ("behaviour", "failure"),
    [
        (reply(500), Failure("unavailable", "status-500")),
        (reply(503), Failure("unavailable", "status-503")),
        (reply(429), Failure("unavailable", "status-429")),
        (reply(408), Failure("unavailable", "status-408")),
        (reply(401), Failure("refused", "status-401")),
        (reply(403), Failure("refused", "status-403")),
        (reply(422), Failure("refused", "status-422")),
        (reply(204), Failure("unusable", "status-204")),
        (hang_up, Failure("unavailable", "connection-lost")),
        (half, Failure("unavailable", "connection-lost")),
        (flood, Failure("unusable", "too-large")),
        (reply(200, b"\x1f\x8b", content_encoding="gzip"), Failure("unusable", "too-large")),
        (reply(200, b"<html>"), Failure("unusable", "not-json")),
        (reply(200, b"[" * 100_000), Failure("unusable", "not-json")),
        (reply(200, b'{"records": {"a": {"name": "\\ud800"}, "b": null}}'), Failure("unusable", "not-json")),
        (reply(200, []), Failure("unusable", "wrong-shape")),
        (reply(200, {"records": {"a": [], "b": None}}), Failure("unusable", "wrong-shape")),
        (reply(200, {"records": {"a": None}}), Failure("unusable", "subject-missing")),
    ],
)
async def test_whatever_a_registry_does_is_a_value(
    client: httpx2.AsyncClient, behaviour: Behaviour, failure: Failure
) -> None:
    async with partner(behaviour) as raw:
        assert await ask(client, raw.partner) == failure


async def test_nobody_there_is_unavailable(client: httpx2.AsyncClient) -> None:
    assert await ask(client, await nobody()) == Failure("unavailable", "no-connection")


async def test_a_redirect_is_not_followed_even_by_a_client_that_would(client: httpx2.AsyncClient) -> None:
    async with (
        partner(reply(200, FINE)) as elsewhere,
        partner(reply(307, location=elsewhere.partner.url or "")) as raw,
        httpx2.AsyncClient(trust_env=False, follow_redirects=True) as eager,
    ):
        assert await ask(eager, raw.partner) == Failure("unusable", "status-307")
    assert elsewhere.arrived == []


@pytest.mark.parametrize("behaviour", [silence, drip])
async def test_the_time_is_for_the_whole_exchange(client: httpx2.AsyncClient, behaviour: Behaviour) -> None:
    began = time.monotonic()
    async with partner(behaviour) as raw:
        assert await ask(client, raw.partner, timeout=0.2) == Failure("unavailable", "timeout")
    assert time.monotonic() - began < 2


async def test_no_value_and_no_secret_reaches_a_log(
    client: httpx2.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "ichido")
    caplog.set_level(logging.INFO)
    async with partner(reply(200, FINE)) as raw:
        answer = await ask(client, raw.partner)
    assert "花子" not in caplog.text + repr(answer)
    assert SECRET not in caplog.text + repr(raw.partner)


async def test_the_pretend_government_is_understood(client: httpx2.AsyncClient) -> None:
    government = build(catalogue(), seed=7, mode=Mode.SCRIPTED, moment=0.05, households=5)
    hanako = government.names.called(ICHIKAWA, government.sample.hanako)
    asked: dict[str, str | None] = {hanako: None, "nobody": None}
    with running(government) as town:
        url = str(town.client.base_url.join(f"/{ICHIKAWA}"))
        city = Partner(code=ICHIKAWA, url=url, secret=SecretStr(town.secret(ICHIKAWA)))
        answer = await HttpDataService(client).ask(city, "residents", asked, ("name",), PURPOSE, None, 5)
        stranger = city.model_copy(update={"secret": SecretStr("whsec_bm90LXRoZS1zZWNyZXQtYXQtYWxs")})
        refused = await HttpDataService(client).ask(stranger, "residents", asked, ("name",), PURPOSE, None, 5)
        town.fail(f"{ICHIKAWA}/residents", "garbage", times=1)
        garbage = await HttpDataService(client).ask(city, "residents", asked, ("name",), PURPOSE, None, 5)
    assert isinstance(answer, Answer)
    assert answer.records["nobody"] is None
    assert answer.records[hanako] is not None
    assert refused == Failure("refused", "status-401")
    assert garbage == Failure("unusable", "not-json")


async def test_of_what_stands_deeper_only_what_was_asked_for_is_kept(client: httpx2.AsyncClient) -> None:
    more = {"records": {"a": {"insurance": {"number": "1", "kind": "x"}, "name": "y"}, "b": {"insurance": "none"}}}
    async with partner(reply(200, more)) as raw:
        service = HttpDataService(client)
        answer = await service.ask(raw.partner, "residents", SUBJECTS, ("insurance/number",), PURPOSE, None, 5)
    assert answer == Answer({"a": {"insurance": {"number": "1"}}, "b": {}})
