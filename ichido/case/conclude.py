"""What follows from the facts of a case: which needs are met, what is asked, sent and counted next."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from ichido.case.conclusions import Conclusions, Conflict, Contested, ProcedureConclusion, Question, Waiting
from ichido.case.conflicts import Difference, source_of
from ichido.case.contest import contested_under, waits_for
from ichido.case.corrections import correction_questions
from ichido.case.deadlines import apply_by, clocks, unsubmitted
from ichido.case.known import NOT_PRODUCED, knowing
from ichido.case.missing import missing
from ichido.case.notes import carrier
from ichido.case.record import Contest, Filing, Record
from ichido.case.rights import Shown, shown
from ichido.case.standing import Standing, answer, causes, open_ended, standings
from ichido.case.unverified import decidable, rests_on, unverified
from ichido.case.wants import Wants
from ichido.compiler.claims import claim
from ichido.compiler.plan import Plan
from ichido.rules.values import Cause, Unknown


def conclude(plan: Plan, record: Record, on: date, revision: int) -> Conclusions:
    """Everything that follows from a record on a civil day; pure, and free of personal values."""
    known = knowing(plan, record, on)
    found = tuple(standings(known))
    wants = Wants(known, found)
    rights = {standing.key: shown(standing) for standing in found}
    unknown_subjects = open_ended(known)
    for cause in unknown_subjects if not found or any(right.answer != "no" for right in rights.values()) else ():
        wants.satisfy(cause, None)
    waiting = {s.key: tuple(dict.fromkeys(_waiting(plan, wants, s, rights[s.key]))) for s in found}
    waiting |= _for_notes(wants, found, waiting)
    questions, unconfirmed = wants.asked(), tuple(unverified(wants, found))
    waiting = {key: _stopping(reasons) if key in wants.stopped else reasons for key, reasons in waiting.items()}
    to_come = any(one.how == "declared" for one in unconfirmed)
    procedures = tuple(
        _procedure(plan, wants, standing, rights[standing.key], waiting[standing.key]) for standing in found
    )
    submitted = record.submitted_on is not None
    return Conclusions(
        revision=revision,
        submitted=submitted,
        procedures=procedures,
        lookups=wants.lookups.found(),
        questions=questions,
        clocks=(*(c for standing in found for c in clocks(plan, standing)), *unsubmitted(plan, record)),
        complete=submitted
        and not (unknown_subjects or to_come or _in_question(record))
        and all(p.settled for p in procedures),
        unverified=unconfirmed,
        conflicts=tuple(_conflict(difference) for difference in known.differences),
        contested=tuple(_contested(one) for one in record.contests.values()),
    )


def _in_question(record: Record) -> bool:
    """Whether a register is still to be put right: what comes of it may open again what was sent."""
    return any(one.state == "open" for one in record.contests.values())


def _contested(one: Contest) -> Contested:
    return Contested(
        correction=one.correction, registry=one.registry, subject=one.subject, term=one.term, state=one.state
    )


def _conflict(difference: Difference) -> Conflict:
    counts, *aside = map(source_of, difference.facts)
    return Conflict(
        subject=difference.subject,
        term=difference.term,
        on=difference.on,
        counts=counts,
        aside=tuple(aside),
        rule=difference.rule,
        open=difference.open,
    )


def _procedure(
    plan: Plan, wants: Wants, standing: Standing, right: Shown, waiting: tuple[Waiting, ...]
) -> ProcedureConclusion:
    filing, eligible, record = standing.filing, standing.eligible, wants.known.record
    known = standing.wanted and not any(w.kind != "act" for w in waiting) and standing.authority is not None
    return ProcedureConclusion(
        key=standing.key,
        procedure=standing.id,
        subject=standing.subject.id if standing.subject else None,
        authority=standing.authority,
        applies=answer(standing.applies),
        choice=standing.choice,  # type: ignore[arg-type]  # the record holds only these words
        eligible=None if eligible is None else answer(eligible),
        ready=known and record.submitted_on is not None and filing.version > filing.sent and not _rides(record, filing),
        version=filing.version,
        sent=filing.sent,
        decidable=decidable(standing) and not any(w.kind == "correction" for w in waiting),
        stopped=standing.key in wants.stopped,
        outcome=filing.final,
        outcome_sequence=filing.outcome_sequence,
        correction=filing.open_correction.sequence if filing.open_correction else 0,
        acts=standing.acts if standing.wanted else (),
        due=apply_by(plan, standing) if standing.applies is True else None,
        right=right.right if right.answer == "yes" else "",
        refused=_refused(right, waiting),
        agreements=right.agreements if standing.wanted and not filing.sent else (),
        waiting=waiting,
    )


def _stopping(reasons: Iterable[Waiting]) -> tuple[Waiting, ...]:
    """What a stopped filing waits for: nobody's answer would help it."""
    return tuple(one for one in reasons if one.kind != "person")


def _rides(record: Record, filing: Filing) -> bool:
    """Whether the filing that carried it as a note is to be sent again, and will carry it again."""
    carrying = record.filing(filing.noted_with) if filing.noted_with else filing
    return carrying is not filing and carrying.version > carrying.sent


