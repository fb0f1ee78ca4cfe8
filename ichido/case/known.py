"""The facts of a case as one reader may see them, for rules to be evaluated over."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from ichido.case.conflicts import Difference, differences, entry_of, in_order
from ichido.case.consents import Standpoint
from ichido.case.declared import Declared, declared
from ichido.case.permits import confirms, serves
from ichido.case.record import Fact, Provenance, Record, put_right_by
from ichido.compiler.parameters import parameter_on
from ichido.compiler.plan import Plan, PlannedProcedure
from ichido.language.kinds import Permit
from ichido.language.kinds.jurisdiction import Jurisdiction
from ichido.language.kinds.procedure import OUTCOMES
from ichido.language.kinds.registry import Grant
from ichido.language.kinds.right import ACTOR
from ichido.rules.evaluate import prepare
from ichido.rules.parse import parse
from ichido.rules.resolve import Rule
from ichido.rules.values import Address, Cause, Listing, ParameterSet, PartialDate, Subject, Unknown, Value
from ichido.rules.years import AgeAttained, Years

NOT_PRODUCED = "not-produced"
NOT_ASKED = "not-asked"
AT_OPENING = "at-opening"
"""Not known yet of what the case opened with."""
NOT_THEN = "not-then"
"""Something is known of it, but nothing shows what it was on the day."""
CONFLICT = "conflict"
"""Sources say different things, and the person is to say which is right."""
PARTIAL = "partial"
"""Only the year or the month is known, and the day would matter."""


@dataclass(frozen=True)
class Reader:
    """For which act facts are read: its article must open them, and `own` data only to their own office."""

    procedure: str
    basis: str
    authority: str | None


@dataclass(frozen=True)
class Known:
    """A world over one record: what `reader` may use, and what `waiting` still has to wait for.

    `was_sent`: as what was sent already saw it, with what was consented to then.
    """

    plan: Plan
    record: Record
    on: date
    facts: Mapping[tuple[str, str], tuple[Fact, ...]]
    names: Mapping[str, Value] = field(default_factory=dict)
    reader: Reader | None = None
    waiting: str | None = None
    at_opening: bool = False
    day: date | None = None
    declared: tuple[Declared, ...] = ()
    differences: tuple[Difference, ...] = ()
    was_sent: bool = False
    memo: dict[Hashable, Value] = field(default_factory=dict, repr=False, compare=False)

    @property
    def years(self) -> Years:
        """How years are counted by the law of the plan's country."""
        return _years(self.plan.counting.fiscal_year_starts, self.plan.counting.age_attained)

    def root(self, name: str) -> Value:
        """What a first name stands for."""
        if name in self.names:
            return self.names[name]
        if name == "on":
            return self.on
        if name in self.plan.parameters:
            return ParameterSet(name)
        if name == ACTOR:
            return self.record.actor or self.record.applicant
        return self.record.applicant if name == "applicant" else self.record.about

    def fact(self, subject: Subject, term: str) -> Value:
        """A term of a subject: derived, awaited from a procedure, held, or unknown."""
        key = (subject.id, subject.vocabulary, term, self.reader, self.waiting, self.at_opening, self.day, self.on)
        known = self.memo.get(key)
        if known is None:
            known = self.memo[key] = self._fact(subject, term)
        return known

    def _fact(self, subject: Subject, term: str) -> Value:
        entry = self.plan.vocabularies[subject.vocabulary].terms[term]
        name = f"{subject.vocabulary}.{term}"
        if (entry.is_ or entry.at_opening) and (corrected := self._put_right(subject.id, name)):
            return corrected.value
        if entry.is_:
            return rule_of(entry.is_)(self.naming(**{subject.vocabulary: subject}))
        if entry.at_opening:
            before = replace(self, reader=None, waiting=None, at_opening=True)
            return rule_of(entry.at_opening)(before.naming(**{subject.vocabulary: subject}))
        if self.waiting and self.day is None and self._awaited(subject, name):
            return Unknown((Cause(subject.id, name, NOT_PRODUCED),))
        if self.differences and self._in_doubt(subject.id, name):
            return Unknown((Cause(subject.id, name, CONFLICT, self.day),))
        usable = tuple(self._usable(subject.id, name))
        held = next((fact for fact in usable if self._counts(fact)), None)
        if held:
            return _traced(held.value, Cause(subject.id, name, PARTIAL, self.day))
        return Unknown((Cause(subject.id, name, self._reason(usable), self.day),))

    def _reason(self, usable: tuple[Fact, ...]) -> str:
        if self.day and usable:
            return NOT_THEN
        return AT_OPENING if self.at_opening else NOT_ASKED

    def parameter(self, set: str, name: str, on: date) -> Value:
        """The value in force on a day; before the first one there is none to know."""
        return parameter_on(self.plan.parameters, set, name, on)

    def then(self, day: date) -> "Known":
        """This world in which each fact is what it was on a day; what a procedure has yet to say was not so then."""
        return replace(self, day=day)

    @property
    def doubted(self) -> tuple[Declared, ...]:
        """What was declared and its register has not confirmed."""
        return tuple(one for one in self.declared if not one.verified)

    def sure(self) -> "Known":
        """This world as if nobody had said anything of what is doubted."""
        doubted = {one.key for one in self.doubted}
        if not doubted:
            return self
        facts = {
            (subject, term): tuple(
                fact
                for fact in held
                if fact.provenance.source == "produced" or (subject, term, fact.provenance.on) not in doubted
            )
            for (subject, term), held in self.facts.items()
        }
        return replace(self, facts=facts, memo={})

    def naming(self, **names: Value) -> "Known":
        """This world with more names in it."""
        rooted = ("applicant", self.plan.about)
        same = all(value == self.root(name) for name, value in names.items() if name in rooted)
        return replace(self, names={**self.names, **names}, memo=self.memo if same else {})

    def as_sent(self) -> "Known":
        """This world for what was sent already: a consent that was withdrawn since was none of its concern."""
        if self.was_sent or all(consent.withdrawn_at is None for consent in self.record.consents):
            return self
        facts = _counting(self.plan, self.record, was_sent=True)
        differing = tuple(differences(self.plan, facts))
        return replace(self, was_sent=True, facts=facts, differences=differing, memo={})

    def supposing(self, subject: Subject, term: str, value: Value) -> "Known":
        """This world if the person had said this."""
        said = Fact(subject.id, term, value, Provenance(source="person"), datetime.combine(self.on, time(), UTC))
        doubts = tuple(d for d in self.differences if (d.subject, d.term) != (subject.id, term))
        return replace(self, facts={**self.facts, (subject.id, term): (said,)}, differences=doubts, memo={})

    def only_a_person_knows(self, term: str) -> bool:
        """No registry holds the term."""
        return not any(term in registry.holds for registry in self.plan.registries.values())

    def never_said(self, subject: Subject, term: str) -> bool:
        """Whether only procedures of the case would say it, and each of them has ended or does not apply."""
        name = term.partition(".")[2]
        every = self.plan.procedures.items()
        makers = [(id_, path) for id_, one in every for path in one.definition.produces if path.endswith(f".{name}")]
        coming = any(self._yields(id_, path, subject, term) for id_, path in makers)
        return bool(makers) and self.only_a_person_knows(term) and not coming

    def value(self, path_or_rule: str) -> Value:
        """What an expression or path comes to here."""
        return rule_of(path_or_rule)(self)

    def office(self, role: str, jurisdiction: Jurisdiction) -> str | None:
        """The office of an authority that an address or a code picks; None while that is unknown or none serves it."""
        value = self.value(jurisdiction.read)
        code = value.municipality if isinstance(value, Address) else value if isinstance(value, str) else None
        return None if code is None else self.plan.authorities[role].office_of(code)

    def _usable(self, subject: str, term: str) -> Iterator[Fact]:
        held = self.facts.get((subject, term), ())
        if self.at_opening:
            return (fact for fact in held if fact.provenance.source != "produced")
        usable = tuple(fact for fact in held if self._may_use(fact))
        return iter(usable if len(usable) < 2 else in_order(entry_of(self.plan, term), usable))

    def _in_doubt(self, subject: str, term: str) -> bool:
        """Whether the person is to say which of several sources is right."""
        return any(d.open and (d.subject, d.term, d.on) == (subject, term, self.day) for d in self.differences)

    def _counts(self, fact: Fact) -> bool:
        """What is so now is not what was so on an earlier day, unless the fact shows both.

        A fact holds from the day it says, else from the day it was asked for or obtained, until that day.
        """
        if self.day is None:
            return fact.provenance.on is None
        zone = ZoneInfo(self.plan.calendars[min(self.plan.calendars)].zone)
        until = fact.provenance.on or fact.at.astimezone(zone).date()
        return (fact.provenance.as_of or until) <= self.day <= until

    def _put_right(self, subject: str, term: str) -> Fact | None:
        """What the person says of a derived term, which only a correction asks, stands over what is derived."""
        held = reversed(self.facts.get((subject, term), ()))
        said = (fact for fact in held if fact.provenance.source == "person")
        return next((fact for fact in said if self._counts(fact)), None)

    def _may_use(self, fact: Fact) -> bool:
        """A registry's fact serves only acts that a grant names, another case's only those of a permit: rule 10."""
        source = fact.provenance
        if source.source == "earlier":
            return not confirms(self.plan, fact) and (self.reader is None or serves(self.plan, fact, self.reader.basis))
        if self.reader is None or source.source != "registry":
            return True
        own = self.reader.authority in (None, source.authority)
        consents = Standpoint(self.record, self.was_sent)
        return any(
            opening.registry == source.registry
            and self.reader.basis in opening.acts
            and (
                opening.grant.channel != "consent"
                or consents.opens(opening.registry, opening.name, self.reader.procedure)
            )
            and (opening.grant.channel != "own" or own)
            and reached(opening.grant, applied=self.record.submitted_on is not None)
            for opening in self.plan.openings.get(fact.term, ())
        )

    def _awaited(self, subject: Subject, term: str) -> bool:
        """Another procedure will say what the term becomes, and has not yet."""
        for producer in self.plan.procedures[self.waiting or ""].after:
            for path in self.plan.procedures[producer].definition.produces:
                if self._yields(producer, path, subject, term):
                    return True
        return False

    def _yields(self, producer: str, path: str, subject: Subject, term: str) -> bool:
        """Whether an act that has no outcome yet makes this term of this subject."""
        prefix, _, name = path.rpartition(".")
        if term != f"{subject.vocabulary}.{name}":
            return False
        planned = self.plan.procedures[producer]
        free = replace(self, reader=None, waiting=None)
        if planned.each is None:
            runs = not planned.when or free.value(planned.when) is not False
            return runs and not self._settled(producer) and _may_lead(free.value(prefix), subject)
        acting = free.value(planned.each.path)
        for one in acting.items if isinstance(acting, Listing) else (acting,):
            if not isinstance(one, Subject):
                return True
            named = free.naming(**{planned.each.variable: one, planned.definition.about: one})
            runs = not planned.each.condition or named.value(planned.each.condition) is not False
            if runs and not self._settled(key_of(producer, one.id)) and _may_lead(named.value(prefix), subject):
                return True
        return False

    def _settled(self, key: str) -> bool:
        """Whether nothing more will come of a procedure for one subject: it has its outcome, or nobody wants it."""
        filing = self.record.filings.get(key)
        return self.record.choices.get(key) == "decline" or bool(filing and filing.outcome)


