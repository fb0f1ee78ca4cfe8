"""What one process of this installation holds: its connections to Temporal, the store and the partners."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
from sqlalchemy.exc import DBAPIError
from temporalio.client import Client, TLSConfig
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig
from temporalio.service import RPCError
from temporalio.worker import Worker

from ichido.channels.http import HttpChannel
from ichido.documents.choice import scanner
from ichido.documents.rescan import scan_again
from ichido.doors.authorities import Authorities
from ichido.doors.desk import Desk
from ichido.doors.registries import Registries
from ichido.engine.beating import Beating
from ichido.engine.cases import Cases
from ichido.engine.line import Line
from ichido.engine.notary import Notary
from ichido.engine.sandbox import runner
from ichido.language.catalogue import Catalogue, load
from ichido.partners import Directory, Unreadable
from ichido.security.codec import data_converter
from ichido.security.seal_key import seal_key
from ichido.security.wrapping import KeyNotAtHand
from ichido.services.http import HttpDataService
from ichido.settings import Settings, variable
from ichido.store.connect import connect as store_of
from ichido.store.published import Current
from ichido.store.store import Store

STICKY = timedelta(seconds=5)
"""How long a step waits for the worker that remembers its case before any other may take it."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Process:
    """One process's connections."""

    settings: Settings
    client: Client
    store: Store
    line: Line
    desk: Desk

    @classmethod
    @asynccontextmanager
    async def connected(cls, settings: Settings, *, measured: bool = False) -> AsyncIterator["Process"]:
        """Connect to everything, and give it all back at the end; SystemExit says which setting is missing.

        One process a machine is `measured`: its metrics are served, if a port is set for them.
        """
        async with AsyncExitStack() as stack:
            _require(settings)
            partners = directory(settings)
            store = _store(settings)
            stack.push_async_callback(store.close)
            await _keys_at_hand(settings, store)
            client = await connect(settings, store, measured=measured)
            http = await stack.enter_async_context(httpx2.AsyncClient())
            line = Line(store, Cases(client, settings), settings, partners)
            yield cls(settings, client, store, line, desk(settings, store, http, line))

    def worker(self, workflows: Sequence[type], activities: Sequence[Callable[..., Any]]) -> Worker:
        """A worker that runs every case, door and activity."""
        return Worker(
            self.client,
            task_queue=self.settings.task_queue,
            workflows=workflows,
            activities=activities,
            interceptors=[Beating()],
            workflow_runner=runner(self.settings.sandbox),
            max_concurrent_activities=self.settings.worker_concurrency,
            sticky_queue_schedule_to_start_timeout=STICKY,
            max_cached_workflows=self.settings.max_cached_workflows,
            graceful_shutdown_timeout=timedelta(seconds=self.settings.shutdown_seconds),
        )

    def notary(self) -> Notary:
        """Whoever seals the disclosure log; SystemExit if the key to seal with cannot be used."""
        settings = self.settings
        try:
            key = seal_key(settings.seal_key_file)
        except ValueError as error:
            raise SystemExit(str(error)) from None
        return Notary(self.store, key, settings.roots_folder, settings.seal_seconds)

    async def sweep(self) -> None:
        """Mend, again and again, what a crash left half done."""
        pause, scans = self.settings.sweep_seconds, scanner(self.settings)
        while True:
            try:
                mended = await self.line.sweep(timedelta(seconds=pause))
                orphans = await self.line.orphans()
                await self.line.lost()
                await scan_again(self.store, scans)
            except (OSError, RPCError, DBAPIError) as error:
                _log.warning("the sweep waits for the next round: %s", type(error).__name__)
            else:
                if mended or orphans:
                    _log.warning("swept: mended %s, workflows without a row %s", list(mended), list(orphans))
            await asyncio.sleep(pause)


async def connect(settings: Settings, store: Store, *, measured: bool) -> Client:
    """A client whose payloads are sealed with the key of their case."""
    return await Client.connect(
        settings.temporal_address or "",
        namespace=settings.temporal_namespace,
        data_converter=data_converter(store.keys),
        api_key=settings.temporal_api_key.get_secret_value() if settings.temporal_api_key else None,
        tls=_tls(settings),
        runtime=_runtime(settings) if measured else None,
    )


def desk(settings: Settings, store: Store, http: httpx2.AsyncClient, line: Line) -> Desk:
    """The desk of a process: what is published, and the partners as they are now."""
    partners, operation = line.directory, Current(store).operation
    return Desk(
        store=store,
        registries=Registries(HttpDataService(http), partners, operation),
        authorities=Authorities(HttpChannel(http), partners, operation),
        operation=operation,
        open_door=line.cases.open_door,
        lookup_seconds=settings.lookup_seconds,
        retry_seconds=settings.door_retry_seconds,
        lease_seconds=settings.lease_seconds,
    )


def directory(settings: Settings) -> Directory:
    """The partners of this installation; SystemExit says what is wrong with their file."""
    try:
        return Directory(settings.partners or Path())
    except Unreadable as problem:
        raise SystemExit(f"the partners' file cannot be used: {problem}") from None


def definitions(settings: Settings) -> Catalogue:
    """The catalogue of this installation; SystemExit says how to see its problems if it has any."""
    catalogue, problems = load(settings.catalogue)
    if problems:
        raise SystemExit(f"{settings.catalogue} has {len(problems)} problems: run `ichido validate` and mend them")
    return catalogue


def _require(settings: Settings) -> None:
    """SystemExit names what no process can do without and nobody has set."""
    missing = [
        variable(name, Settings.model_fields[name])
        for name in ("temporal_address", "database_url", "partners")
        if not getattr(settings, name)
    ]
    if missing:
        raise SystemExit(
            f"not set: {', '.join(missing)}\n"
            "  = help: worker and API are told their servers and partners; `ichido demo` starts its own"
        )


def _store(settings: Settings) -> Store:
    """SystemExit says what is wrong with the wrapping keys in the environment."""
    try:
        return store_of(settings)
    except ValueError as error:
        raise SystemExit(str(error)) from None


async def _keys_at_hand(settings: Settings, store: Store) -> None:
    """SystemExit, before anything is touched, if a key that this installation's data need is not at hand."""
    try:
        await store.keys.check()
    except ValueError as error:
        raise SystemExit(str(error)) from None
    except KeyNotAtHand as error:
        files = f"{settings.wrapping_keys_folder}, or name the right folder in ICHIDO_WRAPPING_KEYS_DIR"
        where = "ICHIDO_WRAPPING_KEYS" if settings.wrapping_keys else files
        raise SystemExit(f"{error}: put it back in {where}") from None
    except (OSError, DBAPIError) as error:
        # Nothing is lost without the look: what another key sealed is left alone, wherever it is met.
        _log.warning("whose keys wrapped those of the database could not be seen: %s", type(error).__name__)


def _runtime(settings: Settings) -> Runtime | None:
    """With a port, metrics of this process for Prometheus: queues, latencies and counts, nothing about a case."""
    if not settings.metrics_port:
        return None
    address = f"{settings.metrics_host}:{settings.metrics_port}"
    return Runtime(telemetry=TelemetryConfig(metrics=PrometheusConfig(bind_address=address)))


def _tls(settings: Settings) -> bool | TLSConfig:
    if settings.temporal_tls_cert and settings.temporal_tls_key:
        return TLSConfig(
            client_cert=settings.temporal_tls_cert.read_bytes(),
            client_private_key=settings.temporal_tls_key.read_bytes(),
        )
    return settings.tls
