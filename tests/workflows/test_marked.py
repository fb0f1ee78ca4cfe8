"""A marked family moves and has a child: no mark is kept where it must not be, and none anywhere after forgetting.

What is read, before the cases are forgotten: Temporal's database file with its write-ahead log; the ids, types, memos,
search attributes, summaries and details of all workflows as Temporal's API gives them; the logs of all processes; the
worker's metrics; the answers by which the API refused what was sent to it wrongly.
After they are forgotten and a key-backup period is over: every column of every table of every schema of the database,
as the bytes that PostgreSQL itself copies out (its superuser, so that row-level security hides nothing); every file of
the installation: Temporal's file, logs, roots, keys and their backups, and PostgreSQL's own with its write-ahead log.
Left out are `run/`, sockets, and the log of the pretend government, which is no part of Ichido.

Marked is everything that describes the family but what stands anywhere: the days on which something happens, amounts,
yes and no. Beside the marks, what any partner calls any of them is searched for in what Temporal and logs keep.
"""

import asyncio
import base64
import json
import os
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import pytest
from psycopg import sql
from sqlalchemy import text
from temporalio.client import Client

from ichido.cli.key_backup import NAME as BACKUP
from ichido.engine.process import Process, definitions
from ichido.language.kinds import Scenario
from ichido.local import Local
from ichido.local.postgres import DATABASE
from ichido.rehearsal.installation import Installation
from ichido.rehearsal.person import Problem
from ichido.rehearsal.prepare import Stage, prepare
from ichido.rehearsal.run import Rehearsal
from ichido.security.access import Caller
from ichido.security.token_key import token_key
from ichido.security.tokens import issue
from ichido.settings import Settings
from ichido.store import pending_lookups
from tests.rehearsal.rig import QUICK
from tests.workflows.marks import files, found

MOVING = "a tax-exempt family with one pupil moves to another city"
BIRTH = "a family that moved last month has another child"
CHILD = "jiro"
ICHIKAWA, KAWASAKI = "122033", "141305"
ICHIDO = Path(sys.executable).parent / "ichido"
PATIENCE = 90.0
MARKED = {
    "佐藤 花子": "鰐淵 蓮華丸",
    "佐藤 太郎": "鰐淵 太刀魚",
    "佐藤 次郎": "鰐淵 次鋒丸",
    "サトウ ジロウ": "ワニブチ ジホウマル",
    "1990-05-03": "1987-02-23",
    "2017-09-09": "2017-11-13",
    "千葉県市川市八幡1-1-1": "千葉県市川市八幡7-61-13",
    "千葉県市川市八幡1": "千葉県市川市菅野77-9",
    "神奈川県川崎市川崎区宮本町1": "神奈川県川崎市川崎区宮本町88-31",
    "神奈川県川崎市川崎区宮本町2": "神奈川県川崎市川崎区宮本町88-37",
    "神奈川県川崎市川崎区新川通12-1": "神奈川県川崎市川崎区新川通93-71",
    "090-0000-0000": "090-8317-4692",
    "みずほ-001-1234567": "みずほ-001-7316942",
    "市川-12345": "市川-90817",
    "川崎-77": "川崎-770913",
    "児-678": "児-60417",
    "児-川崎-9": "児-川崎-90912",
    "430012345678": "430098761239",
    "印-4321": "印-90153",
    "市川市立第一小学校": "市川市立鰐魚小学校",
    "川崎市立第一小学校": "川崎市立鰐鮫小学校",
    "市川 501 さ 20-26": "市川 501 さ 91-37",
    "XYZ-0012345": "QWK-7719283",
    "TX-4471": "TX-90714",
    "在学-88": "在学-903881",
    "川崎-2044": "川崎-920441",
}
"""What the people of the catalogue's scenarios say and are, and what takes its place here."""
PARTS = ("鰐淵", "蓮華丸", "太刀魚", "次鋒丸", "ワニブチ", "八幡7-61-13", "宮本町88-31", "新川通93-71", "7316942")
MARKS = (*MARKED.values(), *PARTS)


def marked(written: Any) -> Any:
    """The same with every value of the family in its marked form."""
    if isinstance(written, str):
        return MARKED.get(written, written)
    if isinstance(written, dict):
        return {key: marked(value) for key, value in written.items()}
    return [marked(value) for value in written] if isinstance(written, list | tuple) else written


