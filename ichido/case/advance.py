"""What a case does next: after any events, in any order, for all its procedures at once.

State only grows and the newest conclusions count, so an event that comes late, twice or out of order changes nothing.
Each effect is asked for once, because what was asked for is part of the state.
"""

from collections.abc import Iterable, Iterator
from typing import assert_never

from ichido.case.conclusions import Clock, Conclusions, ProcedureConclusion, unasked
from ichido.case.state import (
    CancelTimer,
    Close,
    Concluded,
    Decide,
    Effect,
    Event,
    Fired,
    NoticeRef,
    Notify,
    Obtain,
    SetTimer,
    State,
    SubmissionRef,
    Submit,
)


def begin(conclusions: Conclusions) -> State:
    """The state of a case that has done nothing yet."""
    return State(conclusions=conclusions)


def advance(state: State, events: Iterable[Event]) -> tuple[State, tuple[Effect, ...]]:
    """The state after these events, and what is to be done now.

    A closed case does nothing, unless what closed it is no longer so: an authority or the person spoke as it closed.
    """
    known = _absorb(state, tuple(events))
    if known.closed and _stays_closed(known):
        return known, ()
    known = known.model_copy(update={"closed": None})
    effects = tuple(_effects(known))
    return _asked_for(known, effects), effects


def timer_of(clock: Clock) -> str:
    """A period that moves to another day is another timer."""
    return f"{clock.id}@{clock.due}"


def _absorb(state: State, events: tuple[Event, ...]) -> State:
    newest, asked, fired = state.conclusions, dict.fromkeys(state.asked), dict.fromkeys(state.fired)
    for event in events:
        match event:
            case Concluded(conclusions, made):
                newest = max(newest, conclusions, key=lambda c: c.revision)
                asked |= dict.fromkeys(made)
            case Fired(timer):
                fired[timer] = None
            case _:
                assert_never(event)
    heard = {"conclusions": newest, "asked": tuple(asked), "fired": tuple(fired)}
    return state.model_copy(update={**heard, "event": state.event + len(events)})


def _effects(state: State) -> Iterator[Effect]:
    closing = _closing(state)
    if closing is None:
        yield from _work(state)
    notices = tuple(notice for notice in _notices(state) if notice.id not in state.notified)
    if notices:
        yield Notify(notices)
    if closing is None:
        yield from _timers(state)
    else:
        yield from (CancelTimer(timer) for timer in state.timers if timer not in state.fired)
        yield closing


def _work(state: State) -> Iterator[Effect]:
    lookups = tuple(unasked(state.conclusions.lookups, frozenset(state.asked)))
    if lookups:
        yield Obtain(lookups)
    submissions = tuple(s for s in _submissions(state.conclusions) if s.id not in state.sent)
    if submissions:
        yield Submit(submissions)
    decidable = (p for p in state.conclusions.procedures if p.decidable)
    decisions = tuple(p.key for p in decidable if p.round not in state.decided)
    if decisions:
        yield Decide(decisions)


def _submissions(conclusions: Conclusions) -> Iterator[SubmissionRef]:
    for procedure in conclusions.procedures:
        if procedure.ready and procedure.authority:
            yield SubmissionRef(key=procedure.key, version=procedure.version, authority=procedure.authority)


def _notices(state: State) -> Iterator[NoticeRef]:
    for procedure in state.conclusions.procedures:
        if procedure.outcome and procedure.outcome != _told_last(state, procedure):
            id_ = f"{_outcomes(procedure)}{procedure.outcome_sequence}/{procedure.outcome}"
            yield NoticeRef(id=id_, kind="outcome", key=procedure.key, outcome=procedure.outcome)
        if procedure.correction:
            id_ = f"{procedure.key}/correction/{procedure.correction}"
            yield NoticeRef(id=id_, kind="correction", key=procedure.key)
    for clock in state.conclusions.clocks:
        if clock.name == "apply" and timer_of(clock) in state.fired:
            yield NoticeRef(id=f"{timer_of(clock)}/overdue", kind="overdue", key=clock.key)
        if clock.name == "put-right" and timer_of(clock) in state.fired:
            yield NoticeRef(id=f"{timer_of(clock)}/late", kind="late", key=clock.key)


def _told_last(state: State, procedure: ProcedureConclusion) -> str | None:
    """The outcome of the newest letter about this version: one that comes again after another gets its own letter."""
    told = [id_ for id_ in state.notified if id_.startswith(_outcomes(procedure))]
    return told[-1].rpartition("/")[2] if told else None


def _outcomes(procedure: ProcedureConclusion) -> str:
    return f"{procedure.round}/outcome/"


def _timers(state: State) -> Iterator[Effect]:
    running = {timer_of(clock): clock for clock in state.conclusions.clocks if timer_of(clock) not in state.fired}
    for timer in state.timers:
        if timer not in running and timer not in state.fired:
            yield CancelTimer(timer)
    for timer, clock in running.items():
        if timer not in state.timers:
            yield SetTimer(timer, clock.ends, clock)


def _closing(state: State) -> Close | None:
    if state.conclusions.complete:
        return Close("settled")
    unsubmitted = (c for c in state.conclusions.clocks if c.name == "unsubmitted")
    return Close("abandoned") if any(timer_of(clock) in state.fired for clock in unsubmitted) else None


def _stays_closed(state: State) -> bool:
    return state.conclusions.complete if state.closed == "settled" else not state.conclusions.submitted


def _asked_for(state: State, effects: tuple[Effect, ...]) -> State:
    added: dict[str, tuple[str, ...]] = {"asked": (), "sent": (), "decided": (), "notified": ()}
    timers = tuple(timer for timer in state.timers if timer not in state.fired)
    closed = state.closed
    for effect in effects:
        match effect:
            case Obtain(lookups):
                added["asked"] += tuple(lookup.asks(term) for lookup in lookups for term in lookup.terms)
            case Submit(submissions):
                added["sent"] += tuple(submission.id for submission in submissions)
            case Decide(keys):
                added["decided"] += tuple(p.round for p in state.conclusions.procedures if p.key in keys)
            case Notify(notices):
                added["notified"] += tuple(notice.id for notice in notices)
            case SetTimer(timer):
                timers = (*timers, timer)
            case CancelTimer(timer):
                timers = tuple(kept for kept in timers if kept != timer)
            case Close(reason):
                closed = reason
            case _:
                assert_never(effect)
    grown = {name: (*getattr(state, name), *ids) for name, ids in added.items()}
    return state.model_copy(update={**grown, "timers": timers, "closed": closed})
