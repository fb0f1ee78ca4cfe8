"""What one process needs to serve doors: its store, its partners, and what definitions say at run time."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from ichido.doors.authorities import Authorities
from ichido.doors.registries import Registries
from ichido.store.outbox import LEASE
from ichido.store.published import Operating
from ichido.store.store import Store

OpenDoor = Callable[[str], Awaitable[None]]
"""Opens the door of a partner in trouble; opening an open one is harmless."""


@dataclass(frozen=True)
class Desk:
    """The store and the partners of one worker process."""

    store: Store
    registries: Registries
    authorities: Authorities
    operation: Operating
    open_door: OpenDoor
    lookup_seconds: float
    retry_seconds: float
    lease_seconds: float = LEASE.total_seconds()
