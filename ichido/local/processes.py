"""One program on this machine: started on a leash, written to a log, waited for, stopped."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ichido.local.failure import StartFailure, explain

LEASH = Path(__file__).with_name("leash.py")
LOG_LIMIT = 5_000_000
PAUSE = 0.02


@dataclass(frozen=True)
class Line:
    """Ready when the log has a line this pattern is found in; its first group, if any, is kept."""

    pattern: str


@dataclass(frozen=True)
class Url:
    """Ready when this address answers a GET with success."""

    address: str


Ready = Line | Url


@dataclass(frozen=True)
class Owner:
    """The user a program runs as instead of root; `capable` lets it enter folders only root may."""

    uid: int
    gid: int
    capable: bool


@dataclass(frozen=True)
class Program:
    """What to run: a name for people, the command, and how it differs from our own process."""

    name: str
    command: tuple[str, ...]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    ready: Ready | None = None
    owner: Owner | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGKILL


class Process:
    """A running program; start it from a thread that outlives it, for it ends with that thread."""

    def __init__(self, program: Program) -> None:
        """Start the program, its output going to its log."""
        self.program = program
        self.said = ""
        self._offset = _roll(program.log)
        with program.log.open("ab") as log:
            self._popen = subprocess.Popen(
                _leashed(program),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **program.environment},
                # A Ctrl-C in the terminal reaches us alone, and we stop all in order.
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The process id."""
        return self._popen.pid

    @property
    def running(self) -> bool:
        """Whether the program has not ended."""
        return self._popen.poll() is None

    @property
    def name(self) -> str:
        """The program's name for people."""
        return self.program.name

    def wait_ready(self, seconds: float = 20.0) -> str:
        """Wait until ready; the first group of the ready line, or an empty string; raises StartFailure."""
        deadline = time.monotonic() + seconds
        while not self._is_ready():
            if not self.running:
                raise self.failure("did not start")
            if time.monotonic() > deadline:
                raise self.failure(f"was not ready within {seconds:g} s")
            time.sleep(PAUSE)
        return self.said

    def failure(self, happened: str) -> StartFailure:
        """What to raise when the program failed, from what it wrote since it was started."""
        return explain(self.name, happened, self.program.log, self._offset)

    def ask_to_end(self) -> None:
        """Ask the program to end, and do not wait for it."""
        if self.running:
            self._popen.send_signal(self.program.stop_signal)

    def stop(self, seconds: float = 10.0) -> None:
        """Ask the program to end, and kill it if it has not within the seconds given."""
        self.ask_to_end()
        self.wait_for_end(seconds)

    def wait_for_end(self, seconds: float) -> None:
        """Wait for a program that was asked to end, and kill it if it has not within the seconds given."""
        try:
            self._popen.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End the program at once, as a crash would, and wait until it is gone."""
        if self.running:
            self._popen.kill()
        self._popen.wait()

    def _is_ready(self) -> bool:
        match self.program.ready:
            case None:
                return True
            case Line(pattern):
                return self._has_line(pattern)
            case Url(address):
                return _answers(address)

    def _has_line(self, pattern: str) -> bool:
        with self.program.log.open("rb") as log:
            log.seek(self._offset)
            # Only whole lines: a port half written is a wrong port.
            text = log.read().decode("utf-8", "replace").rpartition("\n")[0]
        found = re.search(pattern, text)
        if found and found.groups():
            self.said = found[1]
        return found is not None


def _leashed(program: Program) -> list[str]:
    owner = program.owner
    return [
        *(sys.executable, "-I", "-S", str(LEASH)),
        *(str(int(program.orphan_signal)), str(os.getpid())),
        *((f"{owner.uid}:{owner.gid}", str(int(owner.capable))) if owner else ("-", "0")),
        *program.command,
    ]


def python(*arguments: str) -> tuple[str, ...]:
    """The command that runs Python, the one we run on, with these arguments."""
    return (sys.executable, *arguments)


def run(name: str, command: Sequence[str], log: Path, owner: Owner | None = None, seconds: float = 60.0) -> None:
    """Run a program to its end; raises StartFailure unless it succeeds in time."""
    process = Process(Program(name, tuple(command), log, owner=owner))
    try:
        code = process._popen.wait(seconds)
    except subprocess.TimeoutExpired:
        raise process.failure(f"did not end within {seconds:g} s") from None
    finally:
        process.kill()
    if code:
        raise process.failure(f"failed with exit code {code}")


def _roll(log: Path) -> int:
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".old.log"))
    return log.stat().st_size if log.exists() else 0


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False