def _traced(value: Value, cause: Cause) -> Value:
    """A day known in part, or a list of such days, with the fact that it is."""
    match value:
        case PartialDate():
            return replace(value, causes=(cause,))
        case Listing(items) if any(isinstance(item, PartialDate) for item in items):
            return replace(value, items=tuple(_traced(item, cause) for item in items))
    return value


def _may_lead(about: Value, subject: Subject) -> bool:
    """Whether what a path leads to is, or may yet turn out to be, the subject."""
    return isinstance(about, Unknown) or subject in (about.items if isinstance(about, Listing) else (about,))


def knowing(plan: Plan, record: Record, on: date) -> Known:
    """A world in which everything in the record may be read, on one day."""
    held = _counting(plan, record)
    differing = tuple(differences(plan, held))
    return Known(plan, record, on, held, declared=declared(record), differences=differing)


def _counting(plan: Plan, record: Record, was_sent: bool = False) -> Mapping[tuple[str, str], tuple[Fact, ...]]:
    """The facts that count: nobody has set them aside, taken back their outcome, or withdrawn the consent to them."""
    facts: dict[tuple[str, str], list[Fact]] = {}
    yielding, declined, consents = _yielding(plan, record), _declined(record), Standpoint(record, was_sent)
    for fact in record.facts:
        said = (fact.provenance.registry, fact.provenance.authority, fact.subject, fact.term)
        if said in declined or (record.contests and fact.provenance.again != put_right_by(record, *said)):
            continue
        if not consents.covers(plan, fact):
            continue
        if fact.provenance.source != "produced" or fact.provenance.filing in yielding:
            facts.setdefault((fact.subject, fact.term), []).append(fact)
    return {key: tuple(found) for key, found in facts.items()}