@dataclass
class Kept:
    """Both cases, over, and what was seen on the way."""

    running: Installation
    process: Process
    numbers: tuple[str, ...]
    references: tuple[str, ...]
    refusals: list[str] = field(default_factory=list)

    @property
    def var(self) -> Path:
        """Where the installation keeps its files."""
        return self.running.local.settings.var

    async def ichido(self, *words: str) -> str:
        """What a verb says to an operator; it must succeed."""
        process = await asyncio.create_subprocess_exec(
            *(str(ICHIDO), *words),
            env=os.environ | self.process.settings.environment() | {"NO_COLOR": "1"},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said = (await process.communicate())[0].decode()
        assert process.returncode == 0, said
        return said


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Real servers with their data in files, worker and API, each with its log; metrics are served."""
    quick = {**QUICK, "retention_years": 5, "metrics_port": free_port(), "catalogue": Settings().catalogue}
    settings = Settings(var=tmp_path_factory.mktemp("marked") / "var").model_copy(update=quick)
    with Local(settings) as local:
        running = Installation(local)
        running.begin()
        running.finish()
        yield running


@asynccontextmanager
async def lived(running: Installation) -> AsyncIterator[Kept]:
    """Both life events of the marked family, with registers that answer rubbish full of marks on the way."""
    settings = running.local.settings
    every = {document.id: document.model for document in definitions(settings).scenarios}
    async with Process.connected(settings) as process, httpx2.AsyncClient(trust_env=False) as http:
        stage = Stage(process, http, definitions(settings), running.testbed, running.api)
        moving = await prepare(stage, of_family(every[MOVING]))
        await rubbish(moving, ICHIKAWA)
        await moving.open()
        await until(lambda: nothing_pending(moving), "the register has been read at last")
        refusals = await refused(moving)
        await moving.answer_all()
        assert (await finished(moving)).complete
        birth = await prepare(stage, of_family(every[BIRTH], without=CHILD))
        await birth.town.behave("auto", 0.1)
        await rubbish(birth, KAWASAKI)
        await birth.open()
        await until(lambda: nothing_pending(birth), "the register has been read at last")
        await birth.answer_all()
        await until(lambda: over(birth), "the birth goes through")
        assert (await birth.observed()).facts["taro.address"] == MARKED["神奈川県川崎市川崎区宮本町1"]
        async with process.store.transaction() as session:
            names = set((await session.execute(text("SELECT name FROM names"))).scalars())
        assert (await http.get(f"{running.testbed}/control/faults")).json() == [], "the registers did answer rubbish"
        references = (*moving.settled.references.values(), *birth.settled.references.values(), *names)
        yield Kept(running, process, (moving.number, birth.number), references, refusals)


def of_family(scenario: Scenario, without: str = "") -> Scenario:
    """A scenario of the marked family; `without` somebody whom no register knows yet, offices decide by themselves."""
    said = marked(scenario.model_dump(mode="json", by_alias=True)) | {"after": None}
    if without:
        del said["registered"]["person"][without]
        said["happens"] = []
    return Scenario.model_validate(said)


async def rubbish(rehearsal: Rehearsal, office: str) -> None:
    """The next answers of the resident register are no JSON, and of the wrong types; both say all it knows."""
    await rehearsal.town.fault(f"{office}/residents", "babble", times=1)
    await rehearsal.town.fault(f"{office}/residents", "nested", times=1)


async def refused(rehearsal: Rehearsal) -> list[str]:
    """What the API says to answers that cannot be taken, all of them made of marks."""
    said: list[str] = []
    form = await rehearsal.person.read(rehearsal.number, "form")
    for mark in ("鰐淵 蓮華丸", "市川-90817", "鰐淵\0蓮華丸"):
        for key in ("move.date", "applicant.phone", "move.movers"):
            with pytest.raises(Problem) as problem:
                await rehearsal.person.answer(rehearsal.number, form["revision"], {key: mark})
            said.append(str(problem.value.body))
    http, url = rehearsal.person.http, rehearsal.person.url
    garbled = await http.post(f"{url}/inbox/{ICHIKAWA}", content="{鰐淵 蓮華丸".encode())
    # What is not found or not understood is logged by many a server with all it was asked.
    looked_for = await http.get(f"{url}/cases/鰐淵蓮華丸", params={"stage": "鰐淵"})
    assert garbled.is_error and looked_for.is_error
    return [*said, garbled.text, looked_for.text]


async def finished(rehearsal: Rehearsal) -> Any:
    """The rest of what happens in a scenario."""
    for happening in rehearsal.scenario.happens:
        await rehearsal.move_to(happening.at)
        await rehearsal.happen(happening)
        await rehearsal.answer_all()
    await rehearsal.come_to_rest()
    return await rehearsal.observed()


async def nothing_pending(rehearsal: Rehearsal) -> bool:
    """Whether the doors of registers have nothing left to ask for a case."""
    await rehearsal.come_to_rest()
    async with rehearsal.process.store.transaction() as session:
        return not await pending_lookups.of_case(session, rehearsal.number)


async def over(rehearsal: Rehearsal) -> bool:
    """Whether a case is closed and its workflow ended."""
    return (await rehearsal.outline()).closed_at is not None and not await rehearsal.process.line.is_running(
        rehearsal.number
    )


async def until(true: Callable[[], Awaitable[bool]], what: str) -> None:
    """Wait until something is so; fail with what was waited for."""
    end = asyncio.get_running_loop().time() + PATIENCE
    while not await true():
        assert asyncio.get_running_loop().time() < end, f"not within {PATIENCE:g} s: {what}"
        await asyncio.sleep(0.1)


async def shown(client: Client) -> str:
    """All that Temporal's API gives of workflows in clear: what is listed, and each event with its summary."""
    pieces: list[str] = []
    async for one in client.list_workflows():
        pieces += [one.id, one.workflow_type, str(one.typed_search_attributes), str(await one.memo())]
        handle = client.get_workflow_handle(one.id, run_id=one.run_id)
        pieces.append(str((await handle.describe()).raw_description))
        async for event in handle.fetch_history_events():
            pieces.append(str(event))
    return "\n".join(pieces)


def copied_out(running: Installation) -> dict[str, bytes]:
    """Every table of the database as PostgreSQL's binary copy of it: all columns, all rows, whoever may see them."""
    assert running.local.postgres
    tables: dict[str, bytes] = {}
    with running.local.postgres.superuser(DATABASE) as connection:
        query = (
            "SELECT table_schema, table_name FROM information_schema.tables"
            " WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')"
        )
        for schema, name in connection.execute(query).fetchall():
            table = sql.Identifier(str(schema), str(name))
            statement = sql.SQL("COPY (SELECT * FROM {}) TO STDOUT (FORMAT binary)").format(table)
            with connection.cursor().copy(statement) as copy:
                tables[f"{schema}.{name}"] = b"".join(bytes(piece) for piece in copy)
    return tables


async def forget(kept: Kept) -> None:
    """Decide on each case and forget it, years after it closed."""
    async with kept.process.store.transaction() as session:
        await session.execute(text("UPDATE cases SET closed_at = closed_at - interval '8 years'"))
    key = token_key(kept.process.settings.token_key_file)
    async with httpx2.AsyncClient(base_url=kept.running.api, trust_env=False) as http:
        for number, office in zip(kept.numbers, (ICHIKAWA, KAWASAKI), strict=True):
            for path, body, caller in (
                ("disposal", {"under": "文書管理規程 別表第2", "by": "041"}, Caller("clerk", authority=office)),
                ("forgetting", {"by": "op-7"}, Caller("operator")),
            ):
                bearer = {"Authorization": f"Bearer {issue(key, caller, datetime.now(UTC))}"}
                done = await http.post(f"/cases/{number}/{path}", json=body, headers=bearer)
                assert done.is_success, done.text


async def test_a_marked_family_leaves_no_mark(installation: Installation) -> None:
    async with lived(installation) as kept:
        var = kept.var
        secret = (*MARKS, *kept.references)
        # While everything is kept: what Temporal, logs, metrics and error messages know.
        temporal = sorted(var.glob("temporal.db*"))
        logs = [file for file in sorted((var / "log").glob("*.log")) if file.name != "testbed.log"]
        assert {"temporal.db", "temporal.db-wal"} <= {file.name for file in temporal}
        assert {"worker.log", "api.log", "temporal.log", "postgres.log"} <= {file.name for file in logs}
        for file in (*temporal, *logs):
            assert found(file.read_bytes(), secret) == [], file.name
        listed = await shown(kept.process.client)
        assert all(number in listed for number in kept.numbers) and f"door-{ICHIKAWA}" in listed
        assert found(listed.encode(), secret) == []
        metrics = httpx2.get(f"http://127.0.0.1:{kept.process.settings.metrics_port}/metrics").text
        assert "temporal_workflow_completed" in metrics
        assert found(metrics.encode(), secret) == []
        assert len(kept.refusals) == 11
        assert found("\n".join(kept.refusals).encode(), secret) == []

        # One key-backup period after they are forgotten: everything that is kept.
        backups = var / "backups"
        await kept.ichido("keys", "backup", str(backups))
        (backup,) = backups.iterdir()
        assert all(number in backup.read_text() for number in kept.numbers), "while they are kept their keys are, too"
        await forget(kept)
        backup.rename(backups / (datetime.now(UTC) - timedelta(days=8)).strftime(BACKUP))
        await kept.ichido("keys", "backup", str(backups))
        (left,) = backups.iterdir()
        assert not any(number in left.read_text() for number in kept.numbers), "no key is anywhere any more"
        tables = copied_out(installation)
        assert {"public.facts", "public.cases", "public.disclosures", "public.notices", "keys.data_keys"} <= {*tables}
        assert {name: marks for name, held in tables.items() if (marks := found(held, MARKS))} == {}
        async with kept.process.store.keys.engine.connect() as connection:
            query = text('SELECT count(*) FROM keys.data_keys WHERE "case" = ANY(:numbers) AND wrapped IS NOT NULL')
            assert (await connection.execute(query, {"numbers": list(kept.numbers)})).scalar_one() == 0
        kept_files = [file for file in files(var) if file.name != "testbed.log"]
        assert len(kept_files) > 20
        assert {str(f.relative_to(var)): marks for f in kept_files if (marks := found(f.read_bytes(), MARKS))} == {}

        # And all of this would have found one.
        await planted(kept)


async def planted(kept: Kept) -> None:
    """A mark that is put where it must not be is found there, in each of the places that were read."""
    mark = MARKED["佐藤 花子"]
    async with kept.process.store.transaction() as session:
        row = """
            INSERT INTO tasks (id, kind, "case", key, what, created_at, done_by)
            SELECT gen_random_uuid(), 'x', number, 'x', :mark, now(), '' FROM cases LIMIT 1
        """
        await session.execute(text(row), {"mark": mark})
    assert [name for name, held in copied_out(kept.running).items() if mark in found(held, MARKS)] == ["public.tasks"]
    address = kept.process.settings.temporal_address
    assert address
    plain = await Client.connect(address)
    await plain.start_workflow("nobody", mark, id="planted", task_queue="nobody", memo={"of": mark})
    assert mark in found(b"".join(file.read_bytes() for file in kept.var.glob("temporal.db*")), MARKS)
    assert mark in found((await shown(plain)).encode(), MARKS)
    (kept.var / "log" / "planted.log").write_text(f"the answer was {{'name': {mark!r}}}")
    assert mark in found((kept.var / "log" / "planted.log").read_bytes(), MARKS)


@pytest.mark.parametrize("prefix", [b"", b"a", b"ab"])
@pytest.mark.parametrize("mark", ["鰐淵 蓮華丸", "QWK-7719283", "090-8317-4692"])
def test_a_mark_is_found_in_every_form(prefix: bytes, mark: str) -> None:
    forms = (
        mark.encode(),
        mark.encode("utf-16-le"),
        mark.encode("utf-16-be"),
        json.dumps({"name": mark}).encode(),
        quote(mark).encode(),
        base64.b64encode(prefix + mark.encode() + b"rest"),
        base64.urlsafe_b64encode(prefix + mark.encode() + b"rest"),
        mark.encode().hex().encode(),
    )
    for held in forms:
        assert found(b"before" + held + b"after", (mark,)) == [mark], held
    assert found(b"before" + "佐藤 花子".encode() + b"after", (mark,)) == []
