"""What is being uploaded: sealed pieces in a file without a name, so that nothing stays of what breaks off."""

import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from types import TracebackType
from typing import IO, Self

Seal = Callable[[bytes, int], bytes]
"""Seals or opens the piece of a number."""

_LENGTH_BYTES = 4


class Spool:
    """Sealed pieces on their way into the store; only sealed bytes touch the disk."""

    def __init__(self, seal: Seal, open_: Seal) -> None:
        """Take what seals a piece, and what opens one."""
        self._seal, self._open = seal, open_
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # closed by whoever leaves the context
        self.count = 0

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        """Leave nothing behind."""
        self._file.close()

    def add(self, piece: bytes) -> None:
        """Seal the next piece and keep it."""
        sealed = self._seal(piece, self.count)
        self._file.write(len(sealed).to_bytes(_LENGTH_BYTES, "big") + sealed)
        self.count += 1

    def sealed(self) -> Iterator[bytes]:
        """All pieces as they are sealed, from the first."""
        self._file.seek(0)
        for _ in range(self.count):
            yield self._file.read(int.from_bytes(self._file.read(_LENGTH_BYTES), "big"))

    async def opened(self) -> AsyncIterator[bytes]:
        """All pieces as they came, from the first."""
        for number, sealed in enumerate(self.sealed()):
            yield self._open(sealed, number)
