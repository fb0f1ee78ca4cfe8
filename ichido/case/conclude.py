"""What follows from the facts of a case: which needs are met, what is asked, sent and counted next."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from ichido.case.conclusions import Conclusions, ProcedureConclusion, Question, Waiting
from ichido.case.corrections import correction_questions
from ichido.case.deadlines import apply_by, clocks, unsubmitted
from ichido.case.known import NOT_PRODUCED, knowing
from ichido.case.record import Record
from ichido.case.standing import Standing, answer, causes, open_ended, standings
from ichido.case.wants import Wants
from ichido.compiler.plan import Plan
from ichido.rules.values import Cause, Unknown, Value


def conclude(plan: Plan, record: Record, on: date, revision: int) -> Conclusions:
    """Everything that follows from a record on a civil day; pure, and free of personal values."""
    known = knowing(plan, record, on)
    found = tuple(standings(known))
    wants = Wants(known, found)
    unknown_subjects = open_ended(known)
    for cause in unknown_subjects:
        wants.satisfy(cause, None)
    procedures = tuple(_procedure(plan, wants, standing) for standing in found)
    submitted = record.submitted_on is not None
    return Conclusions(
        revision=revision,
        submitted=submitted,
        procedures=procedures,
        lookups=wants.found_lookups(),
        questions=tuple(wants.questions.values()),
        clocks=(*(c for standing in found for c in clocks(plan, standing)), *unsubmitted(plan, record)),
        complete=submitted and not unknown_subjects and all(p.settled for p in procedures),
    )


def paths_needed(standing: Standing) -> Iterator[str]:
    """What must be known before it can be filed: what the authority receives, what comes of it, what its rule reads."""
    definition = standing.planned.definition
    if definition.jurisdiction:
        yield definition.jurisdiction.read
    yield from (need.read(path) for path, need in definition.needs.items() if "." in path)
    yield from (p.is_ for p in definition.produces.values() if p.is_ and p.is_ not in definition.needs)
    if standing.by_rule and definition.eligible:
        yield definition.eligible
        if definition.pays and standing.eligible is not False:
            yield definition.pays.to
            yield definition.pays.amount


def _procedure(plan: Plan, wants: Wants, standing: Standing) -> ProcedureConclusion:
    waiting = tuple(dict.fromkeys(_waiting(wants, standing)))
    filing, eligible = standing.filing, standing.eligible
    known = standing.wanted and not any(w.kind != "act" for w in waiting) and standing.authority is not None
    return ProcedureConclusion(
        key=standing.key,
        procedure=standing.id,
        subject=standing.subject.id if standing.subject else None,
        authority=standing.authority,
        applies=answer(standing.applies),
        choice=standing.choice,  # type: ignore[arg-type]  # the record holds only these words
        eligible=None if eligible is None else answer(eligible),
        ready=known and wants.known.record.submitted_on is not None and filing.version > filing.sent,
        version=filing.version,
        sent=filing.sent,
        decidable=standing.decidable,
        outcome=filing.final,
        outcome_sequence=filing.outcome_sequence,
        correction=filing.open_correction.sequence if filing.open_correction else 0,
        acts=standing.acts if standing.wanted else (),
        due=apply_by(plan, standing) if standing.applies is True else None,
        waiting=waiting,
    )


def _waiting(wants: Wants, standing: Standing) -> Iterator[Waiting]:
    if isinstance(standing.applies, Unknown):
        yield from _for_condition(wants, standing)
    elif standing.choice == "open" and standing.applies and standing.eligible is not False:
        wants.questions[standing.key] = Question(
            key=standing.key, subject=_about(standing, wants), term="", why="choice", procedures=(standing.id,)
        )
        wants.prefill(_missing(standing), standing)
        yield Waiting(kind="person", what=standing.key)
    elif standing.wanted:
        yield from _for_filing(wants, standing)


def _for_condition(wants: Wants, standing: Standing) -> Iterator[Waiting]:
    """Until it is known whether a procedure applies, what it would ask may be answered but need not be."""
    assert isinstance(standing.applies, Unknown)
    for cause in standing.applies.causes:
        yield from wants.satisfy(cause, None)
    for path, need in standing.planned.definition.needs.items():
        if "." in path:
            for cause in causes(standing.world.value(need.read(path))):
                if wants.only_a_person_knows(cause):
                    wants.satisfy(cause, standing, required=False)


def _for_filing(wants: Wants, standing: Standing) -> Iterator[Waiting]:
    filing = standing.filing
    corrected = {question.key: question for question in correction_questions(standing)}
    wants.questions |= corrected
    yield from (Waiting(kind="person", what=key) for key in corrected)
    for cause in _missing(standing):
        yield from wants.satisfy(cause, standing)
    for cause in _days_missing(standing):
        wants.satisfy(cause, standing)
    if filing.sent and not filing.open_correction:
        yield from (Waiting(kind="act", what=act) for act in standing.acts)
    if filing.sent == filing.version and not (corrected or standing.by_rule or standing.acts):
        yield Waiting(kind="authority", what=standing.authority or "")


def _missing(standing: Standing) -> tuple[Cause, ...]:
    return tuple(cause for path in paths_needed(standing) for cause in causes(_value(standing, path)))


def _days_missing(standing: Standing) -> Iterator[Cause]:
    """A day that a period is counted from is asked for, but no filing waits for it."""
    apply = standing.planned.definition.apply
    for path in (apply.before, apply.from_) if apply else ():
        if path:
            yield from (c for c in causes(standing.free.value(path)) if c.reason != NOT_PRODUCED)


def _value(standing: Standing, path: str) -> Value:
    """A jurisdiction is read freely, to find the authority; everything else only as its act may."""
    jurisdiction = standing.planned.definition.jurisdiction
    world = standing.free if jurisdiction and path == jurisdiction.read else standing.world
    return replace(world, on=standing.filing.arrived_on or world.on).value(path)


def _about(standing: Standing, wants: Wants) -> str:
    return standing.subject.id if standing.subject else wants.known.record.about.id
