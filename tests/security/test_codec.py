"""What enters a real Temporal server is unreadable there, and readable here until its key is destroyed."""

import asyncio
import base64
import json
import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict
from temporalio import activity, workflow
from temporalio.api.common.v1 import Payload
from temporalio.client import Client, WorkflowFailureError, WorkflowHandle
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import WorkflowSerializationContext
from temporalio.exceptions import ApplicationError
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from ichido.local.postgres import PostgresServer
from ichido.local.temporal import TemporalServer
from ichido.readable import Readable
from ichido.security.codec import CaseCodec, data_converter
from ichido.security.key_files import FileKeys
from ichido.security.keys import INSTALLATION, DataKey, KeyUnavailable, new_data_key
from ichido.security.numbers import new_case_number
from ichido.security.sealing import SealBroken
from ichido.store.migrate import migrate
from ichido.store.store import Store

MARK = "MARKED-八幡九丁目"
SHOWN = "asks three registries"
QUEUE = "codec"


class Answer(BaseModel):
    """A message like those of a case."""

    model_config = ConfigDict(frozen=True)

    text: str


@activity.defn
async def echo(answer: Answer) -> Answer:
    """Give the answer back."""
    if answer.text.startswith("fail"):
        raise ApplicationError(f"failed over {MARK}", Answer(text=MARK), non_retryable=True)
    return answer


@workflow.defn(sandboxed=True)
class Marked:
    """Takes the mark along every path there is."""

    def __init__(self) -> None:
        self.heard: list[Answer] = []

    @workflow.run
    async def run(self, answer: Answer) -> Answer:
        workflow.set_current_details(Readable(SHOWN))
        await workflow.sleep(timedelta(milliseconds=1), summary=Readable(SHOWN))
        await workflow.wait_condition(lambda: len(self.heard) >= 2)
        return await workflow.execute_activity(
            echo, answer, start_to_close_timeout=timedelta(seconds=5), summary=Readable(SHOWN)
        )

    @workflow.signal
    def hear(self, answer: Answer) -> None:
        self.heard.append(answer)

    @workflow.update
    async def answer(self, answer: Answer) -> Answer:
        self.heard.append(answer)
        return answer

    @workflow.query
    def last(self) -> Answer:
        return self.heard[-1]


@pytest.fixture(scope="module")
def marked_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TemporalServer]:
    """A server whose database can be read from outside."""
    folder = tmp_path_factory.mktemp("temporal-marked")
    server = TemporalServer(folder / "temporal.sqlite", folder / "temporal.log")
    server.start()
    yield server
    server.stop()


@pytest.fixture
async def store(postgres_server: PostgresServer, database_url: str, tmp_path: Path) -> AsyncIterator[Store]:
    """A store with keys."""
    await asyncio.to_thread(migrate, database_url)
    store = Store(database_url, FileKeys(tmp_path / "keys"))
    yield store
    await store.close()


@pytest.fixture
async def case(store: Store) -> str:
    """The number of a case that has a key."""
    number = new_case_number()
    async with store.transaction() as session:
        store.keys.make(session, number)
    return number


async def play(client: Client, id_: str, text: str) -> WorkflowHandle[Marked, Answer]:
    """Run the workflow along every path and wait for its end."""
    handle = await client.start_workflow(
        Marked.run, Answer(text=text), id=id_, task_queue=QUEUE, static_summary=Readable(SHOWN)
    )
    await handle.signal(Marked.hear, Answer(text=MARK))
    assert await handle.execute_update(Marked.answer, Answer(text=MARK)) == Answer(text=MARK)
    assert await handle.query(Marked.last) == Answer(text=MARK)
    return handle


def worker(client: Client) -> Worker:
    """A sandboxed worker, as in production."""
    restrictions = SandboxRestrictions.default.with_passthrough_modules("ichido", "pydantic", "pydantic_core")
    return Worker(
        client,
        task_queue=QUEUE,
        workflows=[Marked],
        activities=[echo],
        workflow_runner=SandboxedWorkflowRunner(restrictions),
    )


async def connect(server: TemporalServer, store: Store) -> Client:
    """A client that encrypts."""
    return await Client.connect(server.address, data_converter=data_converter(store.keys))


def database(server: TemporalServer) -> bytes:
    """Every byte the server has written."""
    assert server.database is not None
    files = server.database.parent.glob(server.database.name + "*")
    return b"".join(file.read_bytes() for file in files)


async def test_nothing_a_person_said_is_on_the_server_and_operators_text_is(
    marked_server: TemporalServer, store: Store, case: str
) -> None:
    client = await connect(marked_server, store)
    async with worker(client):
        handle = await play(client, case, MARK)
        assert await handle.result() == Answer(text=MARK)
    written = database(marked_server)
    for trace in (MARK.encode(), json.dumps(MARK)[1:-1].encode(), base64.b64encode(MARK.encode())[:-4]):
        assert trace not in written
    assert SHOWN.encode() in written
    history = (await handle.fetch_history()).to_json()
    assert base64.b64encode(json.dumps(SHOWN).encode()).decode() in history or SHOWN in history


