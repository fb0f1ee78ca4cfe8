"""What each kind of event adds to a record: pure, so that the store and the simulator do the same."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from ichido.case.conclude import conclude
from ichido.case.conclusions import Conclusions, Question
from ichido.case.hear import AuthorityEvent, answered, hear
from ichido.case.known import favourable, knowing, procedure_of
from ichido.case.payload import standing_of
from ichido.case.record import Change, Choice, Fact, Filing, Provenance, Reason, Record, changed
from ichido.case.standing import Standing
from ichido.case.values import Places, read
from ichido.compiler.plan import Plan
from ichido.rules.values import Listing, Subject, Value

CHOICES: tuple[Choice, ...] = ("apply", "decline")


@dataclass(frozen=True, slots=True)
class Refused:
    """An answer that cannot be taken: under which key, why, and what to do."""

    key: str
    code: str
    message: str


def answer(
    plan: Plan, record: Record, at: datetime, on: date, answers: Mapping[str, Any], places: Places
) -> Change | tuple[Refused, ...]:
    """What a person's answers add; if any is wrong nothing is taken and all problems are told.

    Answers may open further questions that other answers of the same form answer: each is taken once it is open.
    """
    left, told = dict(answers), Change(submitted_on=on)
    problems: list[Refused] = []
    while left and not problems:
        now = changed(record, told)
        conclusions = conclude(plan, now, on, 0)
        taken = {key: _question(plan, now, conclusions, key) for key in left}
        open_now = {key: question for key, question in taken.items() if question}
        if not open_now:
            break
        for key, question in open_now.items():
            value = _answer(plan, now, on, question, left.pop(key), places)
            if isinstance(value, Refused):
                problems.append(value)
            else:
                told = _joined(told, _change(question, value, at))
    problems += [Refused(key, "not-a-question", "this is not asked in this case") for key in left if not problems]
    return tuple(problems) if problems else _with_corrections(record, told, frozenset(answers))


def told(plan: Plan, record: Record, at: datetime, event: AuthorityEvent, places: Places) -> Change:
    """What an authority's event adds: the filing, and what a favourable outcome produces."""
    before = record.filing(event.key)
    after = hear(before, event)
    if after == before:
        return Change()
    change = Change(filings=(after,))
    if after.outcome == before.outcome and after.outcome_sequence == before.outcome_sequence:
        return change
    return _joined(change, _products(plan, record, at, event, places))


def delivered(plan: Plan, record: Record, key: str, version: int, on: date) -> Change:
    """A submission reached its authority: from that day its periods run (受領; デジタル手続法 6条3項)."""
    filing = record.filing(key)
    if version <= filing.sent:
        return Change()
    return Change(filings=(replace(filing, sent=version, arrived_on=filing.arrived_on or on),))


def confirmed(record: Record, key: str, act: str, on: date) -> Change:
    """A clerk or the authority saw an act of the person."""
    filing = record.filing(key)
    days = {act: on} | dict(filing.acts)
    after = replace(filing, acts=tuple(sorted(days.items())))
    return Change() if after == filing else Change(filings=(after,))


def decided(plan: Plan, record: Record, at: datetime, on: date, key: str) -> Change:
    """The disposition a rule comes to, with the day and the amount; nothing if it no longer can be decided."""
    standing = standing_of(plan, record, key, on)
    eligible = standing.eligible
    if standing.filing.outcome or not isinstance(eligible, bool) or not standing.filing.sent:
        return Change()
    definition = standing.planned.definition
    amount = standing.world.value(definition.pays.amount) if eligible and definition.pays else None
    filing = replace(
        standing.filing,
        outcome=favourable(standing.planned) if eligible else "refused",
        outcome_on=on,
        decided_by="rule",
        amount=amount if isinstance(amount, int) else None,
        reasons=() if eligible else (Reason(definition.eligible or "", str(definition.basis)),),
    )
    return _joined(Change(filings=(filing,)), _derived_products(plan, standing, at))


def _question(plan: Plan, record: Record, conclusions: Conclusions, key: str) -> Question | None:
    return next((question for question in conclusions.questions if question.key == key), None)


