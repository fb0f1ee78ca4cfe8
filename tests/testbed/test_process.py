"""The testbed as a process: says where it is, decides by itself, leaves on SIGTERM, tells nothing personal."""

import os
import re
import signal
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import httpx2

from ichido.security.signatures import sign
from tests.testbed.town import FIRST, ICHIKAWA, listening, submission

COMMAND = [sys.executable, "-m", "ichido.testbed"]


def test_it_runs_by_itself_and_prints_nothing_but_its_address() -> None:
    with listening() as inbox:
        arguments = [
            "--port",
            "0",
            "--catalogue",
            str(FIRST),
            "--seed",
            "7",
            "--moment",
            "0.05",
            "--answers",
            inbox.url,
        ]
        with subprocess.Popen(
            [*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            url = process.stdout.readline().strip().removeprefix("testbed: ")
            try:
                with httpx2.Client(base_url=url, trust_env=False) as client:
                    secret = client.get("/control/directory").json()[ICHIKAWA]["secret"]
                    body = submission(payload={"name": "佐藤 花子"})
                    headers = sign(secret, "k-1", datetime.now(UTC), body) | {"Idempotency-Key": "k-1"}
                    assert client.post(f"/{ICHIKAWA}/submissions", content=body, headers=headers).status_code == 202
                assert [one.event["event"] for one in inbox.wait(2)] == ["received", "outcome"]
            finally:
                process.send_signal(signal.SIGTERM)
                said, errors = process.communicate(timeout=10)
    assert (said, errors) == ("", "")
    assert process.returncode in (0, -signal.SIGTERM)


def test_a_taken_port_is_said_and_ends_with_two() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = subprocess.run([*COMMAND, "--port", port], capture_output=True, text=True, timeout=20, check=False)
    assert ended.returncode == 2
    assert ended.stderr == f"testbed: cannot listen on 127.0.0.1:{port}: Address already in use\n"


def test_a_catalogue_that_cannot_be_read_is_said_and_ends_with_two(tmp_path: Path) -> None:
    (tmp_path / "wrong.yaml").write_text("procedure: 1\n")
    command = [*COMMAND, "--catalogue", str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert ended.returncode == 2
    assert re.fullmatch(rf"testbed: {tmp_path} has \d+ problems: run `ichido validate`\n", ended.stderr)


def test_it_goes_by_the_catalogue_that_the_environment_names() -> None:
    environment = {**os.environ, "ICHIDO_CATALOGUE": "nowhere"}
    ended = subprocess.run(COMMAND, capture_output=True, text=True, timeout=20, check=False, env=environment)
    assert (ended.returncode, ended.stderr) == (2, "testbed: nowhere has 1 problems: run `ichido validate`\n")
