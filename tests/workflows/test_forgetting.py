"""Forgetting on real servers: history, facts, letters and submissions are gone for good, the log still verifies."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import text
from temporalio.api.common.v1 import Payload
from temporalio.client import WorkflowExecutionStatus

from ichido.engine.notary import Notary
from ichido.partners import Directory
from ichido.security.codec import CASE, KEY, CaseCodec, case_of
from ichido.security.key_files import FileKeys
from ichido.security.keys import Forgotten
from ichido.security.seal_key import seal_key
from ichido.security.sealing import SealBroken, open_sealed, place
from ichido.store import cases, disclosures
from ichido.store.audit import audit
from ichido.store.store import Store
from portal.api import create_app
from portal.running import RunningCases
from tests.histories.plain import payloads
from tests.rehearsal.rig import Rig, serving
from tests.testbed.town import ICHIKAWA
from tests.workflows.family import opened, until

REMEMBER = 6.0
"""Seconds: shorter than a minute, longer than a verb takes."""
ICHIDO = Path(sys.executable).parent / "ichido"
SEALED = {
    "facts": 'SELECT value, subject, term FROM facts WHERE "case" = :case',
    "cases": "SELECT filings FROM cases WHERE number = :case",
    "outbox": 'SELECT payload, key, version::text FROM outbox WHERE "case" = :case',
    "notices": 'SELECT letter, key FROM notices WHERE "case" = :case',
    "inbox": "SELECT body, authority, event_id FROM inbox WHERE sealed_for = :case",
}


@dataclass
class Closed:
    """A case that went through and closed long ago, with everything that was sealed for it."""

    rig: Rig
    api: str
    number: str
    history: list[Payload]
    rows: list[tuple[str, bytes, tuple[str, ...]]]

    async def ichido(self, *words: str) -> tuple[int, str]:
        """Run a verb as an operator does; its exit code and what it said."""
        settings = self.rig.process.settings
        process = await asyncio.create_subprocess_exec(
            *(str(ICHIDO), *words),
            env=os.environ | settings.environment() | {"ICHIDO_API_URL": self.api, "NO_COLOR": "1"},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        out, _ = await process.communicate()
        return process.returncode or 0, out.decode()

    async def opens(self, secret: bytes, payload: Payload) -> bool:
        """Whether a key opens a payload of the history, in the place that it names."""
        where = place("payload", payload.metadata[CASE].decode(), payload.metadata[KEY].decode())
        return _opens(secret, payload.data, where)

    async def secrets(self) -> list[bytes]:
        """Every data key that the installation has, of this case and of everything else."""
        service = self.rig.process.store.keys.service
        async with self.rig.process.store.transaction() as session:
            rows = await session.execute(
                text("SELECT wrapped_by, wrapped FROM keys.data_keys WHERE wrapped IS NOT NULL")
            )
            return [await service.unwrap(row.wrapped_by, bytes(row.wrapped)) for row in rows]

    async def readable(self) -> int:
        """How many of the sealed things any key of the installation opens."""
        secrets, found = await self.secrets(), 0
        for payload in self.history:
            found += any([await self.opens(secret, payload) for secret in secrets])
        for table, sealed, where in self.rows:
            associated = place(self.number, table if table != "cases" else "filings", *where)
            found += any(_opens(secret, sealed, associated) for secret in secrets)
        return found


def _opens(secret: bytes, sealed: bytes, associated: bytes) -> bool:
    try:
        open_sealed(secret, sealed, associated)
    except SealBroken:
        return False
    return True


@pytest.fixture
async def closed(rig: Rig) -> AsyncIterator[Closed]:
    """The family's move, come to its end, and the API of an installation that keeps such cases five years."""
    rehearsal = await rig.rehearsal(rig.scenarios[0])
    observed = await rehearsal.run()
    assert observed.complete
    number, process = rehearsal.number, rig.process

    async def over() -> bool:
        return not await process.line.is_running(number)

    await until(over)
    history = await process.client.get_workflow_handle(number).fetch_history()
    sealed = [one for event in history.events for one in payloads(event) if case_of(one)]
    rows: list[tuple[str, bytes, tuple[str, ...]]] = []
    async with process.store.transaction() as session:
        await cases.load(session, number)  # names in whose hands its facts are
        for table, query in SEALED.items():
            found = (await session.execute(text(query), {"case": number})).all()
            assert found, f"something is in {table}"
            rows += [(table, bytes(row[0]), tuple(row[1:])) for row in found]
        await session.execute(
            text("UPDATE cases SET closed_at = closed_at - interval '8 years' WHERE number = :n"), {"n": number}
        )
    settings = process.settings.model_copy(update={"retention_years": 5})
    assert settings.partners
    app = create_app(process.store, Directory(settings.partners), RunningCases(process.line), settings)
    async with serving(app) as api:
        yield Closed(rig, api, number, sealed, rows)


