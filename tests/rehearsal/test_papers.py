"""A document of a scenario is really uploaded, and really fetched by the authority that is sent word of it."""

import asyncio
import hashlib
import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ichido.documents.kinds import KINDS, Look
from ichido.documents.pieces import LARGEST
from ichido.rehearsal.papers import paper
from ichido.rehearsal.run import Rehearsal
from tests.rehearsal.rig import Rig

REGISTER = "202029"
CERTIFICATE = "birth.certificate"
PATIENCE = 20.0


async def fetched(rig: Rig, authority: str) -> dict[str, Any]:
    """What an authority has fetched, once it has."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found: dict[str, Any] = (await asyncio.to_thread(rig.town.client.get, "/control/documents")).json()[authority]
        if found:
            return found
        await asyncio.sleep(0.05)
    return {}


async def said(rehearsal: Rehearsal) -> list[dict[str, Any]]:
    """The lines of the log that say that a document was fetched."""
    lines = await rehearsal.person.read(rehearsal.number, "disclosures")
    return [line for line in lines if line["kind"] == "fetched"]


@pytest.mark.parametrize("country", ["jp"])
async def test_the_bytes_that_an_authority_gets_are_those_that_were_uploaded(there: Rig) -> None:
    scenario = next(one for one in there.scenarios if one.scenario == "twins, one of them small")
    rehearsal = await there.rehearsal(scenario)
    await rehearsal.run()
    content = paper(scenario.answers[CERTIFICATE])
    assert len(content) == scenario.answers[CERTIFICATE]["bytes"] == 812_345
    sha256 = hashlib.sha256(content).hexdigest()
    held = await fetched(there, REGISTER)
    assert held == {sha256: {"sha256": sha256, "bytes": len(content), "media_type": "image/jpeg"}}
    (line,) = await said(rehearsal)
    assert (line["partner"], line["procedure"], line["terms"]) == (REGISTER, "birth-notification", [CERTIFICATE])
    facts = (await rehearsal.person.read(rehearsal.number, "form"))["facts"]
    (fact,) = (fact for fact in facts if fact["term"] == CERTIFICATE)
    assert fact["value"] == {"sha256": sha256, "media_type": "image/jpeg", "bytes": 812_345, "name": "shussei.jpg"}
    assert [one["scan"] for one in fact["documents"]] == ["not-scanned"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.media_type)
def test_what_a_scenario_names_is_made_up_as_it_says(kind: Any) -> None:
    written = {"sha256": "5f" * 32, "media_type": kind.media_type, "bytes": 70_001, "name": "a"}
    content, look = paper(written), Look()
    look.see(content)
    assert (look.kind(), len(content)) == (kind, 70_001)
    assert content == paper(written) != paper(written | {"sha256": "6f" * 32})


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the kernel of this system does not tell")
@pytest.mark.parametrize("country", ["jp"])
async def test_twenty_million_bytes_pass_through_little_memory(there: Rig) -> None:
    scenario = next(one for one in there.scenarios if one.scenario == "twins, one of them small")
    rehearsal = await there.rehearsal(scenario)
    await rehearsal.open()
    written = rehearsal.answers.pop(CERTIFICATE) | {"bytes": LARGEST}
    await rehearsal.answer_all()
    content, settings = paper(written), there.process.settings
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "portal"), env=os.environ | settings.environment(), stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        url = (await process.stdout.readline()).decode().strip().removeprefix("portal: ")
        person = replace(rehearsal.person, url=url)
        # What a process learns with its first request, it keeps.
        await person.upload(rehearsal.number, CERTIFICATE, "small.jpg", "image/jpeg", content[:1000])
        before = peak(process.pid)
        kept = await person.upload(rehearsal.number, CERTIFICATE, "large.jpg", "image/jpeg", content)
        uploaded = peak(process.pid)
        answer = await there.stage.http.get(f"{url}{kept['url']}", headers={"Authorization": f"Bearer {person.token}"})
        given = peak(process.pid)
        print(f"peak memory: {before:.1f} MB, after an upload {uploaded:.1f} MB, after a download {given:.1f} MB")
        assert hashlib.sha256(answer.content).hexdigest() == kept["sha256"] == hashlib.sha256(content).hexdigest()
        assert given - before < LARGEST / 1e6 / 2
    finally:
        process.terminate()
        await process.wait()


def peak(pid: int) -> float:
    """The most memory a process has had, in megabytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1000
