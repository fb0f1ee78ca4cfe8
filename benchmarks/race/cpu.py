"""The CPU seconds that processes have used, with the children they have now and those that have ended."""

from collections.abc import Iterable, Mapping
from contextlib import suppress

import psutil


def used(processes: Mapping[str, int]) -> dict[str, float]:
    """CPU seconds by name, of the processes with these ids; only ever compare what grew since another look."""
    return {name: _used(psutil.Process(pid)) for name, pid in processes.items()}


def grown(before: Mapping[str, float], after: Mapping[str, float], names: Iterable[str]) -> dict[str, float]:
    """How much was used between two looks, by name."""
    return {name: after[name] - before[name] for name in names}


def _used(process: psutil.Process) -> float:
    own = process.cpu_times()
    seconds: float = own.user + own.system + own.children_user + own.children_system
    for child in process.children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            times = child.cpu_times()
            seconds += times.user + times.system
    return seconds
