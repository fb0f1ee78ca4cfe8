"""What having a file scanned means, whoever does it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Clean:
    """Nothing was found in it."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something was found in it, by the name that scanners have for it."""

    name: str


@dataclass(frozen=True, slots=True)
class Unavailable:
    """It could not be scanned now; `why` is for operators and says nothing of the file."""

    why: str


@dataclass(frozen=True, slots=True)
class NotScanned:
    """Nobody scans here."""


Scanned = Clean | Found | Unavailable | NotScanned


class Scanner(Protocol):
    """Whoever scans files."""

    async def scan(self, pieces: AsyncIterator[bytes]) -> Scanned:
        """Say what is in a file whose bytes come in pieces; whatever goes wrong on the way is Unavailable."""


class NoScanner:
    """Scans nothing, and says so of every file."""

    async def scan(self, pieces: AsyncIterator[bytes]) -> Scanned:
        """Leave it unread."""
        return NotScanned()
