"""The codec server on a real history: Temporal's own protocol, for those who may see the case and for nobody else."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx2
import pytest
from google.protobuf.json_format import MessageToDict, Parse
from pydantic import SecretStr
from temporalio.api.common.v1 import Payload, Payloads

from ichido.local.temporal import binary
from ichido.partners import Directory
from ichido.security.access import Caller
from ichido.security.codec import ENCODING, case_of
from ichido.security.token_key import token_key
from ichido.security.tokens import issue
from ichido.store import decodings
from portal.api import create_app
from portal.running import RunningCases
from tests.histories.plain import payloads
from tests.rehearsal.rig import Rig, serving
from tests.testbed.town import ICHIKAWA
from tests.workflows.family import opened

UI = "http://127.0.0.1:8233"
TICKET = "a-ticket-for-one-machine"
ELSEWHERE = "271004"


@dataclass
class CodecServer:
    """The codec server of an installation, and a case whose history it can open."""

    rig: Rig
    api: str
    case: str
    sealed: list[Payload]
    http: httpx2.AsyncClient

    def bearer(self, caller: Caller) -> dict[str, str]:
        """The header that says who calls."""
        key = token_key(self.rig.process.settings.token_key_file)
        return {"authorization": f"Bearer {issue(key, caller, datetime.now(UTC))}"}

    async def post(
        self, path: str, sealed: list[Payload], caller: Caller | None = None, **headers: str
    ) -> httpx2.Response:
        """Ask as the Temporal UI does."""
        named = {"content-type": "application/json", "x-namespace": "default", "origin": UI}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        named |= self.bearer(caller) if caller else {}
        body = json.dumps(MessageToDict(Payloads(payloads=sealed)))
        return await self.http.post(f"/codec{path}", content=body, headers=named)


@pytest.fixture
async def server(rig: Rig) -> AsyncIterator[CodecServer]:
    """The API with a ticket, and the sealed payloads of a real case."""
    rehearsal = await opened(rig)
    history = await rig.process.client.get_workflow_handle(rehearsal.number).fetch_history()
    sealed = [one for event in history.events for one in payloads(event) if case_of(one)]
    own = {"ui_origins": UI, "codec_ticket": SecretStr(TICKET)}
    settings = rig.process.settings.model_copy(update=own)
    assert settings.partners
    app = create_app(rig.process.store, Directory(settings.partners), RunningCases(rig.process.line), settings)
    async with serving(app) as api, httpx2.AsyncClient(base_url=api, trust_env=False) as http:
        yield CodecServer(rig, api, rehearsal.number, sealed, http)


async def test_an_operator_and_a_clerk_who_has_part_in_the_case_read_its_history(server: CodecServer) -> None:
    assert len(server.sealed) > 3
    for caller in (Caller("operator", subject="op-7"), Caller("clerk", authority=ICHIKAWA)):
        answer = await server.post("/decode", server.sealed, caller)
        assert answer.status_code == 200, answer.text
        assert answer.headers["access-control-allow-origin"] == UI
        assert answer.headers["cache-control"] == "no-store"
        opened_ = answer.json()["payloads"]
        assert len(opened_) == len(server.sealed)
        assert {one["metadata"]["encoding"] for one in opened_} <= {"anNvbi9wbGFpbg==", "YmluYXJ5L251bGw="}


async def test_who_looked_at_which_case_is_written_down_once_a_look(server: CodecServer) -> None:
    for _ in range(3):
        await server.post("/decode", server.sealed, Caller("operator", subject="op-7"))
    await server.post("/decode", server.sealed[:1], Caller("clerk", authority=ICHIKAWA))
    async with server.rig.process.store.transaction() as session:
        looks = await decodings.of_case(session, server.case)
    assert [(look.role, look.authority, look.who) for look in looks] == [
        ("operator", "", "op-7"),
        ("clerk", ICHIKAWA, ""),
    ]


@pytest.mark.parametrize(
    ("caller", "headers", "status", "code"),
    [
        (None, {}, 401, "token-missing"),
        (None, {"authorization": "Bearer nonsense"}, 401, "token-malformed"),
        (Caller("clerk", authority=ELSEWHERE), {}, 404, "no-such-case"),
        (Caller("person", "somebody", ICHIKAWA), {}, 404, "no-such-case"),
        (Caller("operator"), {"x_namespace": "another"}, 403, "wrong-namespace"),
    ],
)
async def test_nobody_else_reads_anything(
    server: CodecServer, caller: Caller | None, headers: dict[str, str], status: int, code: str
) -> None:
    for path in ("/decode", "/encode"):
        answer = await server.post(path, server.sealed, caller, **headers)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    async with server.rig.process.store.transaction() as session:
        assert await decodings.of_case(session, server.case) == ()


async def test_a_payload_of_another_case_among_them_refuses_all(server: CodecServer) -> None:
    stranger = Payload()
    stranger.CopyFrom(server.sealed[0])
    stranger.metadata["ichido-case"] = b"MV-0000-0000"
    answer = await server.post("/decode", [*server.sealed, stranger], Caller("operator"))
    assert (answer.status_code, answer.json()["code"]) == (404, "no-such-case")


async def test_an_altered_payload_and_what_is_no_payload_say_so(server: CodecServer) -> None:
    altered = Payload()
    altered.CopyFrom(server.sealed[0])
    altered.data = altered.data[:-1] + bytes([altered.data[-1] ^ 1])
    answer = await server.post("/decode", [altered], Caller("operator"))
    assert (answer.status_code, answer.json()["code"]) == (422, "not-sealed-here")
    named = {"x-namespace": "default"} | server.bearer(Caller("operator"))
    answer = await server.http.post("/codec/decode", content="[1]", headers=named)
    assert (answer.status_code, answer.json()["code"]) == (422, "not-readable")


async def test_only_the_pages_of_the_temporal_ui_may_ask(server: CodecServer) -> None:
    asks = {"access-control-request-method": "POST", "access-control-request-headers": "content-type,x-namespace"}
    answer = await server.http.options("/codec/decode", headers={"origin": UI} | asks)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == UI
    assert "x-namespace" in answer.headers["access-control-allow-headers"]
    answer = await server.http.options("/codec/decode", headers={"origin": "https://elsewhere.example"} | asks)
    assert answer.status_code == 400
    assert "access-control-allow-origin" not in answer.headers
    answer = await server.http.options("/cases", headers={"origin": UI} | asks)
    assert "access-control-allow-origin" not in answer.headers


async def test_a_ui_without_a_login_decodes_by_its_ticket(server: CodecServer) -> None:
    answer = await server.post(f"/{TICKET}/decode", server.sealed)
    assert answer.status_code == 200, answer.text
    answer = await server.post("/another/decode", server.sealed)
    assert (answer.status_code, answer.json()["code"]) == (401, "ticket-wrong")


async def test_what_is_encoded_is_decoded_again(server: CodecServer) -> None:
    plain = Payload(metadata={"encoding": b"json/plain"}, data=b'"hello"')
    answer = await server.post("/encode", [plain], Caller("operator"))
    sealed = Payloads()
    Parse(answer.content, sealed)
    assert case_of(sealed.payloads[0]) == "installation"
    assert b"hello" not in answer.content
    answer = await server.post("/decode", list(sealed.payloads), Caller("operator"))
    assert answer.json()["payloads"] == [MessageToDict(plain)]
    answer = await server.post("/decode", list(sealed.payloads), Caller("clerk", authority=ICHIKAWA))
    assert answer.status_code == 404


async def test_temporals_own_command_line_shows_a_case_through_it(server: CodecServer) -> None:
    settings = server.rig.process.settings
    bearer = server.bearer(Caller("operator"))["authorization"]

    async def shown(*more: str) -> str:
        process = await asyncio.create_subprocess_exec(
            *(binary(), "workflow", "show", "--address", settings.temporal_address or "", "-w", server.case),
            *("--output", "json", *more),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, _ = await process.communicate()
        return out.decode()

    sealed, plain = base64.b64encode(ENCODING).decode(), base64.b64encode(b"json/plain").decode()
    assert sealed in await shown()
    through = await shown("--codec-endpoint", f"{server.api}/codec", "--codec-auth", bearer)
    assert sealed not in through and plain in through


async def test_of_a_forgotten_case_it_says_that_nobody_can_read_it(server: CodecServer) -> None:
    await server.rig.process.store.keys.destroy(server.case)
    answer = await server.post("/decode", server.sealed, Caller("operator"))
    assert answer.status_code == 200
    texts = {one["data"] for one in answer.json()["payloads"]}
    assert len(texts) == 1