async def test_a_filed_case_is_forgotten_when_that_was_decided_and_the_log_still_verifies(closed: Closed) -> None:
    process, number = closed.rig.process, closed.number
    settings = process.settings
    everything = len(closed.history) + len(closed.rows)
    assert everything > 60
    assert await closed.readable() == everything
    notary = Notary(process.store, seal_key(settings.seal_key_file), settings.roots_folder)
    await notary.round(datetime.now(UTC))
    verdict = await audit(process.store, seal_key(settings.seal_key_file).public_key(), ())
    assert verdict.lines > 20 and verdict.broken is None
    elsewhere = Store(settings.sqlalchemy_url or "", FileKeys(settings.wrapping_keys_folder), remember=REMEMBER)

    code, said = await closed.ichido("case", "forget", number, "--by", "op-7", "--yes")
    assert (code, said.splitlines()[1]) == (
        1,
        "  not-decided  disposal: an authority that has part in the case decides first, under its rule",
    )
    decide = ("--authority", ICHIKAWA, "--by", "文書管理係 041", "--under", "文書管理規程 別表第2")
    assert await closed.ichido("case", "dispose", number, *decide) == (0, "decided\n")
    code, said = await closed.ichido("case", "forget", number, "--by", "op-7")
    assert code == 1 and "to be forgotten: decided on" in said and "nothing was destroyed" in said
    assert await closed.readable() == everything
    await elsewhere.keys.key_for(number)
    code, said = await closed.ichido("case", "forget", number, "--by", "op-7", "--yes")
    assert (code, said) == (0, f"{number} is forgotten\n")

    await elsewhere.keys.key_for(number)  # remembered, for as long as this process remembers
    assert await closed.readable() == 0
    for payload in closed.history:
        with pytest.raises(Forgotten):
            await CaseCodec(process.store.keys).decode([payload])
    await asyncio.sleep(REMEMBER)
    with pytest.raises(Forgotten):
        await elsewhere.keys.key_for(number)
    await elsewhere.close()
    again = await audit(process.store, seal_key(settings.seal_key_file).public_key(), ())
    assert again == verdict
    async with process.store.transaction() as session:
        assert len(await disclosures.for_case(session, number)) > 20, "who used whose data is still told"
    assert await process.line.sweep(timedelta(0)) == (), "nothing is left to mend"


async def test_a_held_case_is_not_forgotten_from_the_command_line(closed: Closed) -> None:
    held = ("--for", "appeal", "--reason", "令8(審)第3号", "--by", "審査庁 007", "--authority", ICHIKAWA)
    code, said = await closed.ichido("case", "hold", closed.number, *held)
    assert code == 0 and said.startswith("held: ")
    id_ = said.removeprefix("held: ").strip()
    decide = ("--authority", ICHIKAWA, "--by", "041", "--under", "規程")
    code, said = await closed.ichido("case", "dispose", closed.number, *decide)
    assert code == 1
    assert said.startswith(
        f"may-not-be-disposed  {closed.number}: this case has to be kept: see why\n  held  hold {id_}"
    )
    code, said = await closed.ichido("case", "retention", closed.number)
    assert f"令8(審)第3号 (審査庁 007), {id_}" in said
    lift = ("--reason", "裁決", "--by", "審査庁 007")
    assert await closed.ichido("case", "lift", closed.number, id_, *lift) == (0, "lifted\n")
    assert (await closed.ichido("case", "dispose", closed.number, *decide))[0] == 0


async def test_a_deleted_draft_ends_its_workflow_and_is_closed_for_good(rig: Rig) -> None:
    rehearsal = await opened(rig)
    number, process = rehearsal.number, rig.process
    handle = process.client.get_workflow_handle(number)
    history = [one for event in (await handle.fetch_history()).events for one in payloads(event) if case_of(one)]
    async with httpx2.AsyncClient(base_url=rig.stage.api, trust_env=False) as http:
        gone = await http.delete(f"/cases/{number}", headers={"Authorization": f"Bearer {rehearsal.person.token}"})
    assert gone.status_code == 204, gone.text
    assert (await handle.describe()).status is WorkflowExecutionStatus.TERMINATED
    for payload in history:
        with pytest.raises(Forgotten):
            await CaseCodec(process.store.keys).decode([payload])
    with pytest.raises(Forgotten):
        await rehearsal.stored()
