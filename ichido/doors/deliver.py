"""One round of a partner's door: whatever waits for it is tried again."""

import asyncio
import logging
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import DataError, IntegrityError

from ichido.case.conclusions import Conclusions
from ichido.doors.desk import Desk
from ichido.doors.obtain import obtain
from ichido.doors.submit import send
from ichido.doors.wanted import still_wanted
from ichido.security.keys import KeyUnavailable
from ichido.security.sealing import SealBroken
from ichido.store import outbox, pending_lookups
from ichido.store.outbox import Submission
from ichido.store.pending_lookups import PendingLookup
from ichido.store.tell import tell

OWN_TROUBLE = (
    KeyUnavailable,
    SealBroken,
    LookupError,
    ValueError,
    TypeError,
    ArithmeticError,
    DataError,
    IntegrityError,
)
"""What is wrong with one case and holds up no other; a database or a network that is away is everybody's trouble."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """The cases that something came of, with what follows; `waiting` says whether more is left to try."""

    concluded: tuple[tuple[str, Conclusions], ...]
    waiting: bool


async def deliver(desk: Desk, authority: str) -> Round:
    """Try everything that is due at a partner once, oldest first; an authority that fetches is sent nothing."""
    at, lease = datetime.now(UTC), timedelta(seconds=desk.lease_seconds)
    fetching = desk.authorities.directory.fetching()
    async with desk.store.transaction() as session:
        submissions = () if authority in fetching else await outbox.pending(session, authority, at, lease=lease)
        lookups = await pending_lookups.due_lookups(session, authority, at, lease=lease)
    # All at once: whoever waited for a slow one in front would still be at it when the lease is over.
    concluded = await _each(
        *((case, _ask(desk, case, pending)) for case, pending in _by_case(lookups).items()),
        *((one.case, _send(desk, one)) for one in submissions),
    )
    async with desk.store.transaction() as session:
        waiting = authority in await outbox.partners_waiting(session, fetching)
    return Round(tuple(concluded.items()), waiting)


async def _each(*tried: tuple[str, Awaitable[Conclusions | None]]) -> dict[str, Conclusions]:
    """The newest conclusions of each case; what is wrong with one is logged, what is wrong with all is raised."""
    results = await asyncio.gather(*(one for _, one in tried), return_exceptions=True)
    concluded: dict[str, Conclusions] = {}
    for (case, _), result in zip(tried, results, strict=True):
        if isinstance(result, OWN_TROUBLE):
            _log.error("case %s: what waits at a door could not be tried: %s", case, type(result).__name__)
        elif isinstance(result, BaseException):
            raise result
        elif result is not None and (case not in concluded or concluded[case].revision < result.revision):
            concluded[case] = result
    return concluded


async def _ask(desk: Desk, case: str, pending: list[PendingLookup]) -> Conclusions | None:
    wanted = await still_wanted(desk, case, tuple(one.lookup for one in pending))
    return await obtain(desk, case, wanted, desk.lookup_seconds) if wanted else None


async def _send(desk: Desk, submission: Submission) -> Conclusions | None:
    if not await send(desk, submission):
        return None
    return (await tell(desk.store, submission.case, datetime.now(UTC))).conclusions


def _by_case(lookups: tuple[PendingLookup, ...]) -> dict[str, list[PendingLookup]]:
    found: dict[str, list[PendingLookup]] = {}
    for pending in lookups:
        found.setdefault(pending.case, []).append(pending)
    return found
