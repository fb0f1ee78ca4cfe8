"""One of the systems that race: its worker and its face, its own database, keys and task queue, on shared servers."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import SecretStr

from ichido.compiler.edition import Edition, edition
from ichido.engine.process import definitions
from ichido.language.catalogue import Catalogue
from ichido.local import Line, Local
from ichido.rehearsal.installation import SECONDS, Installation
from ichido.settings import Settings
from ichido.store.connect import connect
from ichido.store.migrate import migrate
from ichido.store.published import publish

OURS = "ichido"
RIVALS = ("naive", "expert")
PATIENT = {"lookup_seconds": 30.0, "open_seconds": 60.0}
"""Nobody is to give up waiting, however busy the machine is: a form that came without its facts would be less work."""


CONNECTIONS = 400
"""More than all processes of three systems ever open at once, each to facts and to keys."""


@dataclass(frozen=True)
class System:
    """A system that runs: where its face is, and the ids of its processes and of the servers that all share."""

    name: str
    settings: Settings
    api: str
    processes: Mapping[str, int]


@dataclass(frozen=True)
class Field:
    """All systems, and the pretend government before which all appear."""

    testbed: str
    systems: tuple[System, ...]


Beside = Callable[[ExitStack, Local, str], System]
"""Starts one more system on servers that run, by its name."""


@contextmanager
def field(var: Path, catalogue: Path, others: Mapping[str, "Beside"]) -> Iterator[Field]:
    """Start the servers and all systems in a folder, and stop them at the end; use it from the main thread."""
    settings = Settings(var=var / OURS, catalogue=catalogue, rehearsals=True).model_copy(update=PATIENT)
    with ExitStack() as stack:
        local = stack.enter_context(Local(settings))
        _make_room(local)
        installation = Installation(local)
        installation.begin()
        installation.finish()
        beside = [begin(stack, local, name) for name, begin in others.items()]
        yield Field(installation.testbed, (_ours(local, installation), *beside))


def _make_room(local: Local) -> None:
    """Let the one database server take the connections of all systems: it is made for one installation."""
    assert local.postgres is not None, "the servers of a race are its own"
    with local.postgres.superuser() as connection:
        connection.execute(f"ALTER SYSTEM SET max_connections = {CONNECTIONS}")
    local.postgres.stop()
    local.postgres.start()


def _ours(local: Local, installation: Installation) -> System:
    assert installation.worker_process and installation.api_process, "both run"
    own = {"worker": installation.worker_process.pid, "API": installation.api_process.pid}
    return System(OURS, local.settings, installation.api, own | _servers(local))


def rival(stack: ExitStack, local: Local, name: str) -> System:
    """A rival's worker and face: our settings, and our servers, but nothing else that is ours; it has no plans."""
    return _beside(stack, local, name, "benchmarks.rivals", planless)


def ablated(stack: ExitStack, local: Local, name: str) -> System:
    """Our own system once more, without what its name says."""
    return _beside(stack, local, name, "benchmarks.race.without", edition)


def _beside(
    stack: ExitStack, local: Local, name: str, module: str, published: Callable[[Catalogue], Edition]
) -> System:
    assert local.postgres is not None, "the servers of a race are its own"
    own = {
        "var": local.settings.var.with_name(name),
        "database_url": SecretStr(local.postgres.create(name)),
        "task_queue": name,
    }
    theirs = stack.enter_context(Local(local.settings.model_copy(update=own)))
    migrate(theirs.database_url)
    asyncio.run(_operate(theirs.settings, published))
    worker = theirs.begin("worker", "-m", module, name, "worker", ready=Line(r"worker: ready"))
    face = theirs.begin("face", "-m", module, name, "face", ready=Line(r"portal: (\S+)"))
    worker.wait_ready(SECONDS)
    processes = {"worker": worker.pid, "API": face.pid} | _servers(local)
    return System(name, theirs.settings, face.wait_ready(SECONDS), processes)


def planless(catalogue: Catalogue) -> Edition:
    """What is read at run time of a catalogue, and nothing that was compiled."""
    return replace(edition(catalogue), texts={}, offers=iter(()))


async def _operate(settings: Settings, published: Callable[[Catalogue], Edition]) -> None:
    store = connect(settings)
    async with store.transaction() as session:
        await publish(session, published(definitions(settings)), "race")
    await store.close()


def _servers(local: Local) -> dict[str, int]:
    pids = {"Temporal": local.temporal and local.temporal.pid, "PostgreSQL": local.postgres and local.postgres.pid}
    return {name: pid for name, pid in pids.items() if pid}
