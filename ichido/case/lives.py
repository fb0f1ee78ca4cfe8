"""What has become of each fact of a case: whether it counts, what it took the place of, and what took its place."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo

from ichido.case.deadlines import first_calendar
from ichido.case.known import Known, knowing, procedure_of
from ichido.case.permits import confirms
from ichido.case.record import Fact, Record, put_right_by
from ichido.clocks.period import last_day
from ichido.compiler.plan import Plan
from ichido.language.kinds.permit import EARLIER
from ichido.rules.values import Subject

State = Literal["counts", "stale", "offered", "superseded", "declined", "corrected", "withdrawn"]
"""`stale`: nothing newer is known, and it is too old to be used in another case. `offered`: another case said it, and
the person has not confirmed it. `declined`: the person has set it aside. `corrected`: its register was put right since.
`withdrawn`: what it rested on was taken back.
"""
Mode = Literal["statute", "consent", "self-declared"]


@dataclass(frozen=True, slots=True)
class Life:
    """One fact's life; facts are named by their places in the record, of which the first is 0.

    Only a fact of the same term of the same subject, as of the same day, takes another's place. `fresh_until` is the
    last day on which it may be used in another case, None for ever.
    """

    place: int
    state: State
    replaced: int | None = None
    superseded_by: int | None = None
    fresh_until: date | None = None


def lives(plan: Plan, record: Record, on: date) -> tuple[Life, ...]:
    """The life of every fact of a record on a day, in their order."""
    known = knowing(plan, record, on)
    found: dict[int, Life] = {}
    for places in _groups(record.facts).values():
        for life in _lived(known, record, places, on):
            found[life.place] = life
    return tuple(found[place] for place in range(len(record.facts)))


def fresh_until(plan: Plan, fact: Fact) -> date | None:
    """The last day of the period that began when it was said (民法 140条, 143条); None if it never grows old."""
    vocabulary, _, name = fact.term.partition(".")
    fresh, calendar = plan.vocabularies[vocabulary].terms[name].fresh, first_calendar(plan)
    said = fact.at.astimezone(ZoneInfo(calendar.zone)).date()
    return None if fresh is None else last_day(calendar, said, fresh)


def mode(plan: Plan, fact: Fact) -> Mode:
    """By what right a fact is here: the law, the person's consent, or the person's own word."""
    source = fact.provenance
    if source.source == "person":
        return "self-declared"
    if source.registry == EARLIER:
        permit = plan.permits.get(source.grant)
        return "consent" if permit and permit.by == "consent" else "statute"
    registry = plan.registries.get(source.registry)
    grant = registry.gives.get(source.grant) if registry else None
    return "consent" if grant and grant.channel == "consent" else "statute"


def purposes(plan: Plan, fact: Fact) -> tuple[str, ...]:
    """The procedures that a fact is here for: those it was obtained or said for, or the one whose outcome it is."""
    source = fact.provenance
    if source.filing:
        return (procedure_of(source.filing),)
    return tuple(id_ for id_, planned in plan.procedures.items() if str(planned.definition.basis) in source.acts)


def is_confirmed(fact: Fact) -> bool:
    """Whether the person has confirmed in this case what another case said."""
    return fact.provenance.source == "person" and bool(fact.provenance.earlier)


_Of = tuple[str, str, date | None]


def _groups(facts: Iterable[Fact]) -> Mapping[_Of, list[int]]:
    """The places of the facts that can take one another's."""
    groups: dict[_Of, list[int]] = {}
    for place, fact in enumerate(facts):
        groups.setdefault((fact.subject, fact.term, fact.provenance.on), []).append(place)
    return groups


def _lived(known: Known, record: Record, places: list[int], on: date) -> Iterator[Life]:
    """The lives of the facts of one group, as each came to the others.

    How old a fact is, is asked last and of the one that counts alone: growing old gives nobody else its place.
    """
    facts, alive = record.facts, _alive(known, record, places)
    replaced: dict[int, int] = {}
    superseded: dict[int, int] = {}
    came: list[int] = []
    counting: int | None = None
    for place in places:
        if place not in alive:
            continue
        came.append(place)
        first = _first(known, record, came)
        if first == counting:
            superseded[place] = first
            continue
        superseded.pop(first, None)
        before = [p for p in places if p < first and (p == counting or p not in alive) and p not in superseded]
        if before:
            replaced[first] = before[-1]
        superseded |= dict.fromkeys(before, first) | ({counting: first} if counting is not None else {})
        counting = first
    for place in places:
        until = fresh_until(known.plan, facts[place])
        old: State = "stale" if until is not None and on > until else "counts"
        state = old if place == counting else _why_not(known, facts[place], place in alive, place in superseded)
        yield Life(place, state, replaced.get(place), superseded.get(place), until)


def _alive(known: Known, record: Record, places: list[int]) -> frozenset[int]:
    """Those that may count: nobody has set them aside, and nothing they rest on was taken back."""
    left = {id(fact) for held in known.facts.values() for fact in held}
    return frozenset(p for p in places if id(record.facts[p]) in left and not _is_offered(known.plan, record.facts[p]))


def _first(known: Known, record: Record, came: list[int]) -> int:
    """Which of several facts counts, by the rules by which all facts of a case are read."""
    if len(came) == 1:
        return came[0]
    facts = {place: record.facts[place] for place in came}
    one = facts[came[0]]
    subject, (vocabulary, _, name) = one.subject, one.term.partition(".")
    alone = replace(known, facts={(subject, one.term): tuple(facts.values())}, day=one.provenance.on, memo={})
    value = alone.fact(Subject(subject, vocabulary), name)
    saying = [place for place in reversed(came) if facts[place].value == value] or list(reversed(came))
    # Of two sources that say the same it is the person's word that counts.
    return min(saying, key=lambda place: facts[place].provenance.source != "person")


def _why_not(known: Known, fact: Fact, alive: bool, superseded: bool) -> State:
    if alive:
        return "superseded"
    if _is_offered(known.plan, fact):
        return "superseded" if superseded else "offered"
    source = fact.provenance
    if source.again != put_right_by(known.record, source.registry, source.authority, fact.subject, fact.term):
        return "corrected"
    set_aside = any(
        (one.registry, one.authority, one.subject, one.term)
        == (source.registry, source.authority, fact.subject, fact.term)
        for one in known.record.attempts
        if one.result == "declined"
    )
    return "declined" if set_aside else "withdrawn"


def _is_offered(plan: Plan, fact: Fact) -> bool:
    return fact.provenance.source == "earlier" and confirms(plan, fact)