@lru_cache(maxsize=4096)
def rule_of(text: str) -> Rule:
    """What an expression in a plan comes to in a world; the checks passed it before it was compiled."""
    tree = parse(text, None)
    assert not isinstance(tree, tuple), "a plan holds only expressions that passed the checks"
    return prepare(tree)


def question_key(known: Known, subject: Subject, term: str, on: date | None = None) -> str:
    """What an answer about a term (`vocabulary.term`) of a subject, as it was on a day, is filed under."""
    name, then = term.partition(".")[2], f"@{on}" if on else ""
    if subject == known.record.applicant:
        return f"applicant.{name}{then}"
    about = subject == known.record.about
    return f"{known.plan.about}.{name}{then}" if about else f"{term}({subject.id}){then}"


def reached(grant: Grant | Permit, applied: bool) -> bool:
    """Whether a grant's stage has come in a case that a person opened; `ex-officio` alone never does."""
    return "before-application" in grant.stage or (applied and "after-application" in grant.stage)


def procedure_of(key: str) -> str:
    """`school-support` of `school-support(s-1f…)`."""
    return key.partition("(")[0]


def subject_of(key: str) -> str | None:
    """`s-1f…` of `school-support(s-1f…)`."""
    return key.partition("(")[2].removesuffix(")") or None


def key_of(procedure: str, subject: str | None) -> str:
    """How a procedure for one of several subjects is named in a case."""
    return f"{procedure}({subject})" if subject else procedure


def favourable(planned: PlannedProcedure) -> str:
    """The outcome of a kind of act that yields what the procedure produces."""
    return OUTCOMES[planned.definition.kind][0]


@lru_cache(maxsize=64)
def _years(starts: str, attained: AgeAttained) -> Years:
    month, _, day = starts.partition("-")
    return Years((int(month), int(day)), attained)


def _declined(record: Record) -> frozenset[tuple[str, str, str, str]]:
    """What sources say that the person has set aside; what people say themselves names no source that could be."""
    declined = (a for a in record.attempts if a.result == "declined")
    return frozenset((a.registry, a.authority, a.subject, a.term) for a in declined)


def _yielding(plan: Plan, record: Record) -> frozenset[str]:
    """The filings whose products stand: an outcome that a later one took back yields nothing."""
    filed = ((key, f.outcome, plan.procedures.get(procedure_of(key))) for key, f in record.filings.items())
    return frozenset(key for key, outcome, planned in filed if planned and outcome == favourable(planned))