def _for_notes(
    wants: Wants, found: tuple[Standing, ...], waiting: Mapping[str, tuple[Waiting, ...]]
) -> dict[str, tuple[Waiting, ...]]:
    """What another filing will carry waits for it, and that one for the first answers to what the note needs."""
    more: dict[str, tuple[Waiting, ...]] = {}
    asked = wants.lookups.registries
    for standing in found:
        filing = carrier(standing, found) if standing.wanted else None
        if filing:
            own = waiting[standing.key]
            lookups = tuple(one for one in own if one.kind == "registry" and one.what in asked)
            more[filing.key] = (*more.get(filing.key, waiting[filing.key]), *lookups)
            more[standing.key] = (*own, Waiting(kind="procedure", what=filing.id))
    return more


def _refused(right: Shown, waiting: tuple[Waiting, ...]) -> str:
    """Why who acts may not act in a procedure: an unknown right that no register is left to show is none."""
    if not any(one.kind == "right" for one in waiting):
        return ""
    return right.refusal or ("not-shown" if all(one.kind == "right" for one in waiting) else "")


def _waiting(plan: Plan, wants: Wants, standing: Standing, right: Shown) -> Iterator[Waiting]:
    if right.answer != "yes" and standing.applies is not False and not standing.filing.sent:
        # Nothing is looked up or asked for somebody who has not shown that they may act.
        yield from wants.show(right.missing)
        yield Waiting(kind="right", what=standing.key)
    elif isinstance(standing.applies, Unknown):
        yield from _for_condition(wants, standing)
    elif standing.choice == "open" and standing.applies and standing.eligible is not False:
        settling = tuple(_settling(wants, standing))
        wants.prefill(missing(standing), standing)
        if not settling:
            definition = standing.planned.definition
            why = claim(definition, plan.authorities[definition.authority]) or "choice"
            wants.questions[standing.key] = Question(
                key=standing.key, subject=_about(standing, wants), term="", why=why, procedures=(standing.id,)
            )
        yield from settling or (Waiting(kind="person", what=standing.key),)
    elif standing.wanted:
        yield from _for_filing(wants, standing)
        if not standing.filing.sent:
            yield from (Waiting(kind="agreement", what=standing.key) for _ in right.agreements)


def _settling(wants: Wants, standing: Standing) -> Iterator[Waiting]:
    """Nobody is asked whether they want what a lookup on its way may show that they cannot have."""
    if standing.by_rule and isinstance(standing.eligible, Unknown):
        for one in wants.prefill(standing.eligible.causes, standing):
            if one.kind == "registry" and one.what in wants.lookups.registries:
                yield one


def _for_condition(wants: Wants, standing: Standing) -> Iterator[Waiting]:
    """Until it is known whether a procedure applies, what it would ask may be answered but need not be."""
    assert isinstance(standing.applies, Unknown)
    for cause in standing.applies.causes:
        yield from wants.satisfy(cause, None)
    for path in standing.receives:
        for cause in causes(standing.world.value(standing.needs[path].read(path))):
            if wants.known.only_a_person_knows(cause.term):
                wants.satisfy(cause, standing, required=False)


def _for_filing(wants: Wants, standing: Standing) -> Iterator[Waiting]:
    filing = standing.filing
    corrected = {question.key: question for question in correction_questions(standing)}
    wants.questions |= corrected
    yield from (Waiting(kind="person", what=key) for key in corrected)
    for cause in missing(standing):
        yield from wants.satisfy(cause, standing)
    for cause in _days_missing(standing):
        wants.satisfy(cause, standing)
    yield from (Waiting(kind="correction", what=one.term) for one in waits_for(standing, wants.known.record))
    if filing.sent and not filing.open_correction:
        yield from (Waiting(kind="act", what=act) for act in standing.acts)
    if filing.sent and standing.ripe and (contest := contested_under(wants.known, standing)):
        yield Waiting(kind="correction", what=contest.term)
    if filing.sent == filing.version and not (corrected or standing.by_rule or standing.acts):
        yield Waiting(kind="authority", what=standing.authority or "")
    if filing.sent == filing.version and standing.by_rule:
        yield from _for_confirmation(standing)


def _for_confirmation(standing: Standing) -> Iterator[Waiting]:
    """A filing that is decided by rule waits for the registers it rests on, and for a person where they differ."""
    for one in rests_on(standing):
        pending = one.reply == "pending"
        yield Waiting(
            kind="registry" if pending else "authority", what=one.registry if pending else standing.authority or ""
        )


def _days_missing(standing: Standing) -> Iterator[Cause]:
    """A day that a period is counted from is asked for, but no filing waits for it."""
    apply = standing.planned.definition.apply
    for path in (apply.before, apply.from_) if apply else ():
        if path:
            yield from (c for c in causes(standing.free.value(path)) if c.reason != NOT_PRODUCED)


def _about(standing: Standing, wants: Wants) -> str:
    return standing.subject.id if standing.subject else wants.known.record.about.id
