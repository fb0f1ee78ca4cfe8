"""What a process says when it is started without what it needs, and where it shows its metrics."""

import asyncio
import os
import socket
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest
from pydantic import SecretStr

from ichido.engine.process import Process
from ichido.local.temporal import TemporalServer
from ichido.settings import Settings
from ichido.store.migrate import migrate

ROOT = Path(__file__).parents[2]
PARTNERS = '{"122033": {"secret": "whsec_c2VjcmV0LW9mLWEtcGFydG5lcg=="}}'


def start(module: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a process to its end, which comes at once."""
    environment = os.environ | {"ICHIDO_API_PORT": "0"} | variables
    command = [sys.executable, "-m", module]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("module", ["worker", "portal"])
def test_what_is_not_set_is_named(module: str) -> None:
    ended = start(module, DATABASE_URL="postgresql://nobody@127.0.0.1:9/nothing")
    assert ended.returncode == 1
    assert ended.stderr == (
        "not set: TEMPORAL_ADDRESS, ICHIDO_PARTNERS\n"
        "  = help: worker and API are told their servers and partners; `ichido demo` starts its own\n"
    )


def test_a_file_of_partners_that_is_not_there_is_named(tmp_path: Path) -> None:
    servers = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/nothing", "TEMPORAL_ADDRESS": "127.0.0.1:9"}
    ended = start("worker", ICHIDO_PARTNERS=str(tmp_path / "none.json"), ICHIDO_VAR=str(tmp_path), **servers)
    assert ended.returncode == 1
    assert ended.stderr == f"the partners' file cannot be used: {tmp_path}/none.json: No such file or directory\n"


async def test_only_the_process_that_is_measured_serves_metrics(
    tmp_path: Path, database_url: str, temporal_server: TemporalServer
) -> None:
    (tmp_path / "partners.json").write_text(PARTNERS)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    await asyncio.to_thread(migrate, database_url)
    settings = Settings(
        var=tmp_path, partners=tmp_path / "partners.json", catalogue=ROOT / "procedures" / "jp", metrics_port=port
    ).model_copy(update={"database_url": SecretStr(database_url), "temporal_address": temporal_server.address})
    async with httpx2.AsyncClient(trust_env=False) as http, Process.connected(settings):
        with pytest.raises(httpx2.ConnectError):
            await http.get(f"http://127.0.0.1:{port}/metrics")
        async with Process.connected(settings, measured=True):
            assert (await http.get(f"http://127.0.0.1:{port}/metrics")).status_code == 200
