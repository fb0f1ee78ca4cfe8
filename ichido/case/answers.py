"""What a person's answers add to a record, or every problem in them at once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, cast

from ichido.case.canonical import agree
from ichido.case.conclude import conclude
from ichido.case.conclusions import Question
from ichido.case.conflicts import entry_of, in_order
from ichido.case.consenting import THE_PERSON, Consenting, consent
from ichido.case.corrections import correction_questions
from ichido.case.hear import put_right
from ichido.case.known import knowing
from ichido.case.payload import terms
from ichido.case.record import Change, Choice, Fact, Filing, Provenance, Record, changed, joined, proposal
from ichido.case.standing import standings
from ichido.case.values import Places, nothing, read_term
from ichido.clocks import OutsideCalendar, writes_eras
from ichido.compiler.consents import reading_of
from ichido.compiler.plan import Plan
from ichido.rules.values import Listing, Subject, Value

CHOICES: tuple[Choice, ...] = ("apply", "decline")
CONSENTS: tuple[Choice, ...] = ("give", "refuse")


_DAY = re.compile("[0-9]{1,4}[-年/.]")


@dataclass(frozen=True, slots=True)
class Refused:
    """An answer that cannot be taken: under which key, why, and what to do."""

    key: str
    code: str
    message: str


def answer(
    plan: Plan,
    record: Record,
    at: datetime,
    on: date,
    answers: Mapping[str, Any],
    places: Places,
    consenting: Consenting = THE_PERSON,
) -> Change | tuple[Refused, ...]:
    """What a person's answers add; if any is wrong nothing is taken and all problems are told."""
    taken = take(plan, record, at, on, answers, places, consenting)
    unasked = tuple(Refused(key, "not-a-question", "this is not asked in this case") for key in taken.left)
    if taken.problems or unasked:
        return (*taken.problems, *(() if taken.problems else unasked))
    return taken.change


@dataclass(frozen=True, slots=True)
class Taken:
    """What of some answers could be taken, what was wrong, and what nobody asks yet."""

    change: Change
    problems: tuple[Refused, ...]
    left: tuple[str, ...]


def take(
    plan: Plan,
    record: Record,
    at: datetime,
    on: date,
    answers: Mapping[str, Any],
    places: Places,
    consenting: Consenting = THE_PERSON,
) -> Taken:
    """Take each answer once its question is open: answers open further questions that others answer."""
    try:
        return _take(plan, record, at, on, answers, places, consenting)
    except OutsideCalendar as error:
        return Taken(Change(), _days(answers, error), ())


def _take(
    plan: Plan,
    record: Record,
    at: datetime,
    on: date,
    answers: Mapping[str, Any],
    places: Places,
    consenting: Consenting,
) -> Taken:
    left, given = dict(answers), Change(submitted_on=on)
    problems: list[Refused] = []
    while left and not problems:
        now = changed(record, given)
        questions = _questions(plan, now, on)
        open_now = [questions[key] for key in left if key in questions]
        if not open_now:
            break
        for question in open_now:
            value = _answer(plan, now, on, question, left.pop(question.key), places)
            if isinstance(value, Refused):
                problems.append(value)
            else:
                change = _change(plan, now, question, value, at)
                again = _sent_otherwise(plan, now, on, question, value) if question.why == "conflict" else ()
                agreed = consent(plan, changed(record, given), on, question, change, at, consenting)
                given = joined(given, replace(change, filings=again, consents=agreed))
    filings, missing = _put_right(plan, record, on, frozenset(answers) - frozenset(left))
    given = joined(given, Change(filings=filings))
    after = conclude(plan, changed(record, given), on, 0)
    if not problems and (after.stopped or any(question.required for question in after.questions)):
        # Kept, but not yet an application: that is the person's one submission, with all that is asked.
        given = replace(given, submitted_on=None)
    return Taken(given, (*problems, *missing), tuple(left))


def _questions(plan: Plan, record: Record, on: date) -> dict[str, Question]:
    return {question.key: question for question in conclude(plan, record, on, 0).questions}


