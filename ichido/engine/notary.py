"""The notary of the disclosure log: seals it every moment, and keeps each day's root outside the database."""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.exc import DBAPIError

from ichido.ledger.day import DayRoot
from ichido.ledger.seal import Seal
from ichido.store import ledger
from ichido.store.store import Store

ENDING = ".root.json"
_log = logging.getLogger(__name__)


@dataclass
class Notary:
    """Seals with a key; roots go into a folder, one file a day, which is copied to where nobody of ours can write.

    `pause` is the time in seconds between two seals, `root_pause` between two writings of a day's root.
    """

    store: Store
    key: Ed25519PrivateKey
    folder: Path
    pause: float = 1.0
    root_pause: float = 60.0
    _written: dict[date, datetime] = field(default_factory=dict)

    async def run(self) -> None:
        """Seal until cancelled; a database that is away is waited for, and the lines wait there."""
        while True:
            try:
                await self.round(datetime.now(UTC))
            except (OSError, DBAPIError) as error:
                _log.warning("the disclosure log is sealed later: %s", type(error).__name__)
            await asyncio.sleep(self.pause)

    async def round(self, at: datetime) -> Seal | None:
        """Make the next seal if there is anything to seal, and write the roots of its day and of the day before."""
        async with self.store.transaction() as session:
            seal = await ledger.seal_next(session, self.key, at)
        if seal is not None:
            for day in (at.date() - timedelta(days=1), at.date()):
                if at - self._written.get(day, datetime.min.replace(tzinfo=UTC)) >= self._patience(day, at):
                    await self.write(day)
                    self._written[day] = at
        return seal

    def _patience(self, day: date, at: datetime) -> timedelta:
        """A day that is over gets its last root once."""
        return timedelta(seconds=self.root_pause) if day == at.date() else timedelta(days=2)

    async def write(self, day: date) -> None:
        """Write the root of a day, whole or not at all; a day without seals has none."""
        async with self.store.transaction() as session:
            root = await ledger.day_root(session, day, self.key)
        if root is not None:
            file = _file(self.folder, day)
            file.parent.mkdir(parents=True, exist_ok=True)
            fresh = file.with_suffix(".new")
            fresh.write_text(root.written(), encoding="utf-8")
            fresh.replace(file)


def kept(folder: Path) -> tuple[DayRoot, ...]:
    """The roots in a folder, by day; ValueError names a file that holds none."""
    found = []
    for file in sorted(folder.glob(f"*{ENDING}")):
        try:
            found.append(DayRoot.read(file.read_text(encoding="utf-8")))
        except ValueError as error:
            raise ValueError(f"{file}: {error}") from None
    return tuple(found)


def _file(folder: Path, day: date) -> Path:
    return folder / f"{day.isoformat()}{ENDING}"
