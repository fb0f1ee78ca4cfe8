"""One machine: everything is started once, found again, and gone afterwards, however we end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from ichido.local import Line, Local, StartFailure, Url
from ichido.local.lock import holder
from ichido.local.stop import stop
from ichido.settings import Settings

# What the CLI does, in short: start everything, say so, stay.
STAY = """
import sys
from pathlib import Path
from ichido.local import Line, Local
from ichido.settings import Settings

with Local(Settings(var=Path(sys.argv[1]))) as local:
    child = local.start("child", "-c", "import time; print('ready'); time.sleep(600)", ready=Line("ready"))
    print(local.temporal.pid, local.postgres.pid, child.pid, flush=True)
    local.wait()
"""


@pytest.fixture
def elsewhere(tmp_path: Path) -> Settings:
    """Settings whose servers run elsewhere, so that nothing but our own processes is started."""
    return Settings(
        var=tmp_path / "var", temporal_address="192.0.2.1:7233", database_url=SecretStr("postgresql://192.0.2.1/ichido")
    )


@contextmanager
def _staying(var: Path) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    command = [sys.executable, "-c", STAY, str(var)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, [int(pid) for pid in process.stdout.readline().split()]
        finally:
            process.kill()


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def _all_gone(pids: list[int], seconds: float = 15.0) -> bool:
    deadline = time.monotonic() + seconds
    while any(_alive(pid) for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_no_process_is_left_behind(tmp_path: Path, number: signal.Signals) -> None:
    with _staying(tmp_path / "var") as (process, pids):
        assert len(pids) == 3
        assert all(_alive(pid) for pid in pids)
        process.send_signal(number)
        process.wait(20)
        assert _all_gone(pids)


def test_a_start_after_a_crash_finds_everything_again(tmp_path: Path) -> None:
    with _staying(tmp_path / "var") as (process, _pids):
        process.kill()
    with Local(Settings(var=tmp_path / "var")) as local:
        assert local.temporal is not None
        assert local.temporal_ui == local.temporal.ui
        assert local.settings.temporal_address == local.temporal_address
        assert local.database_url.startswith("postgresql+psycopg://")


def test_a_second_start_is_told_about_the_first(elsewhere: Settings) -> None:
    with Local(elsewhere), pytest.raises(StartFailure) as refused, Local(elsewhere):
        pass
    assert str(refused.value) == (
        f"Ichido already runs from {elsewhere.var} (process {os.getpid()})\n"
        "  = help: use that one, or stop it with Ctrl-C where it was started;"
        " for a second one beside it: ICHIDO_VAR=another-folder"
    )


def test_servers_that_run_elsewhere_are_used_as_they_are(elsewhere: Settings) -> None:
    with Local(elsewhere) as local:
        assert local.temporal is None
        assert local.postgres is None
        assert local.temporal_ui is None
        assert local.temporal_address == "192.0.2.1:7233"
        assert local.database_url == "postgresql+psycopg://192.0.2.1/ichido"


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path, elsewhere: Settings) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StartFailure, match=r"cannot keep its data in .*/file: "):
        Local(elsewhere.model_copy(update={"var": tmp_path / "file"})).__enter__()


def test_a_process_is_ready_when_it_says_so_and_knows_our_settings(elsewhere: Settings) -> None:
    script = "import os, time; print('listening on', os.environ['TEMPORAL_ADDRESS']); time.sleep(600)"
    with Local(elsewhere) as local:
        process = local.start("api", "-c", script, ready=Line(r"listening on (\S+)"))
        assert process.said == "192.0.2.1:7233"
        assert process.running
    assert not process.running


def test_a_process_is_ready_when_its_address_answers(elsewhere: Settings, tmp_path: Path) -> None:
    with Local(elsewhere) as local:
        listening = Line(r"port (\d+)")
        arguments = ("-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", str(tmp_path))
        port = local.start("files", *arguments, ready=listening).said
        local.begin("idle", "-c", "import time; time.sleep(600)", ready=Url(f"http://127.0.0.1:{port}/")).wait_ready()


def test_a_process_that_ends_at_once_shows_its_last_words(elsewhere: Settings) -> None:
    with Local(elsewhere) as local, pytest.raises(StartFailure) as failure:
        local.start("worker", "-c", "raise SystemExit('no such catalogue')", ready=Line("ready"))
    log = elsewhere.var / "log" / "worker.log"
    assert str(failure.value) == f"worker did not start\n  | no such catalogue\n  = help: read {log}"


def test_waiting_ends_when_a_process_ends_by_itself(elsewhere: Settings) -> None:
    with Local(elsewhere) as local, pytest.raises(StartFailure, match=r"worker ended unexpectedly\n  \| tired"):
        local.start("worker", "-c", "print('tired')")
        local.wait()


def test_a_process_that_will_not_end_is_killed(elsewhere: Settings) -> None:
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf'); time.sleep(600)"
    with Local(elsewhere.model_copy(update={"shutdown_seconds": 0.2})) as local:
        process = local.start("deaf", "-c", deaf, ready=Line("deaf"))
    assert not process.running


def test_what_runs_from_a_folder_can_be_stopped_from_outside(tmp_path: Path) -> None:
    var = tmp_path / "var"
    with _staying(var) as (process, pids):
        assert holder(var) == process.pid
        assert stop(var)
        assert holder(var) is None
        assert _all_gone(pids)
    assert stop(tmp_path / "never-used")
