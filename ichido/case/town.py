"""The registers of a scenario: what they hold of whom, answered as real ones would."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from ichido.case.conclusions import Lookup
from ichido.case.mandate import Mandate, Scope
from ichido.case.record import Attempt, Change, Fact, Provenance, Record, joined
from ichido.case.reuse import Earlier, look_back
from ichido.case.values import Places, is_link, nothing, read_term
from ichido.clocks import writes_eras
from ichido.compiler.plan import Plan
from ichido.language.kinds import Scenario
from ichido.language.kinds.permit import EARLIER
from ichido.language.kinds.vocabulary import Term
from ichido.rules.values import Address, Listing, Subject, Value

CASE = "case"
LONG_AGO = date(2015, 4, 1)
"""Since when an entry is so of which a scenario does not say it."""

Entry = tuple[date, Value]
"""Since when an entry is so, and what it says."""

Left = tuple[Attempt, Lookup]
"""What a register that is down was asked for, and by which lookup."""


@dataclass
class Town:
    """Every value that a register can give, by subject and term, the oldest first; those that are down give none."""

    scenario: Scenario
    places: Places
    entries: dict[tuple[str, str], list[Entry]]
    vocabulary_of: dict[str, str]
    down: set[str]
    eras: bool = True
    earlier: tuple[Earlier, ...] = ()

    @classmethod
    def of(cls, plan: Plan, scenario: Scenario, places: Places, earlier: tuple[Earlier, ...] = ()) -> "Town":
        """The town of a scenario, with what came of another before; ValueError for a value that no type can read."""
        vocabulary_of = {name: vocabulary for vocabulary, entries in scenario.registered.items() for name in entries}
        town = cls(scenario, places, {}, vocabulary_of, set(scenario.down), writes_eras(plan.country), earlier)
        for vocabulary, entries in scenario.registered.items():
            for name, written in entries.items():
                for term, raw in written.items():
                    entry = _entry(plan, vocabulary, term)
                    if entry:
                        said = [(day, town._value(entry, value)) for day, value in history(raw)]
                        town.entries[name, f"{vocabulary}.{term}"] = said
        return town

    def entry(self, subject: str, term: str, on: date | None = None) -> Entry | None:
        """What a register says now, or said on a day, and since when."""
        known = self.entries.get((subject, term), ())
        return next((entry for entry in reversed(known) if on is None or entry[0] <= on), None)

    def opening(self, plan: Plan) -> Record:
        """The record of a case that has just been opened by the applicant."""
        applicant = Subject(self.scenario.applicant, plan.roots["applicant"])
        about = (
            applicant if plan.roots[plan.about] == applicant.vocabulary else Subject(plan.about, plan.roots[plan.about])
        )
        home = self._home(applicant.id)
        known_at = {applicant.id: home} if home else {}
        there = {applicant.id: applicant, about.id: about}
        actor = Subject(self.scenario.acts, plan.roots["applicant"]) if self.scenario.acts else None
        if actor:
            there[actor.id] = actor
            # Who acts is introduced by the city they live in, which need not be the applicant's.
            known_at |= {actor.id: at} if (at := self._home(actor.id) or home) else {}
        return Record(
            case=CASE,
            applicant=applicant,
            about=about,
            opened_on=self.scenario.today,
            subjects=there,
            known_at=known_at,
            actor=actor,
            mandates=mandates_on(self.scenario, self.scenario.today),
        )

    def switch(self, registry: str, state: Literal["down", "up"]) -> None:
        """A registry falls or is back."""
        (self.down.add if state == "down" else self.down.discard)(registry)

    def learn(self, change: Change) -> None:
        """What a procedure produces enters the register that holds the term."""
        for fact in change.facts:
            if fact.provenance.source == "produced":
                self.entries.setdefault((fact.subject, fact.term), []).append((fact.at.date(), fact.value))

    def obtain(self, plan: Plan, lookups: tuple[Lookup, ...], at: datetime) -> tuple[Change, list[Left]]:
        """What the registries say to lookups, and what stays pending because one is down."""
        change, pending = Change(), list[Left]()
        for lookup in lookups:
            if lookup.registry == EARLIER:
                facts, attempts = look_back(plan, self.opening(plan), lookup, self.earlier, at, at.date())
                change = joined(change, Change(facts=facts, attempts=attempts))
                continue
            for term in lookup.terms:
                attempt = Attempt(
                    lookup.registry, lookup.authority, lookup.subject, term, "pending", at, lookup.on, lookup.again
                )
                if lookup.registry in self.down:
                    pending.append((attempt, lookup))
                    change = joined(change, Change(attempts=(attempt,)))
                else:
                    change = joined(change, self._answer(plan, attempt, lookup, at))
        return change, pending

    def answer_pending(self, plan: Plan, pending: tuple[Left, ...], at: datetime) -> tuple[Change, list[Left]]:
        """What the registries that are up say to what they were asked before."""
        change, still = Change(), list[Left]()
        for attempt, lookup in pending:
            if attempt.registry in self.down:
                still.append((attempt, lookup))
            else:
                change = joined(change, self._answer(plan, attempt, lookup, at))
        return change, still

    def _answer(self, plan: Plan, asked: Attempt, lookup: Lookup, at: datetime) -> Change:
        held, entry = plan.registries[asked.registry].holds[asked.term], self.entry(asked.subject, asked.term, asked.on)
        since, value = entry or (None, None)
        if value is None and held.complete:
            vocabulary, _, name = asked.term.partition(".")
            value = nothing(plan.vocabularies[vocabulary].terms[name])
        if value is None:
            return Change(attempts=(replace(asked, result="not-found", at=at),))
        source = Provenance(
            source="registry",
            registry=asked.registry,
            authority=asked.authority,
            grant=lookup.grant,
            under=lookup.under,
            acts=(lookup.act,),
            as_of=since if held.as_of else None,
            on=asked.on,
        )
        source = replace(source, again=asked.again)
        linked = value.items if isinstance(value, Listing) else (value,)
        return Change(
            facts=(Fact(asked.subject, asked.term, value, source, at),),
            subjects=tuple((s, asked.authority) for s in linked if isinstance(s, Subject)),
        )

    def _value(self, entry: Term, raw: Any) -> Value:
        if raw is None:
            return nothing(entry)
        if not is_link(entry):
            return read_term(entry, raw, self.places, eras=self.eras)
        return Listing(tuple(map(self._subject, raw)), complete=True) if entry.many else self._subject(raw)

    def _subject(self, name: str) -> Subject:
        return Subject(name, self.vocabulary_of[name])

    def _home(self, subject: str) -> str | None:
        known = (held[-1][1] for (whose, _), held in self.entries.items() if whose == subject)
        return next((value.municipality for value in known if isinstance(value, Address)), None)


def mandates_on(scenario: Scenario, day: date) -> tuple[Mandate, ...]:
    """What the applicant of a scenario has given who acts for them, as it is on a day."""
    return tuple(
        Mandate(
            id=str(number),
            scope=Scope(given.life_events, given.procedures, given.authorities),
            since=given.from_,
            until=given.until,
            accepted=given.accepted,
            revoked_on=given.revoked if given.revoked and given.revoked <= day else None,
            professions=given.professions,
        )
        for number, given in enumerate(scenario.mandates)
        if given.to == scenario.acts
    )


def history(raw: Any) -> list[tuple[date, Any]]:
    """What a scenario writes of a term, with the day since when it is so: one value, or several in order."""
    if isinstance(raw, Mapping) and raw.keys() == {"from"} and isinstance(raw["from"], Mapping):
        days = {date.fromisoformat(str(day)): value for day, value in raw["from"].items()}
        return [(day, days[day]) for day in sorted(days)]
    return [(LONG_AGO, raw)]


def _entry(plan: Plan, vocabulary: str, term: str) -> Term | None:
    known = plan.vocabularies.get(vocabulary)
    return known.terms.get(term) if known else None
