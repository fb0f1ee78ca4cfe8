"""Everything a case needs, on one machine: what the settings do not name is started, and stopped at the end."""

import contextlib
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from types import FrameType, TracebackType
from typing import IO, Self

from pydantic import SecretStr

from ichido.local import lock
from ichido.local.failure import unusable
from ichido.local.postgres import PostgresServer
from ichido.local.processes import Process, Program, Ready, python
from ichido.local.temporal import TemporalServer
from ichido.settings import Settings

SIGNALS = (signal.SIGTERM, signal.SIGHUP)


class Local:
    """The servers and processes of one installation on this machine, for the length of a `with`.

    Servers named by TEMPORAL_ADDRESS or DATABASE_URL are used as they are. Use it from the main thread.
    """

    def __init__(self, settings: Settings, codec_endpoint: str | None = None) -> None:
        """Say with which settings; `codec_endpoint` is where the Temporal UI has payloads decoded."""
        self.settings = settings
        self.temporal: TemporalServer | None = None
        self.postgres: PostgresServer | None = None
        self._codec_endpoint = codec_endpoint
        self._processes: list[Process] = []
        self._lock: IO[str] | None = None
        self._handlers: dict[signal.Signals, object] = {}

    def __enter__(self) -> Self:
        """Start what is missing; raises StartFailure, leaving nothing behind."""
        self._lock = lock.hold(self.settings.var)
        self._listen()
        try:
            self._start_servers()
        except OSError as error:
            self.close()
            raise unusable(self.settings.var, error) from error
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop everything, the servers last."""
        self.close()

    @property
    def temporal_address(self) -> str:
        """Host and port of Temporal's frontend."""
        return self.settings.temporal_address or ""

    @property
    def temporal_ui(self) -> str | None:
        """The address of Temporal's Web UI, if the server is ours."""
        return self.temporal.ui if self.temporal else None

    @property
    def database_url(self) -> str:
        """The database's address, in SQLAlchemy's form for psycopg 3."""
        return self.settings.sqlalchemy_url or ""

    def start(
        self,
        name: str,
        *arguments: str,
        ready: Ready | None = None,
        environment: Mapping[str, str] | None = None,
        seconds: float = 30.0,
    ) -> Process:
        """Start `python ARGUMENTS` with these settings and wait until it is ready; raises StartFailure."""
        process = self.begin(name, *arguments, ready=ready, environment=environment)
        process.wait_ready(seconds)
        return process

    def begin(
        self, name: str, *arguments: str, ready: Ready | None = None, environment: Mapping[str, str] | None = None
    ) -> Process:
        """Start `python ARGUMENTS` with these settings and return at once; `wait_ready` waits for it."""
        variables = {**self.settings.environment(), "PYTHONUNBUFFERED": "1", **(environment or {})}
        log = self.settings.var / "log" / f"{name}.log"
        process = Process(Program(name, python(*arguments), log, environment=variables, ready=ready))
        # One that ended and is started again is no longer missed.
        self._processes = [*(p for p in self._processes if p.name != name or p.running), process]
        return process

    def wait(self) -> None:
        """Stay until Ctrl-C or SIGTERM (KeyboardInterrupt); raises StartFailure when a program ends by itself."""
        while True:
            for process in self._running():
                if not process.running:
                    raise process.failure("ended unexpectedly")
            time.sleep(0.25)

    def close(self) -> None:
        """Stop our processes, then the servers; a second Ctrl-C does not cut this short."""
        with _undisturbed():
            # All are asked before any is waited for: they end side by side, and the servers they use after them.
            for process in self._processes:
                process.ask_to_end()
            for process in self._processes:
                process.wait_for_end(self.settings.shutdown_seconds)
            for server in (self.temporal, self.postgres):
                if server:
                    server.stop()
            self._processes.clear()
            if self._lock:
                self._lock.close()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what signal.signal returned, typed loosely
        self._handlers.clear()

    def _running(self) -> list[Process]:
        servers = [server.process for server in (self.temporal, self.postgres) if server]
        return [process for process in (*servers, *self._processes) if process]

    def _start_servers(self) -> None:
        log = self.settings.var / "log"
        if not self.settings.temporal_address:
            self.temporal = TemporalServer(
                self.settings.var / "temporal.db",
                log / "temporal.log",
                self.settings.temporal_namespace,
                self._codec_endpoint,
            )
            self.temporal.begin()
        if not self.settings.database_url:
            self.postgres = PostgresServer(self.settings.var / "postgres", log / "postgres.log")
            self.postgres.begin()
            self.postgres.finish()
            self._update(database_url=SecretStr(self.postgres.url()))
        if self.temporal:
            self.temporal.finish()
            self._update(temporal_address=self.temporal.address)

    def _update(self, **found: object) -> None:
        self.settings = self.settings.model_copy(update=found)

    def _listen(self) -> None:
        """Let SIGTERM and a closed terminal end us the way Ctrl-C does, so that everything is stopped."""
        if threading.current_thread() is threading.main_thread():
            for number in SIGNALS:
                self._handlers[number] = signal.signal(number, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = (signal.SIGINT, *SIGNALS)
    before = {number: signal.signal(number, signal.SIG_IGN) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
