"""A scenario run on the core alone: no server, no network, in milliseconds."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from ichido.case.advance import advance, begin
from ichido.case.answers import take
from ichido.case.conclude import conclude
from ichido.case.conclusions import Clock, Conclusions, Lookup, unasked
from ichido.case.conflicts import entry_of
from ichido.case.consents import agreed, consented, standing_under, withdrawn
from ichido.case.contest import NotContestable, Wrong, contest, entry_in_question, opening, route, settled
from ichido.case.deadlines import first_calendar
from ichido.case.expect import Observed, conflicts_in_words, contested_in_words
from ichido.case.hear import AuthorityEvent, EventKind
from ichido.case.known import knowing
from ichido.case.payload import notes_of
from ichido.case.permits import reused
from ichido.case.record import Change, Reason, Record, changed
from ichido.case.reuse import Earlier, of_case
from ichido.case.state import (
    CancelTimer,
    Close,
    Concluded,
    Decide,
    Effect,
    Event,
    Fired,
    Notify,
    Obtain,
    SetTimer,
    SubmissionRef,
    Submit,
)
from ichido.case.tell import agreed_to, confirmed, decided, delivered, told
from ichido.case.together import happening_next, in_order
from ichido.case.town import CASE, Left, Town, mandates_on
from ichido.case.unseen import admitted, askable, seen, unseen
from ichido.case.values import Places, plain, read_term
from ichido.case.withdrawing import withdraw
from ichido.compiler.correcting import CORRECTION, correction_plan
from ichido.compiler.plan import Plan
from ichido.language.kinds import Scenario
from ichido.language.kinds.scenario import Happening, Objection, Protected
from ichido.rules.values import Address, PersonName, Subject, Value

MORNING = time(9, 0)
_STEPS = 1000


class Stuck(Exception):
    """The core asked for effects without end: a fault of the core, never of a definition."""


class WrongScenario(Exception):
    """The scenario says what cannot be: its message names the answer and why."""


@dataclass
class Simulation:
    """One case of a scenario as it unfolds."""

    plan: Plan
    scenario: Scenario
    town: Town
    places: Places
    record: Record
    today: date
    revision: int = 1
    timers: dict[str, tuple[datetime, Clock]] = field(default_factory=dict)
    pending: list[Left] = field(default_factory=list)
    sequence: dict[str, int] = field(default_factory=dict)
    asked: dict[str, None] = field(default_factory=dict)
    confirmed: dict[str, None] = field(default_factory=dict)
    sent: dict[str, int] = field(default_factory=dict)
    overdue: dict[str, None] = field(default_factory=dict)
    due: dict[str, date] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    corrections: "dict[str, Simulation]" = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.hidden = hidden_from(self.scenario.protected, self.scenario.applicant)
        self.state = begin(self._concluded())

    @property
    def closed(self) -> bool:
        """Whether nothing more will happen in the case."""
        return self.state.closed is not None

    @property
    def now(self) -> datetime:
        """Nine in the morning of the day, where the case is."""
        return datetime.combine(self.today, MORNING, tzinfo=ZoneInfo(first_calendar(self.plan).zone))

    def run(self) -> Observed:
        """Everything that happens, in its order, and what came out."""
        self.settle()
        self.give(self.scenario.answers)
        happens = deque(self.scenario.happens)
        while happens:
            self.move_to(happens[0].at)
            self.happen(*happening_next(happens, self.state.conclusions))
            self._answer()
        if self.answers:
            raise WrongScenario(f"nobody ever asks for {', '.join(f'`{key}`' for key in self.answers)}")
        return self._observed()

    def move_to(self, day: date) -> None:
        """Let the days pass until this one; each period that ends on the way rings on its day."""
        while ending := sorted((ends, timer) for timer, (ends, _) in self.timers.items() if ends.date() < day):
            ends, timer = ending[0]
            self.today = max(self.today, ends.astimezone(ZoneInfo(first_calendar(self.plan).zone)).date())
            self._fire(timer)
            self.settle()
        self.today = max(self.today, day)

    def happen(self, *together: Happening) -> None:
        """What the scenario says happens together."""
        self._mandates_of_today()
        for happening in together:
            self._hear(happening)
        self.settle()

    def _mandates_of_today(self) -> None:
        """What has begun, ended or been revoked meanwhile counts from today."""
        mandates = mandates_on(self.scenario, self.today)
        if mandates or self.record.mandates:
            self.record = replace(self.record, mandates=mandates)
            self.events.append(Concluded(self._concluded()))

    def _hear(self, happening: Happening) -> None:
        if happening.registry and happening.state:
            self.town.switch(happening.registry, happening.state)
            self.retry()
        self.answers |= happening.answers
        if happening.protected:
            self._protect(hidden_from(happening.protected, self.scenario.applicant))
        if happening.contested:
            self._contest(happening.contested)
        if happening.corrects:
            self._correct(happening.corrects, happening)
        if happening.withdraws:
            self._withdraw(happening.withdraws)
        if happening.procedure:
            key = happening.procedure
            for event in self._authority_events(happening, key):
                self._tell_later(told(self.plan, self.record, self.now, event, self.places))
            if happening.agrees:
                self._tell_later(agreed_to(self.record, key, happening.agrees, self.today))
            if happening.act and not happening.outcome:
                self._tell_later(confirmed(self.record, key, happening.act, self.today))

    def _protect(self, more: frozenset[str]) -> None:
        """From now on the case goes on as if they had never been there."""
        self.hidden = unseen(self.record, self.hidden | more)
        self.record = seen(self.plan, self.record, self.hidden)
        self.pending = [(one, lookup) for one, lookup in self.pending if one.subject not in self.hidden]
        self.events.append(Concluded(self._concluded()))

    def _contest(self, objection: Objection) -> None:
        """The person says that a register is wrong: a case of its own has it put right."""
        name, _, term = objection.fact.rpartition(".")
        known = knowing(self.plan, self.record, self.today)
        subject = self.record.subjects.get(name)
        if subject is None:
            raise WrongScenario(f"contested: nobody called `{name}` has part in the case yet")
        try:
            fact = entry_in_question(known, subject, f"{subject.vocabulary}.{term}")
            route(self.plan, fact)
        except NotContestable as error:
            raise WrongScenario(f"contested: {objection.fact}: {error}") from None
        entry = entry_of(self.plan, fact.term)
        said = objection.should_be is not None
        value = read_term(entry, objection.should_be, self.places, eras=self.town.eras) if said else None
        plan = correction_plan(self.plan, fact.provenance.registry, fact.term, said)
        about = Subject(CORRECTION, CORRECTION)
        begun = opening(plan, about, Wrong(subject, fact, value, objection.why), CASE, self.now, self.today)
        first = Record(
            case=CORRECTION,
            applicant=self.record.applicant,
            about=about,
            opened_on=self.today,
            subjects={about.id: about, self.record.applicant.id: self.record.applicant},
        )
        number = f"{CORRECTION}-{len(self.record.contests) + 1}"
        case = Simulation(plan, self.scenario, self.town, self.places, changed(first, begun), self.today)
        self.corrections = {**self.corrections, objection.fact: case}
        case.record = replace(case.record, case=number)
        case.settle()
        self._tell_later(contest(fact, number, self.now))

    def _correct(self, fact: str, happening: Happening) -> None:
        """The office that keeps a register answers: what it grants enters the register, and the case is told."""
        case = self.corrections.get(fact)
        if case is None:
            raise WrongScenario(f"corrects: nobody says that `{fact}` is wrong")
        case.today = self.today
        for event in case._authority_events(happening, CORRECTION):
            case._tell_later(told(case.plan, case.record, self.now, event, self.places))
        case.settle()
        outcome = case.record.filing(CORRECTION).final
        if outcome:
            known = knowing(self.plan, self.record, self.today)
            self._tell_later(settled(known, case.record.case, outcome == "granted"))

    def _withdraw(self, key: str) -> None:
        """The person takes back what they consented to under a question."""
        consent = standing_under(self.record, key)
        if consent is None:
            raise WrongScenario(f"withdraws: nobody has consented under `{key}`")
        conclusions = self.state.conclusions
        self._tell_later(withdraw(self.plan, self.record, self.today, conclusions, consent.id, self.now, "person"))

    def _authority_events(self, happening: Happening, key: str) -> Iterator[AuthorityEvent]:
        if happening.received:
            yield self._event(key, "received")
        if happening.correction:
            yield replace(self._event(key, "correction"), items=happening.correction)
        if happening.outcome:
            yield replace(
                self._event(key, "outcome"),
                outcome=happening.outcome,
                reasons=tuple(Reason(text) for text in happening.reasons),
                produced=tuple(happening.with_.items()),
            )

    def _event(self, key: str, kind: EventKind) -> AuthorityEvent:
        return AuthorityEvent(
            id="", authority="", case=self.record.case, key=key, kind=kind, sequence=self._next(key), on=self.today
        )

    def _next(self, key: str) -> int:
        self.sequence[key] = self.sequence.get(key, 0) + 1
        return self.sequence[key]

    def give(self, answers: Mapping[str, Any]) -> None:
        """The person answers what is asked; an answer to what nobody asks yet waits until somebody does."""
        self.answers |= answers
        self._answer()

    def _answer(self) -> None:
        if not self.answers or self.closed:
            return
        taken = take(self.plan, self.record, self.now, self.today, self.answers, self.places)
        if taken.problems:
            raise WrongScenario("; ".join(f"{refused.key}: {refused.message}" for refused in taken.problems))
        if len(taken.left) < len(self.answers):
            given = [key for key in self.answers if key not in taken.left]
            # Also what was offered and not required is only confirmed, where an earlier case has it.
            proposed = {q.key for q in self.state.conclusions.questions if q.why == "confirm"} | self.confirmed.keys()
            self.asked |= dict.fromkeys(key for key in given if key not in proposed)
            self.confirmed |= dict.fromkeys(key for key in given if key in proposed)
            self.answers = {key: self.answers[key] for key in taken.left}
            self.tell(taken.change)

    def tell(self, change: Change) -> None:
        """Something was said or done: conclude and let the case act."""
        if change == Change():
            return
        self._tell_later(change)
        self.settle()

    def _concluded(self) -> Conclusions:
        self.revision += 1
        conclusions = conclude(self.plan, self.record, self.today, self.revision)
        self.due |= {p.key: p.due for p in conclusions.procedures if p.due}
        if not conclusions.lookups:
            # Nobody is put a question before the registers have answered.
            required = [question for question in conclusions.questions if question.required]
            self.asked |= dict.fromkeys(q.key for q in required if q.why != "confirm")
            self.confirmed |= dict.fromkeys(q.key for q in required if q.why == "confirm")
        return conclusions

    def settle(self) -> None:
        """Let the case act until it has nothing more to do today."""
        before = dict(self.sent)
        for _ in range(_STEPS):
            if not self.step():
                sent = self.sent.keys() - before.keys()
                told = in_order(self.plan, self.state.conclusions, self.record, sent)
                self.sent = {key: self.sent[key] for key in (*before, *told)}
                return
        raise Stuck(self.scenario.scenario)

    def step(self) -> bool:
        """Let the case act once on all it has heard; whether there was anything to do."""
        events, self.events = tuple(self.events), []
        self.state, effects = advance(self.state, events)
        for effect in effects:
            self.perform(effect)
        for timer in [t for t, (ends, _) in self.timers.items() if ends <= self.now]:
            self._fire(timer)
        return bool(effects or self.events)

    def perform(self, effect: Effect) -> None:
        """Do, in this town, what the case asks for."""
        match effect:
            case Obtain(lookups):
                self._obtain(lookups)
            case Submit(submissions):
                for submission in submissions:
                    self._deliver(submission)
            case Decide(keys):
                for key in keys:
                    self._tell_later(decided(self.plan, self.record, self.now, self.today, key))
            case SetTimer(timer, ends, clock):
                self.timers[timer] = (ends, clock)
            case CancelTimer(timer):
                self.timers.pop(timer, None)
            case Close():
                self.timers.clear()
            case Notify():
                pass

    def look_up(self, lookups: tuple[Lookup, ...]) -> None:
        """Ask the registries for one wave."""
        change, pending = self.town.obtain(self.plan, askable(lookups, self.hidden), self.now)
        self.pending += pending
        self._record(change)

    def _obtain(self, lookups: tuple[Lookup, ...]) -> None:
        """Wave by wave, until what came of one opens no other: as the doors do it."""
        made: dict[str, None] = {}
        while lookups:
            self.look_up(lookups)
            made |= {lookup.asks(term): None for lookup in lookups for term in lookup.terms}
            conclusions = self._concluded()
            lookups = tuple(unasked(conclusions.lookups, made))
        self.events.append(Concluded(conclusions, tuple(made)))

    def _deliver(self, submission: SubmissionRef) -> None:
        key = submission.key
        notes = {noted.key: noted.filing.version for noted in notes_of(self.plan, self.record, key, self.today)}
        self.sent |= {key: submission.version} | notes
        self._tell_later(delivered(self.record, key, submission.version, self.today, notes))
        for received in (key, *notes):
            self._acknowledge(received)

    def _acknowledge(self, key: str) -> None:
        self._tell_later(told(self.plan, self.record, self.now, self._event(key, "received"), self.places))

    def _tell_later(self, change: Change) -> None:
        if change != Change():
            self._record(change)
            self.events.append(Concluded(self._concluded()))

    def _record(self, change: Change) -> None:
        self.record = changed(self.record, admitted(self.plan, change, self.hidden))
        self.town.learn(change)

    def retry(self) -> None:
        """A registry that is up again answers what it was asked while it was down."""
        waiting, self.pending = self.pending, []
        wanted = tuple(one for one in waiting if agreed(self.plan, self.record, one[1]))
        change, still = self.town.answer_pending(self.plan, wanted, self.now)
        self.pending += still
        self.tell(change)

    def _fire(self, timer: str) -> None:
        _, clock = self.timers.pop(timer)
        if clock.name == "apply":
            self.overdue[clock.key] = None
        self.events.append(Fired(timer))

    def _observed(self) -> Observed:
        filings = self.record.filings.values()
        return Observed(
            asked=tuple(self.asked),
            confirmed=tuple(self.confirmed),
            consented=consented(self.record),
            withdrawn=withdrawn(self.record),
            reused=reused(self.plan, self.record),
            sequence=tuple(self.sent),
            due=self.due,
            overdue=tuple(self.overdue),
            outcomes={f.key: f.outcome for f in filings if f.outcome},
            paid={f.key: f.amount for f in filings if f.amount is not None},
            facts=facts_in_words(self.record),
            waiting={p.key: p.waiting[0].kind for p in self.state.conclusions.procedures if p.waiting},
            versions=dict(self.sent),
            conflicts=conflicts_in_words(self.state.conclusions),
            contested=contested_in_words(self.state.conclusions),
            refused={p.key: p.refused for p in self.state.conclusions.procedures if p.refused},
            complete=self.closed,
        )


def simulation(plan: Plan, scenario: Scenario, places: Places, earlier: tuple[Earlier, ...] = ()) -> Simulation:
    """The case of a scenario as it opens, after other cases; WrongScenario when registers cannot hold what it says."""
    try:
        town = Town.of(plan, scenario, places, earlier)
    except ValueError as error:
        raise WrongScenario(f"registered: {error}") from None
    return Simulation(plan, scenario, town, places, town.opening(plan), scenario.today)


def before(
    scenario: Scenario, others: Mapping[str, Scenario], plan_of: Callable[[Scenario], Plan], places: Places
) -> tuple[Earlier, ...]:
    """What the cases that a scenario comes after leave behind; `others` are all scenarios by title."""
    if scenario.after is None:
        return ()
    first = others[scenario.after]
    case = simulation(plan_of(first), first, places, before(first, others, plan_of, places))
    case.run()
    held = of_case(case.plan, replace(case.record, case=first.scenario))
    return (*case.town.earlier, *held)


def hidden_from(protected: Protected, applicant: str) -> frozenset[str]:
    """Whom an applicant must not know of, of all who are protected from somebody."""
    return frozenset(name for name, others in protected.items() if applicant in others)


def facts_in_words(record: Record) -> dict[str, Any]:
    """The newest value of each term of each subject, as the scenario would write it."""
    now = (fact for fact in record.facts if fact.provenance.on is None)
    return {f"{fact.subject}.{fact.term.partition('.')[2]}": _written(fact.value) for fact in now}


def _written(value: Value) -> Any:
    return value.text if isinstance(value, Address | PersonName) else plain(value)
