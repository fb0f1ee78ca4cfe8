"""One round of a partner's door: as much as may be tried at once of whatever waits for it."""

import asyncio
import logging
from collections.abc import Awaitable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import DataError, IntegrityError

from ichido.case.conclusions import Conclusions
from ichido.doors.desk import Desk
from ichido.doors.obtain import ask
from ichido.doors.pacing import Cohort
from ichido.doors.submit import send
from ichido.doors.wanted import still_wanted
from ichido.language.kinds.authority import Reach
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


SUBMISSIONS = "submissions to it"
"""Stands beside the ids of its registries, none of which has a space in it."""


@dataclass(frozen=True, slots=True)
class Round:
    """The cases that something came of, with what follows; `waiting` says whether more is left to try.

    `cohorts` is how much may be tried next, `failed` what did not go through, and `pause` the seconds until more may
    go, None where nothing did.
    """

    concluded: tuple[tuple[str, Conclusions], ...]
    waiting: bool
    cohorts: Mapping[str, int]
    failed: tuple[str, ...]
    pause: float | None


async def deliver(
    desk: Desk, authority: str, cohorts: Mapping[str, int] | None = None, held: Collection[str] = ()
) -> Round:
    """Try a cohort of what is due of each registry and of submissions, by legal deadline, then by age.

    What is `held` rests; an authority that fetches is sent nothing.
    """
    at, lease = datetime.now(UTC), timedelta(seconds=desk.lease_seconds)
    sizes, fetching = cohorts or {}, desk.authorities.directory.fetching()
    operation = await desk.operation()
    tried: dict[str, Cohort] = {}
    lookups: list[PendingLookup] = []
    submissions: tuple[Submission, ...] = ()
    async with desk.store.transaction() as session:
        for registry in await pending_lookups.registries_due(session, authority, at):
            if registry not in held:
                one = tried[registry] = Cohort(sizes.get(registry, 1), _rate(operation.registries.get(registry)))
                due = await pending_lookups.due_lookups(session, authority, registry, at, one.limit, lease)
                one.taken, lookups = len(due), [*lookups, *due]
        if authority not in fetching and SUBMISSIONS not in held:
            one = tried[SUBMISSIONS] = Cohort(sizes.get(SUBMISSIONS, 1))
            submissions = await outbox.pending(session, authority, at, one.limit, lease)
            one.taken = len(submissions)
    # All at once: whoever waited for a slow one in front would still be at it when the lease is over.
    concluded = await _each(
        *((case, _ask(desk, case, pending, tried)) for case, pending in _by_case(lookups).items()),
        *((one.case, _send(desk, one, tried[SUBMISSIONS])) for one in submissions),
    )
    async with desk.store.transaction() as session:
        waiting = authority in await outbox.partners_waiting(session, fetching)
    return Round(
        concluded=tuple(concluded.items()),
        waiting=waiting,
        cohorts={**sizes, **{name: one.next for name, one in tried.items()}},
        failed=tuple(sorted(name for name, one in tried.items() if one.failed)),
        pause=max((one.pause for one in tried.values() if one.pause is not None), default=None),
    )


def _rate(reach: Reach | None) -> int | None:
    return reach.rate if reach else None


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


async def _ask(desk: Desk, case: str, pending: list[PendingLookup], tried: Mapping[str, Cohort]) -> Conclusions | None:
    wanted = await still_wanted(desk, case, tuple(one.lookup for one in pending))
    if not wanted:
        return None
    asked = await ask(desk, case, wanted, desk.lookup_seconds)
    failed = {(lookup.registry, lookup.subject, lookup.on) for lookup in asked.left}
    for lookup in wanted:
        tried[lookup.registry].tried += 1
        tried[lookup.registry].went += (lookup.registry, lookup.subject, lookup.on) not in failed
    return asked.conclusions


async def _send(desk: Desk, submission: Submission, tried: Cohort) -> Conclusions | None:
    role, went = await send(desk, submission)
    tried.tried += 1
    tried.rate = _rate((await desk.operation()).authorities.get(role))
    if not went:
        return None
    tried.went += 1
    return (await tell(desk.store, submission.case, datetime.now(UTC))).conclusions


def _by_case(lookups: Iterable[PendingLookup]) -> dict[str, list[PendingLookup]]:
    found: dict[str, list[PendingLookup]] = {}
    for pending in lookups:
        found.setdefault(pending.case, []).append(pending)
    return found
