"""The API as a process of its own."""

import asyncio
import json
import os
import signal
import socket
import sys
from pathlib import Path

import httpx2
import pytest

from ichido.settings import Settings
from ichido.store.migrate import migrate

ROOT = Path(__file__).parents[2]


@pytest.fixture
def ready(settings: Settings, tmp_path: Path) -> Settings:
    """Settings with a migrated database and a file of partners."""
    partners = tmp_path / "partners.json"
    secret = "whsec_c2VjcmV0LW9mLWEtcGFydG5lcg=="
    partners.write_text(json.dumps({"122033": {"url": "http://127.0.0.1:9", "secret": secret}}))
    assert settings.sqlalchemy_url is not None
    migrate(settings.sqlalchemy_url)
    return settings.model_copy(update={"partners": partners, "catalogue": ROOT / "tests" / "first"})


async def run(settings: Settings) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "portal"),
        cwd=ROOT,
        env=os.environ | settings.environment(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def test_it_says_where_it_is_and_stops_when_told(ready: Settings) -> None:
    process = await run(ready)
    assert process.stdout is not None
    try:
        async with asyncio.timeout(30):
            line = (await process.stdout.readline()).decode().strip()
            name, _, url = line.partition(" ")
            assert name == "portal:"
            async with httpx2.AsyncClient(base_url=url, trust_env=False) as api:
                assert (await api.get("/health")).json() == {"status": "up"}
            process.send_signal(signal.SIGTERM)
            _, errors = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert (process.returncode, errors.decode()) == (0, "")
    assert ready.token_key_file.stat().st_mode & 0o077 == 0


async def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = await run(Settings(api_port=port))
        _, errors = await process.communicate()
    assert process.returncode == 2
    assert errors.decode() == f"portal: cannot listen on 127.0.0.1:{port}: Address already in use\n"
