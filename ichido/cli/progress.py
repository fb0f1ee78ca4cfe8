"""How far something is that takes long: a bar on a terminal, a line every ten percent elsewhere."""

import sys
from types import TracebackType
from typing import Self

WIDTH = 30


class Bar:
    """Progress of one thing with a name, on standard error; nothing is shown of what is done at once."""

    def __init__(self, name: str) -> None:
        """Take the name."""
        self._name = name
        self._terminal = sys.stderr.isatty()
        self._told = 0

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the bar's line."""
        if self._terminal and self._told:
            sys.stderr.write("\n")

    def at(self, done: int, of: int) -> None:
        """Say how much is done of how much."""
        percent = 100 * done // of if of else 100
        if self._terminal:
            filled = WIDTH * percent // 100
            sys.stderr.write(f"\r{self._name} [{'#' * filled}{'.' * (WIDTH - filled)}] {done}/{of}")
            sys.stderr.flush()
            self._told = 1
        elif percent // 10 > self._told // 10:
            sys.stderr.write(f"{self._name}: {percent} % ({done} of {of})\n")
            self._told = percent
