"""Which registry is asked for a missing fact: the first lawful source that has not failed yet."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from ichido.case.conclusions import Lookup, Waiting
from ichido.case.consents import anew, answered
from ichido.case.known import NOT_PRODUCED, NOT_THEN, PARTIAL, Known, reached
from ichido.case.record import Attempt, proposal, put_right_by
from ichido.case.standing import Standing, awaiting, causes, prospects
from ichido.compiler.consents import Reading, consentable
from ichido.compiler.openings import Opening
from ichido.language.kinds import Permit
from ichido.language.kinds.permit import EARLIER
from ichido.language.kinds.registry import Grant
from ichido.rules.values import Cause, Subject


class Sought(NamedTuple):
    """What became of looking for a fact: what it waits for, and what must be known first to find its office.

    `consent`: the person is asked first whether this may be read.
    """

    waiting: tuple[Waiting, ...] = ()
    first: tuple[Cause, ...] = ()
    consent: Reading | None = None


class Pending(NamedTuple):
    """A term that a registry was asked for and has not given yet."""

    registry: str
    authority: str
    subject: str
    term: str
    on: date | None


class _Head(NamedTuple):
    registry: str
    authority: str
    subject: str
    grant: str
    on: date | None
    again: str = ""


@dataclass
class Lookups:
    """The lookups that one conclusion gathers, each registry, office, subject and grant once."""

    known: Known
    standings: tuple[Standing, ...]
    _found: dict[_Head, tuple[Standing, Grant | Permit, list[str]]] = field(default_factory=dict)
    _wanted: set[tuple[str, str, str, str, date | None]] = field(default_factory=set)
    _refused: set[tuple[str, str]] = field(default_factory=set)
    pending: dict[Pending, dict[str, None]] = field(default_factory=dict)
    """What is still to come, with the keys of the filings that want it."""

    def found(self) -> tuple[Lookup, ...]:
        """The lookups gathered."""
        return tuple(
            Lookup(
                registry=head.registry,
                authority=head.authority,
                subject=head.subject,
                terms=tuple(sorted(terms)),
                grant=head.grant,
                under=str(grant.under),
                procedure=standing.id,
                act=str(standing.planned.definition.basis),
                on=head.on,
                again=head.again,
                anew=anew(self.known.plan, self.known.record, head.registry, terms),
            )
            for head, (standing, grant, terms) in self._found.items()
        )

    @property
    def registries(self) -> frozenset[str]:
        """The registries that are to be asked."""
        return frozenset(head.registry for head in self._found)

    def seek(
        self,
        subject: Subject,
        cause: Cause,
        reader: Standing | None,
        prefilling: bool = False,
        consents: bool = True,
    ) -> Sought | None:
        """Ask for a fact for one act, or (no reader) for any act of the case; None when no source is left.

        Consent is asked for what the person wants, never to fill a form that nobody has asked for (not `consents`).
        """
        if cause.reason == PARTIAL and self._told(cause):
            return None  # a registry has said all it knows
        # What is so now is asked first: it may be so since then.
        then = cause.on if cause.reason == NOT_THEN and self._told(cause) else None
        applied = self.known.record.submitted_on is not None and not prefilling
        for standing, opening in self._open(cause.term, reader, then):
            if isinstance(opening.grant, Permit):
                if self._looks_back(subject, cause, standing, opening.name, opening.grant):
                    return Sought((Waiting(kind="registry", what=EARLIER),))
                continue
            if opening.grant.channel == "consent":
                agreed = answered(self.known.plan, self.known.record, standing.id, opening.registry, opening.name)
                if agreed is False:
                    self._refused.add((cause.subject, cause.term))
                if agreed is None and consents and not prefilling and standing.wanted:
                    return Sought(consent=Reading(opening.registry, opening.name, standing.id))
                if not agreed:
                    continue
            if not reached(opening.grant, applied):
                return Sought((Waiting(kind="application", what=cause.term),))
            if not self._serves(standing, opening.grant, subject):
                continue
            if self._has_no_office_yet(standing, cause):
                if reader is not None:
                    return Sought(awaiting(self.standings, standing))
                if opening.grant.channel == "own":
                    continue
            office = self._office(opening.registry, subject, reader)
            if isinstance(office, Sought):
                return office
            if not self._open_to(standing, opening.grant, office):
                continue
            attempt = self._attempt(opening.registry, office, cause, then)
            if attempt is None:
                again = put_right_by(self.known.record, opening.registry, office, subject.id, cause.term)
                head = _Head(opening.registry, office, subject.id, opening.name, then, again)
                self._ask(head, cause.term, standing, opening.grant)
            if attempt == "pending":
                one = Pending(opening.registry, office, subject.id, cause.term, then)
                self.pending.setdefault(one, {}).update({reader.key: None} if reader else {})
            if attempt in (None, "pending"):
                return Sought((Waiting(kind="registry", what=opening.registry),))
        return None

    def attempt(self, pending: Pending) -> Attempt:
        """When a registry was first asked for what it has not given yet."""
        attempts = self.known.record.attempts
        return next(a for a in attempts if (a.registry, a.authority, a.subject, a.term, a.on) == pending)

    def results(self, cause: Cause) -> tuple[str, ...]:
        """What registries that were asked said instead of a value."""
        attempts = (
            a
            for a in self.known.record.attempts
            if a.result != "withdrawn" and (a.registry != EARLIER or a.result == "declined")
        )
        of = (cause.subject, cause.term)
        return tuple(a.result for a in attempts if (a.subject, a.term) == of and a.on in (None, cause.on))

    def was_refused(self, cause: Cause) -> bool:
        """Whether a register would have said it, had the person agreed."""
        return (cause.subject, cause.term) in self._refused

    def _looks_back(self, subject: Subject, cause: Cause, standing: Standing, name: str, permit: Permit) -> bool:
        """Look once for what was said in another case; of an earlier day and of a part of a date nothing was said."""
        if cause.on or cause.reason == PARTIAL or proposal(self.known.record, subject.id, cause.term):
            return False
        if self._attempt(EARLIER, "", cause, None):
            return False
        self._ask(_Head(EARLIER, "", subject.id, name, None), cause.term, standing, permit)
        return True

    def _open(self, term: str, reader: Standing | None, then: date | None) -> Iterator[tuple[Standing, Opening]]:
        """The grants that open a term: those open before application first, then by turn, then in the acts' order."""
        registries = self.known.plan.registries
        opened = [
            opening
            for opening in self.known.plan.openings.get(term, ())
            if reached(opening.grant, applied=True)
            and (opening.grant.channel != "consent" or consentable(self.known.plan, term))
            and (then is None or (opening.registry != EARLIER and registries[opening.registry].holds[term].history))
        ]
        acts = (reader,) if reader else self._acts
        for early in (True, False):
            stage = [o for o in opened if ("before-application" in o.grant.stage) is early]
            for turn in sorted({opening.turn for opening in stage}):
                of_turn = [opening for opening in stage if opening.turn == turn]
                for standing in acts:
                    basis = str(standing.planned.definition.basis)
                    yield from ((standing, opening) for opening in of_turn if basis in opening.acts)

    @cached_property
    def _acts(self) -> tuple[Standing, ...]:
        """Every act of the case, those that wait for no other first."""
        every = (*self.standings, *prospects(self.known, self.standings))
        return tuple(sorted(every, key=lambda s: s.planned.after != ()))

    def _serves(self, standing: Standing, grant: Grant, subject: Subject) -> bool:
        """Self-information is what a registry holds of the applicant: it opens nobody else's (個人情報保護法 69条)."""
        return grant.channel != "self-information" or self.known.record.is_of_applicant(subject)

    def _has_no_office_yet(self, standing: Standing, cause: Cause) -> bool:
        """Whether others decide whose act it is; not if this very fact says it: that would be to wait for ever."""
        if standing.authority is not None or not standing.planned.after:
            return False
        jurisdiction = standing.planned.definition.jurisdiction
        if jurisdiction is None or (standing.planned.each and not standing.subject):
            return True
        sought = causes(standing.free.value(jurisdiction.read))
        return all((c.subject, c.term) != (cause.subject, cause.term) for c in sought)

    def _office(self, registry: str, subject: Subject, reader: Standing | None) -> str | Sought:
        """Which office holds the entry: its only one, by its jurisdiction, else the one that introduced the subject."""
        definition = self.known.plan.registries[registry]
        jurisdiction = definition.jurisdiction
        if jurisdiction is None:
            return definition.holder
        root, _, _ = jurisdiction.of.partition(".")
        if root == subject.vocabulary:
            world = (reader.free if reader else self.known).naming(**{root: subject})
            office = world.office(definition.holder, jurisdiction)
            if office is not None:
                return office
            missing = causes(world.value(jurisdiction.read))
            elsewhere = jurisdiction.as_of or jurisdiction.of not in definition.holds
            if elsewhere or any(cause.reason == NOT_PRODUCED for cause in missing):
                return Sought(first=missing)
        introduced = self.known.record.known_at.get(subject.id)
        return introduced or Sought((Waiting(kind="authority", what=registry),))

    def _open_to(self, standing: Standing, grant: Grant, office: str) -> bool:
        """`own` holds only while registry and procedure resolve to the same authority.

        Until that is known it may be looked for in the register, unless only the person can say where it lies.
        """
        if grant.channel != "own" or standing.authority:
            return grant.channel != "own" or standing.authority == office
        jurisdiction = standing.planned.definition.jurisdiction
        if jurisdiction is None or (standing.planned.each and not standing.subject):
            return True
        return not any(self.known.only_a_person_knows(c.term) for c in causes(standing.free.value(jurisdiction.read)))

    def _attempt(self, registry: str, office: str, cause: Cause, then: date | None) -> str | None:
        asked = (registry, office, cause.subject, cause.term)
        again = put_right_by(self.known.record, *asked)
        made = (a for a in self.known.record.attempts if a.result != "withdrawn" and (a.on, a.again) == (then, again))
        return next((a.result for a in made if (a.registry, a.authority, a.subject, a.term) == asked), None)

    def _told(self, cause: Cause) -> bool:
        """Whether a registry has said already what the term is now."""
        told = (f for f in self.known.record.facts if f.provenance.source == "registry" and f.provenance.on is None)
        return any((fact.subject, fact.term) == (cause.subject, cause.term) for fact in told)

    def _ask(self, head: _Head, term: str, standing: Standing, grant: Grant | Permit) -> None:
        """Ask once, whoever wants it and under whichever grant; what is given serves all who may see it."""
        wanted = (head.registry, head.authority, head.subject, term, head.on)
        if wanted not in self._wanted:
            self._wanted.add(wanted)
            self._found.setdefault(head, (standing, grant, []))[2].append(term)
