"""The line to running cases: the face says what happened, whoever runs them."""

from typing import Protocol

from ichido.case.conclusions import Conclusions


class Unreachable(Exception):
    """Nobody answers on the line now; the store has it all, so it is not lost."""


class CaseLine(Protocol):
    """How the face reaches running cases; every call may raise Unreachable and be repeated: old news change nothing."""

    async def open(self, number: str) -> bool:
        """Start the case unless it runs; True once its form is ready, False if registries still owe an answer."""
        ...

    async def answered(self, number: str, conclusions: Conclusions) -> bool:
        """Say what follows from the answers that were written; False when no such case runs."""
        ...

    async def told(self, number: str, conclusions: Conclusions) -> bool:
        """Say what follows from what somebody else said; False when no such case runs."""
        ...

    async def is_running(self, number: str) -> bool:
        """Whether the case still runs, and needs its keys."""
        ...

    async def end(self, number: str) -> None:
        """End a draft that its person deleted, whatever it waits for; harmless for one that does not run."""
        ...
