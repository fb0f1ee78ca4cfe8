"""Real servers for one machine, by pip alone: Temporal, PostgreSQL and our own processes, on a leash."""

from ichido.local.failure import StartFailure
from ichido.local.machine import Local
from ichido.local.processes import Line, Process, Url

__all__ = ["Line", "Local", "Process", "StartFailure", "Url"]
