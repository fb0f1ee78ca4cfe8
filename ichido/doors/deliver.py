"""One round of a partner's door: whatever waits for it is tried again."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ichido.case.conclusions import Conclusions
from ichido.doors.desk import Desk
from ichido.doors.obtain import obtain
from ichido.doors.submit import send
from ichido.store import outbox, pending_lookups
from ichido.store.pending_lookups import PendingLookup
from ichido.store.tell import tell


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
    concluded: dict[str, Conclusions] = {}
    for case, pending in _by_case(lookups).items():
        concluded[case] = await obtain(desk, case, tuple(p.lookup for p in pending), desk.lookup_seconds)
    for submission in submissions:
        if await send(desk, submission, again=True):
            concluded[submission.case] = (await tell(desk.store, submission.case, datetime.now(UTC))).conclusions
    async with desk.store.transaction() as session:
        waiting = authority in await outbox.partners_waiting(session, fetching)
    return Round(tuple(concluded.items()), waiting)


def _by_case(lookups: tuple[PendingLookup, ...]) -> dict[str, list[PendingLookup]]:
    found: dict[str, list[PendingLookup]] = {}
    for pending in lookups:
        found.setdefault(pending.case, []).append(pending)
    return found
