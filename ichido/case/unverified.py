"""What no registry has confirmed yet: which filings rest on it, and that nothing is decided on it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ichido.case.conclusions import How, Unverified
from ichido.case.declared import Declared
from ichido.case.lookups import Pending
from ichido.case.missing import paths_needed, value
from ichido.case.standing import Standing, causes
from ichido.case.wants import Wants
from ichido.rules.values import Cause


def decidable(standing: Standing) -> bool:
    """The engine can decide a filing now: it is ripe, and rests on nothing that its register has not confirmed."""
    return standing.ripe and not rests_on(standing)


def rests_on(standing: Standing) -> tuple[Declared, ...]:
    """What of all that a filing needs, its rule reads and its being filed at all depends on is only declared."""
    doubted = {one.key: one for one in standing.free.doubted}
    if not doubted:
        return ()
    missing = {(cause.subject, cause.term, cause.on) for cause in _missing(standing)}
    return tuple(one for key, one in doubted.items() if key in missing)


def unverified(wants: Wants, found: Iterable[Standing]) -> Iterator[Unverified]:
    """Every term that a registry is to give or confirm, with what the case does meanwhile."""
    for pending, keys in wants.lookups.pending.items():
        attempt = wants.lookups.attempt(pending)
        yield Unverified(
            **pending._asdict(), since=attempt.at, how=_meanwhile(wants, pending, found), procedures=tuple(keys)
        )
    resting: dict[Declared, list[str]] = {}
    for standing in found:
        if standing.applies is True and standing.choice != "decline":
            for one in rests_on(standing):
                resting.setdefault(one, []).append(standing.key)
    for one, resting_keys in resting.items():
        yield Unverified(
            subject=one.subject,
            term=one.term,
            on=one.on,
            registry=one.registry,
            authority=one.authority,
            since=one.since,
            how="declared" if one.reply == "pending" else "differs",
            procedures=tuple(resting_keys),
        )


def _meanwhile(wants: Wants, pending: Pending, found: Iterable[Standing]) -> How:
    """The strictest of what the needs that wait for it say."""
    cause = Cause(pending.subject, pending.term, "", pending.on)
    keys = wants.lookups.pending[pending]
    said = {wants.meanwhile(cause, standing) for standing in found if standing.key in keys}
    return "stopped" if "stop" in said else "asked" if "ask" in said else "deferred"


def _missing(standing: Standing) -> Iterator[Cause]:
    """What would be missing, had nobody declared what is doubted."""
    sure = replace(standing, world=standing.world.sure(), free=standing.free.sure())
    for path in paths_needed(sure):
        yield from causes(value(sure, path))
    planned, whether = sure.planned, replace(sure.free, waiting=None)
    if planned.each and planned.each.condition:
        yield from causes(whether.value(planned.each.condition))
    elif planned.when:
        yield from causes(whether.value(planned.when))
