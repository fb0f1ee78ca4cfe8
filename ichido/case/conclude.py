"""What follows from the facts of a case: which needs are met, what is asked, sent and counted next."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from ichido.case.conclusions import Conclusions, ProcedureConclusion, Question, Waiting
from ichido.case.deadlines import apply_by, clocks, unsubmitted
from ichido.case.known import knowing
from ichido.case.record import Record
from ichido.case.standing import Standing, answer, causes, open_ended, standings, subjects
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
    """What must be known before it can be filed: what the authority receives, and what its rule reads."""
    definition = standing.planned.definition
    if definition.jurisdiction:
        yield definition.jurisdiction
    yield from (path for path in definition.needs if "." in path)
    if standing.by_rule and definition.eligible:
        yield definition.eligible
        if definition.pays and standing.eligible is not False:
            yield definition.pays.to
            yield definition.pays.amount


def _procedure(plan: Plan, wants: Wants, standing: Standing) -> ProcedureConclusion:
    waiting = tuple(dict.fromkeys(_waiting(wants, standing)))
    filing, eligible = standing.filing, standing.eligible
    claimed = standing.choice in ("apply", "none")
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
        decidable=standing.by_rule and standing.wanted and claimed and filing.sent > 0 and isinstance(eligible, bool),
        outcome=filing.outcome,
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
        yield Waiting(kind="person", what=standing.key)
    elif standing.wanted:
        yield from _for_filing(wants, standing)


def _for_condition(wants: Wants, standing: Standing) -> Iterator[Waiting]:
    """Until it is known whether a procedure applies, what it would ask may be answered but need not be."""
    assert isinstance(standing.applies, Unknown)
    for cause in standing.applies.causes:
        yield from wants.satisfy(cause, None)
    for path in standing.planned.definition.needs:
        if "." in path:
            for cause in causes(standing.world.value(path)):
                if _only_a_person_knows(wants, cause):
                    wants.satisfy(cause, standing, required=False)


def _for_filing(wants: Wants, standing: Standing) -> Iterator[Waiting]:
    correction = standing.filing.open_correction
    if correction:
        for item in correction.items:
            yield from _put_right(wants, standing, item)
    for path in paths_needed(standing):
        for cause in causes(_value(standing, path)):
            yield from wants.satisfy(cause, standing)
    if standing.filing.sent and not correction:
        yield from (Waiting(kind="act", what=act) for act in standing.acts)
        if not standing.by_rule and not standing.acts and standing.filing.version == standing.filing.sent:
            yield Waiting(kind="act" if standing.acts else "authority", what=standing.authority or "")


def _put_right(wants: Wants, standing: Standing, item: str) -> Iterator[Waiting]:
    prefix, _, name = item.rpartition(".")
    about = subjects(standing.free.value(prefix))
    for subject in about:
        key = item if len(about) == 1 else f"{item}({subject.id})"
        term = f"{subject.vocabulary}.{name}"
        wants.questions[key] = Question(
            key=key, subject=subject.id, term=term, why="correction", procedures=(standing.id,)
        )
        yield Waiting(kind="person", what=key)


def _value(standing: Standing, path: str) -> Value:
    """A jurisdiction is read freely, to find the authority; everything else only as its act may."""
    world = standing.free if path == standing.planned.definition.jurisdiction else standing.world
    return replace(world, on=standing.filing.arrived_on or world.on).value(path)


def _only_a_person_knows(wants: Wants, cause: Cause) -> bool:
    return not any(cause.term in registry.holds for registry in wants.known.plan.registries.values())


def _about(standing: Standing, wants: Wants) -> str:
    return standing.subject.id if standing.subject else wants.known.record.about.id