async def test_without_the_codec_the_same_scan_finds_everything(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("temporal-plain")
    server = TemporalServer(folder / "temporal.sqlite", folder / "temporal.log")
    server.start()
    client = await Client.connect(server.address, data_converter=pydantic_data_converter)
    async with worker(client):
        await (await play(client, "plain", MARK)).result()
    written = database(server)
    server.stop()
    assert MARK.encode() in written


async def test_a_failure_tells_the_server_neither_message_nor_details(
    marked_server: TemporalServer, store: Store, case: str
) -> None:
    client = await connect(marked_server, store)
    async with worker(client):
        handle = await play(client, case, "fail")
        with pytest.raises(WorkflowFailureError) as failure:
            await handle.result()
    assert MARK in str(failure.value.cause.__cause__)
    assert MARK.encode() not in database(marked_server)


async def test_the_ui_reads_a_case_current_details(marked_server: TemporalServer, store: Store, case: str) -> None:
    plain = await Client.connect(marked_server.address)
    client = await connect(marked_server, store)
    async with worker(client):
        handle = await client.start_workflow(Marked.run, Answer(text=MARK), id=case, task_queue=QUEUE)
        metadata = await plain.get_workflow_handle(case).query("__temporal_workflow_metadata")
        await handle.terminate()
    assert SHOWN in str(metadata)
    assert MARK not in str(metadata)


async def test_a_forgotten_case_can_be_read_by_nobody(marked_server: TemporalServer, store: Store, case: str) -> None:
    client = await connect(marked_server, store)
    async with worker(client):
        handle = await play(client, case, MARK)
        await handle.result()
    await store.keys.destroy(case)
    with pytest.raises(KeyUnavailable, match="forgotten"):
        await client.get_workflow_handle(case, result_type=Answer).result()


async def test_a_door_uses_the_key_of_the_installation(marked_server: TemporalServer, store: Store) -> None:
    client = await connect(marked_server, store)
    async with worker(client):
        handle = await play(client, f"door-{uuid.uuid4().hex}", MARK)
        assert await handle.result() == Answer(text=MARK)
    assert MARK.encode() not in database(marked_server)


class FixedKeys:
    """Keys by name, for a codec without a database."""

    def __init__(self, *names: str) -> None:
        self.keys = {name: new_data_key() for name in names}

    async def key_for(self, name: str) -> DataKey:
        """The key of that name."""
        return self.keys[name]

    async def key_by_id(self, name: str, id_: str) -> DataKey:
        """The key of that name, if it is the one."""
        if self.keys[name].id != id_:
            raise KeyUnavailable(f"{name} has no key {id_}")
        return self.keys[name]


def of(codec: CaseCodec, workflow_id: str) -> CaseCodec:
    """The codec as Temporal gives it to one workflow."""
    return codec.with_context(WorkflowSerializationContext(namespace="default", workflow_id=workflow_id))


async def test_payloads_are_compressed_and_name_their_key() -> None:
    number = new_case_number()
    keys = FixedKeys(number)
    codec = of(CaseCodec(keys), number)
    payload = Payload(metadata={"encoding": b"json/plain"}, data=b'"' + b"a" * 10_000 + b'"')
    (encoded,) = await codec.encode([payload])
    assert len(encoded.data) < 200
    assert encoded.metadata["ichido-case"] == number.encode()
    assert encoded.metadata["ichido-key"] == keys.keys[number].id.encode()
    assert await codec.decode([encoded]) == [payload]


async def test_whoever_has_the_keys_decodes_without_knowing_the_workflow() -> None:
    number = new_case_number()
    codec = CaseCodec(FixedKeys(number, INSTALLATION))
    payload = Payload(metadata={"encoding": b"json/plain"}, data=b'"x"')
    assert await codec.decode(await of(codec, number).encode([payload])) == [payload]


async def test_a_payload_moved_to_another_case_is_found_out() -> None:
    first, second = new_case_number(), new_case_number()
    keys = FixedKeys(first, second)
    codec = CaseCodec(keys)
    (encoded,) = await of(codec, first).encode([Payload(data=b"x")])
    encoded.metadata["ichido-case"] = second.encode()
    with pytest.raises(KeyUnavailable, match="has no key"):
        await codec.decode([encoded])
    encoded.metadata["ichido-key"] = keys.keys[second].id.encode()
    with pytest.raises(SealBroken):
        await codec.decode([encoded])


async def test_what_was_never_encrypted_is_left_as_it_is() -> None:
    payload = Payload(metadata={"encoding": b"json/plain"}, data=b'"x"')
    assert await CaseCodec(FixedKeys()).decode([payload]) == [payload]