def _days(answers: Mapping[str, Any], error: OutsideCalendar) -> tuple[Refused, ...]:
    """A day from which no period can be counted, such as one in another century, is put right where it was given."""
    days = [key for key, raw in answers.items() if isinstance(raw, str) and _DAY.search(raw)]
    return tuple(Refused(key, "not-readable", f"check the year: {error}") for key in days or answers)


def _answer(
    plan: Plan, record: Record, on: date, question: Question, raw: Any, places: Places
) -> Value | Choice | Refused:
    if question.term == "":
        choices = CONSENTS if reading_of(question.key) else CHOICES
        if raw in choices:
            return choices[choices.index(raw)]
        return Refused(question.key, "not-a-choice", f"expected `{choices[0]}` or `{choices[1]}`")
    vocabulary, _, name = question.term.partition(".")
    entry = plan.vocabularies[vocabulary].terms[name]
    if raw in (None, [], ()) and entry.optional:
        return nothing(entry)
    if entry.among:
        return _chosen(knowing(plan, record, on).value(entry.among), question, raw, entry.many)
    try:
        if raw in ([], ()):
            raise ValueError("expected at least one")
        return read_term(entry, raw, places, eras=writes_eras(plan.country))
    except ValueError as error:
        return Refused(question.key, "not-readable", str(error))


def _chosen(options: Value, question: Question, raw: Any, many: bool) -> Value | Refused:
    known = (
        {item.id: item for item in options.items if isinstance(item, Subject)} if isinstance(options, Listing) else {}
    )
    wanted = raw if isinstance(raw, list | tuple) else [raw]
    if not wanted or not all(isinstance(id_, str) and id_ in known for id_ in wanted) or (not many and len(wanted) > 1):
        return Refused(question.key, "not-an-option", "expected one of those shown")
    chosen = tuple(known[id_] for id_ in dict.fromkeys(wanted))
    return Listing(chosen, complete=True) if many else chosen[0]


def _change(plan: Plan, record: Record, question: Question, value: Value | Choice, at: datetime) -> Change:
    if question.term == "":
        return Change(choices={question.key: cast(Choice, value)})
    acts = tuple(dict.fromkeys(str(plan.procedures[id_].definition.basis) for id_ in question.procedures))
    provenance = Provenance(source="person", acts=acts, on=question.on)
    proposed = proposal(record, question.subject, question.term)
    if proposed and proposed.value == value:
        confirmed = proposed.provenance
        provenance = replace(provenance, grant=confirmed.grant, under=confirmed.under, earlier=confirmed.earlier)
    return Change(facts=(Fact(question.subject, question.term, value, provenance, at),))


def _sent_otherwise(plan: Plan, record: Record, on: date, question: Question, value: Any) -> tuple[Filing, ...]:
    """The filings that told their authority something else than what the person now says is right, as sent again."""
    said = [f for f in record.facts if (f.subject, f.term, f.provenance.on) == (question.subject, question.term, None)]
    if len(said) < 2 or agree(in_order(entry_of(plan, question.term), said[:-1])[0].value, value, alike=plan.alike):
        return ()
    return tuple(
        replace(one.filing, version=one.filing.version + 1)
        for one in standings(knowing(plan, record, on))
        if one.wanted and 0 < one.filing.sent == one.filing.version and (question.subject, question.term) in terms(one)
    )


def _put_right(
    plan: Plan, record: Record, on: date, answered: frozenset[str]
) -> tuple[tuple[Filing, ...], tuple[Refused, ...]]:
    """The filings whose corrections are answered; what one correction names is put right together."""
    filings: list[Filing] = []
    missing: dict[str, Refused] = {}
    for standing in (one for one in standings(knowing(plan, record, on)) if one.wanted):
        keys = frozenset(question.key for question in correction_questions(standing))
        if keys and keys <= answered:
            filings.append(put_right(standing.filing))
        elif keys & answered:
            missing |= {
                key: Refused(key, "missing", "put this right too: it was asked together") for key in keys - answered
            }
    return tuple(filings), tuple(missing[key] for key in sorted(missing))
