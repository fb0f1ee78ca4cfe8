"""How a missing fact can be had: a lookup under a grant, a question, or waiting."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from ichido.case.conclusions import Lookup, Question, Waiting
from ichido.case.known import NOT_PRODUCED, NOT_THEN, Known, question_key, reached
from ichido.case.standing import Standing, causes, prospects, subjects
from ichido.compiler.plan import Each, Why
from ichido.language.kinds.registry import Grant
from ichido.language.kinds.vocabulary import Term
from ichido.rules.values import Cause, Subject

Key = tuple[str, str, str, str, date | None]


@dataclass
class Wants:
    """What one conclusion gathers while it goes through the procedures of a case."""

    known: Known
    standings: tuple[Standing, ...]
    lookups: dict[Key, tuple[Standing, Grant, list[str]]] = field(default_factory=dict)
    wanted: set[Key] = field(default_factory=set)
    questions: dict[str, Question] = field(default_factory=dict)

    def satisfy(self, cause: Cause, reader: Standing | None, required: bool = True) -> tuple[Waiting, ...]:
        """Arrange for a missing fact, for one act or (no reader) for any act of the case; say what it waits for."""
        subject = self._subject(cause.subject)
        term = self._term(cause)
        if subject is None or term is None:
            return (Waiting(kind="authority", what=cause.term),)
        if cause.reason == NOT_PRODUCED:
            assert reader is not None
            return tuple(Waiting(kind="procedure", what=producer) for producer in reader.planned.after)
        if cause.on and cause.on > self.known.on:
            return (Waiting(kind="authority", what=cause.term),)  # nobody can say what will be
        found = tuple(self.obtain(subject, cause, reader))
        if found and not self._asked_when_down(cause, reader):
            return found
        if (self._is_link(term) and not term.among) or (cause.on is None and self._is_produced(cause.term)):
            return (Waiting(kind="authority", what=cause.term),)
        return self._ask(subject, cause, term, reader, required)

    def prefill(self, missing: tuple[Cause, ...], reader: Standing) -> None:
        """Look up what may fill the form of an act that the person has not chosen yet."""
        for cause in missing:
            subject = self._subject(cause.subject)
            if subject and cause.reason != NOT_PRODUCED:
                tuple(self.obtain(subject, cause, reader, prefilling=True))

    def found_lookups(self) -> tuple[Lookup, ...]:
        """The lookups gathered, one for each registry, office, subject and grant."""
        return tuple(
            Lookup(
                registry=registry,
                authority=authority,
                subject=subject,
                terms=tuple(sorted(terms)),
                grant=grant_name,
                under=str(grant.under),
                procedure=standing.id,
                act=str(standing.planned.definition.basis),
                on=on,
            )
            for (registry, authority, subject, grant_name, on), (standing, grant, terms) in self.lookups.items()
        )

    def obtain(
        self, subject: Subject, cause: Cause, reader: Standing | None, prefilling: bool = False
    ) -> Iterator[Waiting]:
        """Look up at the first lawful source that has not failed yet; nothing when there is none."""
        # What is so now is asked first: it may be so since then.
        then = cause.on if cause.reason == NOT_THEN and self._told(cause) else None
        applied = self.known.record.submitted_on is not None and not prefilling
        for standing, registry, name, grant in self._grants(cause.term, reader, then):
            if not reached(grant, applied):
                yield Waiting(kind="application", what=cause.term)
                return
            if standing.authority is None and standing.planned.after and not self._finds_office(standing, cause):
                if reader is None:
                    continue
                yield from (Waiting(kind="procedure", what=producer) for producer in standing.planned.after)
                return
            office = self._office(registry, subject, reader)
            if isinstance(office, tuple):
                yield from office
                return
            if not self._open_to(standing, grant, office):
                continue
            attempt = self._attempt(registry, office, cause, then)
            if attempt is None:
                self._look_up(registry, office, subject, cause.term, name, standing, grant, then)
            if attempt in (None, "pending"):
                yield Waiting(kind="registry", what=registry)
                return

    def _grants(self, term: str, reader: Standing | None, then: date | None) -> list[tuple[Standing, str, str, Grant]]:
        acts = (reader,) if reader else self._acts()
        found = [
            (standing, id_, name, grant)
            for standing in acts
            for id_, registry in self.known.plan.registries.items()
            if term in registry.holds and (then is None or registry.holds[term].history)
            for name, grant in registry.gives.items()
            if (grant.terms is None or term in grant.terms) and standing.planned.definition.basis in grant.for_
            if reached(grant, applied=True)
        ]
        # In one order whatever the order of the catalogue: an earlier stage first, then by name.
        return sorted(found, key=lambda g: ("before-application" not in g[3].stage, acts.index(g[0]), g[1], g[2]))

    def _acts(self) -> tuple[Standing, ...]:
        """Every act of the case, those that wait for no other first."""
        every = (*self.standings, *prospects(self.known, self.standings))
        return tuple(sorted(every, key=lambda s: s.planned.after != ()))

    def _office(self, registry: str, subject: Subject, reader: Standing | None) -> str | tuple[Waiting, ...]:
        """Which office holds the entry: its only one, by its jurisdiction, else the one that introduced the subject."""
        definition = self.known.plan.registries[registry]
        if definition.jurisdiction is None:
            return definition.holder
        root, _, _ = definition.jurisdiction.of.partition(".")
        introduced = self.known.record.known_at.get(subject.id)
        if root == subject.vocabulary:
            world = self.known.naming(**{root: subject})
            office = world.office(definition.holder, definition.jurisdiction)
            if office is not None:
                return office
            if definition.jurisdiction.as_of or definition.jurisdiction.of not in definition.holds:
                missing = causes(world.value(definition.jurisdiction.read))
                return tuple(w for cause in missing for w in self.satisfy(cause, reader))
        return introduced if introduced else (Waiting(kind="authority", what=registry),)

    def _finds_office(self, standing: Standing, cause: Cause) -> bool:
        """Whether the fact says whose act it is: to wait for others before it is sought would be to wait for ever."""
        jurisdiction = standing.planned.definition.jurisdiction
        if jurisdiction is None or (standing.planned.each and not standing.subject):
            return False
        sought = causes(standing.free.value(jurisdiction.read))
        return any((c.subject, c.term) == (cause.subject, cause.term) for c in sought)

    def _attempt(self, registry: str, office: str, cause: Cause, then: date | None) -> str | None:
        wanted = (registry, office, cause.subject, cause.term, then)
        attempts = self.known.record.attempts
        return next((a.result for a in attempts if (a.registry, a.authority, a.subject, a.term, a.on) == wanted), None)

    def _told(self, cause: Cause) -> bool:
        """Whether a registry has said already what the term is now."""
        told = (f for f in self.known.record.facts if f.provenance.source == "registry" and f.provenance.on is None)
        return any((fact.subject, fact.term) == (cause.subject, cause.term) for fact in told)

    def _asked_when_down(self, cause: Cause, reader: Standing | None) -> bool:
        """A need that says `on_unavailable: ask` becomes a question while its registry is down."""
        down = "pending" in self._results(cause)
        if reader is None or not down:
            return False
        name = cause.term.partition(".")[2]
        needs = reader.planned.definition.needs.items()
        return any(need.on_unavailable == "ask" and path.rpartition(".")[2] == name for path, need in needs)

    def _ask(
        self, subject: Subject, cause: Cause, term: Term, reader: Standing | None, required: bool
    ) -> tuple[Waiting, ...]:
        if term.among:
            options = self.known.value(term.among)
            if missing := causes(options):
                return tuple(w for found in missing for w in self.satisfy(found, reader, required))
            self._look_ahead(question_key(self.known, subject, cause.term), subjects(options))
        key = question_key(self.known, subject, cause.term, cause.on)
        asking = (reader.id,) if reader else tuple(dict.fromkeys(s.id for s in self.standings))
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

    def _look_ahead(self, path: str, options: tuple[Subject, ...]) -> None:
        """Before a choice among subjects is made, what the form must show or decide of each is looked up."""
        for standing in self.standings:
            ahead = [p for p in standing.receives if p.rpartition(".")[0] == path]
            for option in options:
                for missing in (c for p in ahead for c in causes(self.known.fact(option, p.rpartition(".")[2]))):
                    tuple(self.obtain(option, missing, standing))
        for each in (planned.each for planned in self.known.plan.procedures.values()):
            if each and each.path == path and each.condition:
                self._look_at_each(each, options)

    def _look_at_each(self, each: Each, options: tuple[Subject, ...]) -> None:
        for option in options:
            for missing in causes(self.known.naming(**{each.variable: option}).value(each.condition)):
                if missing.subject == option.id:
                    tuple(self.obtain(option, missing, None))

    def _why(self, cause: Cause, term: Term) -> Why:
        if term.among:
            return "choice"
        results = self._results(cause)
        if results:
            return "unavailable" if "pending" in results else "not-found"
        return "no-source" if self.only_a_person_knows(cause) else "not-granted"

    def only_a_person_knows(self, cause: Cause) -> bool:
        """No registry holds the term."""
        return not any(cause.term in registry.holds for registry in self.known.plan.registries.values())

    def _results(self, cause: Cause) -> tuple[str, ...]:
        """What registries that were asked said instead of a value."""
        attempts = self.known.record.attempts
        of = (cause.subject, cause.term)
        return tuple(a.result for a in attempts if (a.subject, a.term) == of and a.on in (None, cause.on))

    def _look_up(
        self,
        registry: str,
        office: str,
        subject: Subject,
        term: str,
        name: str,
        standing: Standing,
        grant: Grant,
        then: date | None,
    ) -> None:
        """Ask once, whoever wants it and under whichever grant; what is given serves all who may see it."""
        if (registry, office, subject.id, term, then) not in self.wanted:
            self.wanted.add((registry, office, subject.id, term, then))
            self.lookups.setdefault((registry, office, subject.id, name, then), (standing, grant, []))[2].append(term)

    def _subject(self, id_: str) -> Subject | None:
        record = self.known.record
        return next((s for s in (record.applicant, record.about) if s.id == id_), None) or record.subjects.get(id_)

    def _term(self, cause: Cause) -> Term | None:
        vocabulary, _, name = cause.term.partition(".")
        known = self.known.plan.vocabularies.get(vocabulary)
        return known.terms.get(name) if known else None

    def _is_produced(self, term: str) -> bool:
        """Some procedure of the case says what it is; a person is never asked for an authority's word."""
        for planned in self.known.plan.procedures.values():
            for path in planned.definition.produces:
                prefix, _, name = path.rpartition(".")
                about = subjects(self.known.value(prefix))
                if any(f"{subject.vocabulary}.{name}" == term for subject in about):
                    return True
        return False

    def _is_link(self, term: Term) -> bool:
        return term.type in self.known.plan.roots.values() or term.type in self.known.plan.vocabularies

    def _open_to(self, standing: Standing, grant: Grant, office: str) -> bool:
        """`own` holds only while registry and procedure resolve to the same authority.

        Until that is known it may be looked for in the register, unless only the person can say where it lies.
        """
        if grant.channel != "own" or standing.authority:
            return grant.channel != "own" or standing.authority == office
        jurisdiction = standing.planned.definition.jurisdiction
        if jurisdiction is None or (standing.planned.each and not standing.subject):
            return True
        return not any(map(self.only_a_person_knows, causes(standing.free.value(jurisdiction.read))))
