"""What an authority, a door, a clerk or a rule adds to a record: pure, so that store and simulator do the same."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from ichido.case.hear import AuthorityEvent, hear
from ichido.case.known import favourable, procedure_of
from ichido.case.payload import standing_of
from ichido.case.record import Change, Fact, Filing, Provenance, Reason, Record, joined
from ichido.case.standing import Standing, causes, subjects
from ichido.case.unverified import decidable
from ichido.case.values import Places, is_link, read_term
from ichido.clocks import writes_eras
from ichido.compiler.plan import Plan
from ichido.language.kinds.vocabulary import Term
from ichido.rules.values import Listing, Subject, Value


def told(plan: Plan, record: Record, at: datetime, event: AuthorityEvent, places: Places) -> Change:
    """What an authority's event adds: the filing, and what a favourable outcome produces."""
    before = record.filing(event.key)
    after = hear(before, event)
    if after == before:
        return Change()
    change = Change(filings=(after,))
    if after.outcome == before.outcome and after.outcome_sequence == before.outcome_sequence:
        return change
    return joined(change, _products(plan, record, at, event, places))


def delivered(record: Record, key: str, version: int, on: date, notes: Mapping[str, int] | None = None) -> Change:
    """A submission reached its authority: from that day its periods run (受領; デジタル手続法 6条3項).

    `notes` are the versions of the filings that it carried, by key: they are made with it.
    """
    arrived = [_arrived(record.filing(key), version, on)]
    arrived += [_arrived(record.filing(noted), sent, on, key) for noted, sent in (notes or {}).items()]
    return Change(filings=tuple(filing for filing in arrived if filing != record.filing(filing.key)))


def _arrived(filing: Filing, version: int, on: date, noted_with: str = "") -> Filing:
    if version <= filing.sent:
        return filing
    return replace(filing, sent=version, arrived_on=filing.arrived_on or on, noted_with=filing.noted_with or noted_with)


def confirmed(record: Record, key: str, act: str, on: date) -> Change:
    """A clerk or the authority saw an act of the person."""
    filing = record.filing(key)
    days = {act: on} | dict(filing.acts)
    after = replace(filing, acts=tuple(sorted(days.items())))
    return Change() if after == filing else Change(filings=(after,))


def agreed_to(record: Record, key: str, who: str, on: date) -> Change:
    """Somebody who has to act together with who applied says that they want it too (民法 818条, 824条の2)."""
    filing = record.filing(key)
    if who in (subject for subject, _ in filing.agreed):
        return Change()
    return Change(filings=(replace(filing, agreed=(*filing.agreed, (who, on))),))


def decided(plan: Plan, record: Record, at: datetime, on: date, key: str) -> Change:
    """The disposition a rule comes to, with the day and the amount; nothing if it no longer can be decided."""
    standing = standing_of(plan, record, key, on)
    if not decidable(standing):
        return Change()
    definition, eligible = standing.planned.definition, standing.eligible is True
    amount = standing.world.value(definition.pays.amount) if eligible and definition.pays else None
    filing = replace(
        standing.filing,
        outcome=favourable(standing.planned) if eligible else "refused",
        outcome_sequence=max((c.sequence for c in standing.filing.corrections), default=0),
        outcome_on=on,
        decided_by="rule",
        amount=amount if isinstance(amount, int) else None,
        reasons=() if eligible else (Reason(definition.eligible or "", str(definition.basis)),),
    )
    return joined(Change(filings=(filing,)), _derived_products(plan, standing, at))


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
    authority = event.authority or standing.authority or ""
    introduced = tuple((subject, authority) for fact in facts for subject in subjects(fact.value))
    return joined(Change(facts=tuple(facts), subjects=introduced), _derived_products(plan, standing, at))


def _told_values(
    plan: Plan, standing: Standing, path: str, raw: object, places: Places
) -> list[tuple[Subject, str, Value]]:
    """Only what the procedure produces, and what its definition leaves to the authority to say."""
    prefix, _, term = path.rpartition(".")
    produced = standing.planned.definition.produces.get(path)
    if produced is None or produced.is_:
        return []
    return [
        (subject, term, _said(plan, plan.vocabularies[subject.vocabulary].terms[term], raw, places))
        for subject in subjects(standing.free.value(prefix))
    ]


def _said(plan: Plan, entry: Term, raw: object, places: Places) -> Value:
    """A value by its type; a link leads to the subjects that go by these ids, who may be new to the case."""
    if is_link(entry):
        named = tuple(Subject(str(id_), entry.type) for id_ in (raw if isinstance(raw, list | tuple) else (raw,)))
        return Listing(named, complete=True) if entry.many else named[0]
    return read_term(entry, raw, places, eras=writes_eras(plan.country))


def _derived_products(plan: Plan, standing: Standing, at: datetime) -> Change:
    """What a favourable outcome makes true by the definition itself: `produces: {…: {is: …}}`."""
    facts: list[Fact] = []
    for path, produced in standing.planned.definition.produces.items():
        if produced.is_:
            prefix, _, term = path.rpartition(".")
            value = standing.free.value(produced.is_)
            if causes(value):
                continue  # what is not known yet cannot be said of anybody
            facts += [
                Fact(s.id, f"{s.vocabulary}.{term}", value, _produced(standing, standing.authority or ""), at)
                for s in subjects(standing.free.value(prefix))
            ]
    return Change(facts=tuple(facts))


def _produced(standing: Standing, authority: str) -> Provenance:
    act = str(standing.planned.definition.basis)
    return Provenance(source="produced", authority=authority, acts=(act,), filing=standing.key)