def _answer(
    plan: Plan, record: Record, on: date, question: Question, raw: Any, places: Places
) -> Value | Choice | Refused:
    if question.term == "":
        if raw in CHOICES:
            return CHOICES[CHOICES.index(raw)]
        return Refused(question.key, "not-a-choice", "expected `apply` or `decline`")
    term = question.term if "." in question.term else ""
    vocabulary, _, name = _typed(plan, question, term)
    entry = plan.vocabularies[vocabulary].terms[name]
    if entry.among:
        return _chosen(knowing(plan, record, on).value(entry.among), question, raw, entry.many)
    try:
        return read(entry.type, raw, places)
    except ValueError as error:
        return Refused(question.key, "not-readable", str(error))


def _typed(plan: Plan, question: Question, term: str) -> tuple[str, str, str]:
    """A correction names a path from a root; every other question names its vocabulary and term."""
    root, _, name = term.partition(".")
    vocabulary = plan.roots.get(root, root)
    return vocabulary, ".", name


def _chosen(options: Value, question: Question, raw: Any, many: bool) -> Value | Refused:
    known = (
        {item.id: item for item in options.items if isinstance(item, Subject)} if isinstance(options, Listing) else {}
    )
    wanted = raw if isinstance(raw, list | tuple) else [raw]
    if not wanted or not all(isinstance(id_, str) and id_ in known for id_ in wanted) or (not many and len(wanted) > 1):
        return Refused(question.key, "not-an-option", "expected one of those shown")
    chosen = tuple(known[id_] for id_ in dict.fromkeys(wanted))
    return Listing(chosen, complete=True) if many else chosen[0]


def _change(question: Question, value: Value | Choice, at: datetime) -> Change:
    if question.term == "":
        assert value == "apply" or value == "decline"
        return Change(choices={question.key: value})
    provenance = Provenance(source="person", act=question.why)
    return Change(facts=(Fact(question.subject, question.term, value, provenance, at),))


def _with_corrections(record: Record, change: Change, items: frozenset[str]) -> Change:
    filings = tuple(after for before in record.filings.values() if (after := answered(before, items)) != before)
    return replace(change, filings=(*change.filings, *filings))


def _products(plan: Plan, record: Record, at: datetime, event: AuthorityEvent, places: Places) -> Change:
    planned = plan.procedures[procedure_of(event.key)]
    if event.outcome != favourable(planned):
        return Change()
    standing = standing_of(plan, record, event.key, event.on)
    facts = [
        Fact(subject.id, f"{subject.vocabulary}.{term}", value, _produced(standing, event.authority), at)
        for path, raw in event.produced
        for subject, term, value in _told_values(plan, standing, path, raw, places)
    ]
    return _joined(Change(facts=tuple(facts)), _derived_products(plan, standing, at))


def _told_values(
    plan: Plan, standing: Standing, path: str, raw: object, places: Places
) -> list[tuple[Subject, str, Value]]:
    prefix, _, term = path.rpartition(".")
    return [
        (subject, term, read(plan.vocabularies[subject.vocabulary].terms[term].type, raw, places))
        for subject in _subjects(standing.free.value(prefix))
    ]


def _derived_products(plan: Plan, standing: Standing, at: datetime) -> Change:
    """What a favourable outcome makes true by the definition itself: `produces: {…: {is: …}}`."""
    facts: list[Fact] = []
    for path, produced in standing.planned.definition.produces.items():
        if produced.is_:
            prefix, _, term = path.rpartition(".")
            value = standing.free.value(produced.is_)
            facts += [
                Fact(s.id, f"{s.vocabulary}.{term}", value, _produced(standing, standing.authority or ""), at)
                for s in _subjects(standing.free.value(prefix))
            ]
    return Change(facts=tuple(facts))


def _produced(standing: Standing, authority: str) -> Provenance:
    return Provenance(source="produced", authority=authority, act=str(standing.planned.definition.basis))


def _subjects(value: Value) -> tuple[Subject, ...]:
    items = value.items if isinstance(value, Listing) else (value,)
    return tuple(item for item in items if isinstance(item, Subject))


def _joined(first: Change, second: Change) -> Change:
    filings: dict[str, Filing] = {f.key: f for f in (*first.filings, *second.filings)}
    return Change(
        facts=(*first.facts, *second.facts),
        attempts=(*first.attempts, *second.attempts),
        subjects=(*first.subjects, *second.subjects),
        choices={**first.choices, **second.choices},
        filings=tuple(filings.values()),
        submitted_on=first.submitted_on or second.submitted_on,
    )
