"""Which legal clocks run in a case, and when each ends."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache

from ichido.case.conclusions import Clock, ClockName, Conclusions
from ichido.case.record import Record
from ichido.case.standing import Standing
from ichido.clocks import BusinessCalendar, civil_day, due, due_before, ends_at
from ichido.compiler.correcting import CORRECTION
from ichido.compiler.plan import Plan
from ichido.language.kinds import Calendar
from ichido.language.scalars import Duration

UNSUBMITTED = Duration(30, "days")
"""How long a case that was opened but never submitted is kept before it is forgotten."""


def clocks(plan: Plan, standing: Standing) -> Iterator[Clock]:
    """The periods that run for one procedure: the person's to apply, the authority's to answer."""
    calendar = calendar_of(plan, standing)
    if standing.applies is not True or standing.choice in ("open", "decline") or standing.filing.final:
        return
    last = apply_by(plan, standing)
    if last and (standing.acts or not _in_time(standing, last)):
        yield _clock(standing, calendar, "apply", last)
    yield from _answering(plan, standing, calendar)


def _in_time(standing: Standing, last: date) -> bool:
    """Filed, or handed in by the last day: how long it then takes to reach the authority is not the person's fault."""
    submitted = standing.free.record.submitted_on
    return standing.filing.sent > 0 or (submitted is not None and submitted <= last)


def apply_by(plan: Plan, standing: Standing) -> date | None:
    """The last day to apply, as far as the day it is counted from is known."""
    apply = standing.planned.definition.apply
    if apply is None:
        return None
    if apply.before:
        day = standing.free.value(apply.before)
        return due_before(day) if isinstance(day, date) else None
    start = standing.free.value(apply.from_) if apply.from_ else None
    return due(calendar_of(plan, standing), start, apply.within) if isinstance(start, date) and apply.within else None


def unsubmitted(plan: Plan, record: Record) -> Iterator[Clock]:
    """The period after which a case that nobody submitted ends by itself."""
    if record.submitted_on is None:
        calendar = first_calendar(plan)
        last = due(calendar.model_copy(update={"ends_when_closed": "same-day"}), record.opened_on, UNSUBMITTED)
        yield Clock(id="unsubmitted", name="unsubmitted", key="", due=last, ends=ends_at(calendar, last))


def first_deadline(conclusions: Conclusions) -> date | None:
    """The first day on which law wants something of a case: a period that runs, or that of a filing not made yet."""
    days = [clock.due for clock in conclusions.clocks if clock.name != "unsubmitted"]
    days += [one.due for one in conclusions.procedures if one.due and not one.sent and not one.settled]
    return min(days, default=None)


def calendar_of(plan: Plan, standing: Standing) -> BusinessCalendar:
    """The calendar of the authority that decides."""
    return _calendar(plan.calendars[plan.authorities[standing.planned.definition.authority].calendar], plan.country)


def first_calendar(plan: Plan) -> BusinessCalendar:
    """The calendar by which the case as a whole counts its days."""
    return _calendar(plan.calendars[min(plan.calendars)], plan.country)


def day_of(plan: Plan, instant: datetime) -> date:
    """What day it is, for the case, at an instant."""
    return civil_day(first_calendar(plan), instant)


def _answering(plan: Plan, standing: Standing, calendar: BusinessCalendar) -> Iterator[Clock]:
    filing, definition = standing.filing, standing.planned.definition
    if filing.arrived_on is None:
        return
    acknowledge = plan.authorities[definition.authority].acknowledge
    if acknowledge and not filing.received:
        yield _clock(standing, calendar, "acknowledge", due(calendar, filing.arrived_on, acknowledge.within))
    started = max(filing.arrived_on, *(day for _, day in filing.acts)) if filing.acts else filing.arrived_on
    if definition.accept and not standing.acts and not filing.open_correction:
        yield _clock(standing, calendar, "accept", due(calendar, started, definition.accept.within))
    if definition.decide and definition.decide.within:
        name: ClockName = "put-right" if standing.id == CORRECTION else "decide"
        yield _clock(standing, calendar, name, due(calendar, filing.arrived_on, definition.decide.within))


def _clock(standing: Standing, calendar: BusinessCalendar, name: ClockName, last: date) -> Clock:
    return Clock(
        id=f"{standing.key}/{name}",
        name=name,
        key=standing.key,
        due=last,
        ends=ends_at(calendar, last),
        under=str(standing.planned.definition.basis),
    )


@lru_cache(maxsize=64)
def _calendar_of_json(written: str, country: str) -> BusinessCalendar:
    calendar = Calendar.model_validate_json(written)
    return BusinessCalendar.of(
        calendar.closed,
        zone=calendar.zone,
        country=country.upper() or None,
        first_day=calendar.first_day,
        months_end=calendar.months_end,
        ends_when_closed=calendar.ends_when_closed,
    )


def _calendar(calendar: Calendar, country: str) -> BusinessCalendar:
    return _calendar_of_json(calendar.model_dump_json(by_alias=True), country)
