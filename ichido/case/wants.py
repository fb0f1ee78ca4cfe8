"""How a missing fact can be had: a lookup under a grant, a question, or waiting."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from ichido.case.conclusions import Question, Waiting
from ichido.case.consents import withdrawn_reuse
from ichido.case.known import AT_OPENING, CONFLICT, NOT_PRODUCED, PARTIAL, Known, question_key
from ichido.case.lookups import Lookups
from ichido.case.permits import confirms
from ichido.case.record import proposal
from ichido.case.standing import Standing, awaiting, causes, subjects
from ichido.compiler.consents import Reading
from ichido.compiler.plan import Why
from ichido.language.kinds.procedure import Unavailable
from ichido.language.kinds.vocabulary import Term
from ichido.rules.values import Cause, Listing, Subject, Value


@dataclass
class Wants:
    """What one conclusion gathers while it goes through the procedures of a case."""

    known: Known
    standings: tuple[Standing, ...]
    questions: dict[str, Question] = field(default_factory=dict)
    stopped: set[str] = field(default_factory=set)
    """The filings of which a need stops while its registry is down, by key."""
    _askers: dict[str, set[str]] = field(default_factory=dict)
    _seen_ahead: set[str] = field(default_factory=set)
    _arranged: dict[tuple[Cause, str | None, bool], tuple[Waiting, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lookups = Lookups(self.known, self.standings)

    def satisfy(self, cause: Cause, reader: Standing | None, required: bool = True) -> tuple[Waiting, ...]:
        """Arrange for a missing fact, for one act or (no reader) for any act of the case; say what it waits for."""
        key = (cause, reader.key if reader else None, required)
        found = self._arranged.get(key)
        if found is None:
            found = self._arranged[key] = self._arrange(cause, reader, required)
        return found

    def _arrange(self, cause: Cause, reader: Standing | None, required: bool) -> tuple[Waiting, ...]:
        subject = self._subject(cause.subject)
        term = self._term(cause)
        if subject is None or term is None:
            return (Waiting(kind="authority", what=cause.term),)
        if cause.reason == NOT_PRODUCED:
            assert reader is not None
            return awaiting(self.standings, reader)
        if cause.on and cause.on > self.known.on:
            return (Waiting(kind="authority", what=cause.term),)  # nobody can say what will be
        if cause.reason == CONFLICT:
            return self._ask(subject, cause, term, reader, required)
        # What the case opened with serves every act of it, whoever reads it.
        seeker = None if cause.reason == AT_OPENING else reader
        found = tuple(self._obtain(subject, cause, seeker, required=required))
        meanwhile = self.meanwhile(cause, reader) if found else "defer"
        if meanwhile == "stop" and reader:
            self.stopped.add(reader.key)
        if found and meanwhile != "ask":
            return found
        if cause.reason == PARTIAL or (self._is_link(term) and not term.among):
            return (Waiting(kind="authority", what=cause.term),)
        if cause.on is None and self._is_produced(cause.term):
            return (Waiting(kind="authority", what=cause.term),)
        return self._ask(subject, cause, term, reader, required)

    def prefill(self, missing: tuple[Cause, ...], reader: Standing) -> tuple[Waiting, ...]:
        """Look up what may fill the form of an act that the person has not chosen yet; say what that waits for."""
        found: list[Waiting] = []
        for cause in missing:
            subject = self._subject(cause.subject)
            if subject and cause.reason != NOT_PRODUCED:
                found += self._obtain(subject, cause, reader, prefilling=True)
        return tuple(found)

    def show(self, missing: tuple[Cause, ...]) -> tuple[Waiting, ...]:
        """Look up what may show by what right somebody acts, before anything else; nobody's own word shows it.

        What a register gives only after the application comes too late: there is none before the right is shown.
        """
        found: list[Waiting] = []
        for cause in missing:
            subject = self._subject(cause.subject)
            if subject:
                found += self._obtain(subject, cause, None, prefilling=True)
        return tuple(one for one in found if one.kind == "registry")

    def _obtain(
        self,
        subject: Subject,
        cause: Cause,
        reader: Standing | None,
        prefilling: bool = False,
        consents: bool = True,
        required: bool = True,
    ) -> Iterator[Waiting]:
        sought = self.lookups.seek(subject, cause, reader, prefilling, consents)
        if sought:
            yield from sought.waiting
            if sought.consent:
                yield self._ask_consent(sought.consent, required)
            for first in sought.first:
                yield from self.satisfy(first, reader)

    def _ask_consent(self, reading: Reading, required: bool) -> Waiting:
        """Before anything is read by consent the person is asked, once for each register, grant and procedure."""
        before = self.questions.get(reading.key)
        self.questions[reading.key] = Question(
            key=reading.key,
            subject=self.known.record.applicant.id,
            term="",
            why="consent",
            procedures=(reading.procedure,),
            required=required or (before is not None and before.required),
        )
        return Waiting(kind="person", what=reading.key)

    def meanwhile(self, cause: Cause, reader: Standing | None) -> Unavailable:
        """What the need that a missing fact is part of says is done while its registry is down."""
        if reader is None or "pending" not in self.lookups.results(cause):
            return "defer"
        kinds = {need.on_unavailable for path, need in reader.needs.items() if self._is_part(cause, reader, path)}
        return "stop" if "stop" in kinds else "ask" if "ask" in kinds else "defer"

    def _is_part(self, cause: Cause, reader: Standing, path: str) -> bool:
        need = reader.needs[path]
        if "." not in path or need.on_unavailable == "defer":
            return False
        wanted = causes(reader.world.value(need.read(path)))
        return (cause.subject, cause.term, cause.on) in {(one.subject, one.term, one.on) for one in wanted}

    def asked(self) -> tuple[Question, ...]:
        """The questions that somebody can do something with: not those that only stopped filings ask."""
        return tuple(one for key, one in self.questions.items() if not self._askers.get(key, {""}) <= self.stopped)

    def _ask(
        self, subject: Subject, cause: Cause, term: Term, reader: Standing | None, required: bool
    ) -> tuple[Waiting, ...]:
        key = question_key(self.known, subject, cause.term, cause.on)
        if term.among:
            options = self.known.value(term.among)
            if missing := causes(options):
                return tuple(w for found in missing for w in self.satisfy(found, None, required))
            self._look_ahead(subject, cause.term, subjects(options))
        asking = (reader.id,) if reader else tuple(dict.fromkeys(s.id for s in self.standings))
        self._askers.setdefault(key, set()).add(reader.key if reader else "")
        before = self.questions.get(key)
        self.questions[key] = Question(
            key=key,
            subject=subject.id,
            term=cause.term,
            on=cause.on,
            why=self._why(cause, term),
            procedures=tuple(dict.fromkeys((*(before.procedures if before else ()), *asking))),
            required=required or (before is not None and before.required),
        )
        return (Waiting(kind="person", what=key),)

    def _look_ahead(self, subject: Subject, term: str, options: tuple[Subject, ...]) -> None:
        """Before a choice among subjects is made, what the form must show or decide of each is looked up."""
        path = question_key(self.known, subject, term)
        if path in self._seen_ahead:
            return
        self._seen_ahead.add(path)
        for standing in self.standings:
            shown = [p.rpartition(".")[2] for p in standing.receives if p.rpartition(".")[0] == path]
            self._look_at(options, [self.known.fact(option, name) for option in options for name in shown], standing)
        for option in options:
            chosen = self.known.supposing(subject, term, Listing((option,), complete=True))
            for planned in self.known.plan.procedures.values():
                if planned.when:
                    self._look_at(options, [chosen.value(planned.when)], None)
                each = planned.each
                if each and each.path == path and each.condition:
                    self._look_at(options, [chosen.naming(**{each.variable: option}).value(each.condition)], None)

    def _look_at(self, options: tuple[Subject, ...], values: Iterable[Value], reader: Standing | None) -> None:
        """Obtain what is missing of one of the options in values."""
        of = {option.id: option for option in options}
        for cause in dict.fromkeys(cause for value in values for cause in causes(value)):
            if cause.subject in of:
                tuple(self._obtain(of[cause.subject], cause, reader, consents=False))

    def _why(self, cause: Cause, term: Term) -> Why:
        if term.among:
            return "choice"
        if cause.reason == CONFLICT:
            return "conflict"
        offered = proposal(self.known.record, cause.subject, cause.term)
        taken_back = withdrawn_reuse(self.known.record, cause.subject, cause.term)
        if offered and cause.on is None and confirms(self.known.plan, offered) and not taken_back:
            return "confirm"
        results = self.lookups.results(cause)
        if "declined" in results or taken_back or self.lookups.was_refused(cause):
            return "declined"
        if results:
            return "unavailable" if "pending" in results else "not-found"
        return "no-source" if self.known.only_a_person_knows(cause.term) else "not-granted"

    def _subject(self, id_: str) -> Subject | None:
        record = self.known.record
        return next((s for s in (record.applicant, record.about) if s.id == id_), None) or record.subjects.get(id_)

    def _term(self, cause: Cause) -> Term | None:
        vocabulary, _, name = cause.term.partition(".")
        known = self.known.plan.vocabularies.get(vocabulary)
        return known.terms.get(name) if known else None

    def _is_produced(self, term: str) -> bool:
        """Some procedure of the case says what it is; a person is never asked for an authority's word."""
        return term in self._produced

    @cached_property
    def _produced(self) -> frozenset[str]:
        paths = (path for planned in self.known.plan.procedures.values() for path in planned.definition.produces)
        found: set[str] = set()
        for prefix, _, name in (path.rpartition(".") for path in paths):
            found |= {f"{subject.vocabulary}.{name}" for subject in subjects(self.known.value(prefix))}
        return frozenset(found)

    def _is_link(self, term: Term) -> bool:
        return term.type in self.known.plan.roots.values() or term.type in self.known.plan.vocabularies
