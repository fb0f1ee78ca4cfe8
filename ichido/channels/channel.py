"""What reaching an authority means, whatever the channel."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ichido.partners import Partner


@dataclass(frozen=True, slots=True)
class Sent:
    """The authority has it, and this is its receipt."""

    receipt: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The authority will not take it like this, however often it is sent."""

    code: str


@dataclass(frozen=True, slots=True)
class Doubtful:
    """The authority may have it: ask by key before anything else."""

    code: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The authority does not have it, or could not be asked whether it does: try again."""

    code: str


class Channel(Protocol):
    """One way to reach an authority."""

    async def send(self, partner: Partner, key: str, body: bytes, at: datetime) -> Sent | Refused | Doubtful | Failed:
        """Send the bytes under an idempotency key, signed at `at`; whatever the partner does is a value, not raised."""
        ...

    async def reconcile(self, partner: Partner, key: str) -> Sent | Failed | None:
        """Ask whether a key has arrived; None when the authority says it has not."""
        ...
