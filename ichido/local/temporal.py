"""Temporal's own server for one machine, its data in one SQLite file."""

import shutil
import socket
import sys
from pathlib import Path

from ichido.attributes import SEARCH_ATTRIBUTES
from ichido.local.failure import StartFailure
from ichido.local.processes import Line, Process, Program, run

RETENTION = "30d"
HOST = "127.0.0.1"
ATTEMPTS = 3


class TemporalServer:
    """A dev server that is up, on the same ports however often it is restarted."""

    def __init__(
        self, database: Path | None, log: Path, namespace: str = "default", codec_endpoint: str | None = None
    ) -> None:
        """Say where the data is kept (None: in memory); `start` starts it."""
        self.database = database
        self.log = log
        self.namespace = namespace
        self.codec_endpoint = codec_endpoint
        self.port = 0
        self.ui_port = 0
        self._process: Process | None = None

    @property
    def address(self) -> str:
        """Host and port of the frontend, for clients."""
        return f"{HOST}:{self.port}"

    @property
    def ui(self) -> str:
        """The address of the Web UI."""
        return f"http://{HOST}:{self.ui_port}"

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins under which browsers know the Web UI."""
        return self.ui, f"http://localhost:{self.ui_port}"

    @property
    def pid(self) -> int | None:
        """The server's process id while it runs."""
        return self._process.pid if self._process and self._process.running else None

    @property
    def process(self) -> Process | None:
        """The server's process, if it was ever started."""
        return self._process

    def begin(self) -> None:
        """Start without waiting until it is up; a restart keeps the ports."""
        if not self.port:
            self.port, self.ui_port = free_ports(2)
        if self.database:
            self.database.parent.mkdir(parents=True, exist_ok=True)
        self._process = Process(Program("Temporal", self._command(), self.log, ready=Line(r"Temporal Server:")))

    def finish(self, seconds: float = 30.0) -> None:
        """Wait until it is up with its namespace and search attributes; raises StartFailure."""
        for attempt in range(1, ATTEMPTS + 1):
            assert self._process is not None
            try:
                self._process.wait_ready(seconds)
                break
            except StartFailure as failure:
                self._process.kill()
                # Between finding a port free and taking it, somebody else may take it.
                if attempt == ATTEMPTS or "port is taken" not in str(failure):
                    raise
                self.port = 0
                self.begin()
        retain = ("operator", "namespace", "update", "--address", self.address, "-n", self.namespace)
        run("Temporal's namespace", (binary(), *retain, "--retention", RETENTION), self.log)

    def start(self) -> None:
        """Start and wait until it is up; raises StartFailure."""
        self.begin()
        self.finish()

    def stop(self) -> None:
        """Stop in order; harmless when it does not run."""
        if self._process:
            self._process.stop()

    def kill(self) -> None:
        """End at once, as a crash would."""
        if self._process:
            self._process.kill()

    def _command(self) -> tuple[str, ...]:
        pragmas = ("--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=1")
        return (
            *(binary(), "server", "start-dev", "--ip", HOST, "--namespace", self.namespace),
            *("--port", str(self.port), "--ui-port", str(self.ui_port), "--ui-disable-news-fetch"),
            *(("--db-filename", str(self.database), *pragmas) if self.database else ()),
            # Off for every workflow until a client turns it on for one: scenarios and tests do, cases never do.
            *("--dynamic-config-value", "frontend.WorkflowTimeSkippingEnabled=true"),
            *(part for name, kind in SEARCH_ATTRIBUTES.items() for part in ("--search-attribute", f"{name}={kind}")),
            *(("--ui-codec-endpoint", self.codec_endpoint) if self.codec_endpoint else ()),
        )


def binary() -> str:
    """Where the `temporal` program is: beside this Python, or on the PATH; raises StartFailure if nowhere."""
    beside = shutil.which("temporal", path=str(Path(sys.executable).parent))
    found = beside or shutil.which("temporal")
    if found is None:
        raise StartFailure(
            "Temporal did not start: the program `temporal` is missing\n"
            "  = help: run `make install`, or use a server that runs elsewhere: TEMPORAL_ADDRESS=host:port"
        )
    return found


def free_ports(count: int) -> list[int]:
    """Ports of this machine that nobody listens on at the moment."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind((HOST, 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()
