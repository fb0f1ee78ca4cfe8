"""What is known about one case: facts with their provenance, attempts, choices and filings."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

from ichido.case.mandate import Mandate
from ichido.rules.values import Listing, Subject, Value

SourceKind = Literal["registry", "person", "earlier", "produced"]
Result = Literal["pending", "not-found", "withheld", "declined", "withdrawn"]
Choice = Literal["apply", "decline", "give", "refuse"]
ContestState = Literal["open", "granted", "refused"]
ConsentKind = Literal["partner", "registry", "reuse"]
ConsentBy = Literal["person", "clerk"]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a fact comes from: for law, the article of its grant or permit, and the acts it was obtained for.

    `as_of` is since when it is so; `on` the earlier day that was asked about, None for what is so now; `filing`
    produced it; in the case `earlier` it was said or obtained, and is used again or was confirmed here; `again` is the
    case that had the register put right before it said this.
    """

    source: SourceKind
    registry: str = ""
    authority: str = ""
    grant: str = ""
    under: str = ""
    acts: tuple[str, ...] = ()
    as_of: date | None = None
    on: date | None = None
    filing: str = ""
    earlier: str = ""
    again: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A term's value for a subject; `term` is `vocabulary.term`, the value may be known to be none.

    `controller` is in whose hands it is, once it is kept; it is no part of what the fact says.
    """

    subject: str
    term: str
    value: Value
    provenance: Provenance
    at: datetime
    controller: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A registry was asked (`on`: what was so on a day) and gave no value that counts: pending, or settling nothing.

    `declined`: it gave one, and the person has set it aside. `withdrawn`: before it answered, so did the consent to
    ask it; as if it had never been asked.
    """

    registry: str
    authority: str
    subject: str
    term: str
    result: Result
    at: datetime
    on: date | None = None
    again: str = ""


@dataclass(frozen=True, slots=True)
class Contest:
    """The person says that a register is wrong about a term; `correction` is the case that has it put right."""

    correction: str
    registry: str
    authority: str
    subject: str
    term: str
    at: datetime
    state: ContestState = "open"

    def is_of(self, fact: Fact) -> bool:
        """Whether a fact is the contested word: what the register says once it was put right is another."""
        source = fact.provenance
        return self.concerns(fact) and source.authority == self.authority

    def concerns(self, fact: Fact) -> bool:
        """Whether a fact says what was contested, whichever office says it: entries move with people."""
        source = fact.provenance
        said = (source.registry, fact.subject, fact.term)
        return said == (self.registry, self.subject, self.term) and source.again != self.correction


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The person says that what a register says of a term is right."""

    registry: str
    authority: str
    subject: str
    term: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Correction:
    """An authority asks for named items to be put right (補正); `sequence` is the authority's own number."""

    sequence: int
    items: tuple[str, ...]
    message: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an authority decided as it did, with the article (行政手続法 8条)."""

    text: str
    article: str = ""


@dataclass(frozen=True, slots=True)
class Filing:
    """One procedure for one subject before its authority: what was sent, and what the authority said.

    `noted_with` is the filing that carried it as a note; `agreed` are those who had to act together and said yes.
    """

    key: str
    version: int = 1
    sent: int = 0
    arrived_on: date | None = None
    received: bool = False
    corrections: tuple[Correction, ...] = ()
    answered: int = 0
    acts: tuple[tuple[str, date], ...] = ()
    agreed: tuple[tuple[str, date], ...] = ()
    outcome: str | None = None
    outcome_sequence: int = 0
    outcome_on: date | None = None
    reasons: tuple[Reason, ...] = ()
    decided_by: Literal["authority", "rule"] | None = None
    amount: int | None = None
    noted_with: str = ""

    @property
    def confirmed(self) -> tuple[str, ...]:
        """The acts of the person that the authority or a clerk has confirmed."""
        return tuple(act for act, _ in self.acts)

    @property
    def final(self) -> str | None:
        """The outcome, unless a later correction has opened the filing again."""
        reopened = any(correction.sequence > self.outcome_sequence for correction in self.corrections)
        return None if reopened else self.outcome

    @property
    def open_correction(self) -> Correction | None:
        """The newest correction that neither the person nor a later outcome has answered."""
        newest = max(self.corrections, key=lambda c: c.sequence, default=None)
        settled = max(self.answered, self.outcome_sequence)
        return newest if newest and newest.sequence > settled else None


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person agreed to: that recipients get these terms of a subject from a source, for these procedures.

    `key` is the question it answered. Of a `partner` the `source` is empty; of a `registry` it is the registry, and
    `grant` its grant; of `reuse` it is other cases, and `grant` the permit. A clerk types only what `evidence` shows.
    """

    id: str
    key: str
    kind: ConsentKind
    procedures: tuple[str, ...]
    acts: tuple[str, ...]
    recipients: tuple[str, ...]
    source: str
    grant: str
    under: str
    subject: str
    terms: tuple[str, ...]
    given_at: datetime
    given_by: ConsentBy = "person"
    evidence: str = ""
    withdrawn_at: datetime | None = None
    withdrawn_by: ConsentBy | None = None
    withdrawal_evidence: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """Everything the pure core knows of a case; `known_at` says which authority introduced a subject.

    `contests` are by the number of the case that has the register put right. `actor` acts for the applicant, if anybody
    does; `mandates` are what they hold of the applicant's.
    """

    case: str
    applicant: Subject
    about: Subject
    opened_on: date
    submitted_on: date | None = None
    subjects: Mapping[str, Subject] = field(default_factory=dict)
    known_at: Mapping[str, str] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    choices: Mapping[str, Choice] = field(default_factory=dict)
    filings: Mapping[str, Filing] = field(default_factory=dict)
    contests: Mapping[str, Contest] = field(default_factory=dict)
    confirmed: tuple[Confirmation, ...] = ()
    consents: tuple[Consent, ...] = ()
    actor: Subject | None = None
    mandates: tuple[Mandate, ...] = ()

    def is_of_applicant(self, subject: Subject) -> bool:
        """Whether what is held of a subject is held of the applicant: of them, or of what is linked to them."""
        if subject.vocabulary == self.applicant.vocabulary:
            return subject == self.applicant
        linked = (fact.value for fact in self.facts if fact.subject == self.applicant.id)
        return any(subject in (value.items if isinstance(value, Listing) else (value,)) for value in linked)

    def filing(self, key: str) -> Filing:
        """The filing of a procedure, a new one if nothing has happened yet."""
        return self.filings.get(key) or Filing(key)


@dataclass(frozen=True, slots=True)
class Change:
    """What one event adds to a record; the store writes it and the simulator folds it.

    `in_person`: the applicant acts from now on, whoever acted for them before.
    """

    facts: tuple[Fact, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    subjects: tuple[tuple[Subject, str], ...] = ()
    choices: Mapping[str, Choice] = field(default_factory=dict)
    filings: tuple[Filing, ...] = ()
    submitted_on: date | None = None
    contests: tuple[Contest, ...] = ()
    confirmed: tuple[Confirmation, ...] = ()
    consents: tuple[Consent, ...] = ()
    in_person: bool = False


def changed(record: Record, change: Change) -> Record:
    """The record after a change: facts are added, never overwritten; the newest attempt of a lookup counts.

    A lookup stays pending since it first was, and is so no more once its registry has given a value.
    """
    attempts = {_lookup(a): a for a in record.attempts}
    for attempt in change.attempts:
        before = attempts.get(_lookup(attempt))
        if before is None or not before.result == attempt.result == "pending":
            attempts[_lookup(attempt)] = attempt
    for fact in change.facts:
        answered = attempts.get(_answered(fact))
        if answered and answered.result == "pending":
            del attempts[_answered(fact)]
    return replace(
        record,
        facts=(*record.facts, *change.facts),
        attempts=tuple(attempts.values()),
        subjects={**record.subjects, **{subject.id: subject for subject, _ in change.subjects}},
        known_at={**record.known_at, **{subject.id: authority for subject, authority in change.subjects}},
        choices={**record.choices, **change.choices},
        filings={**record.filings, **{filing.key: filing for filing in change.filings}},
        submitted_on=record.submitted_on or change.submitted_on,
        contests={**record.contests, **{contest.correction: contest for contest in change.contests}},
        confirmed=tuple(dict.fromkeys((*record.confirmed, *change.confirmed))),
        consents=tuple({consent.id: consent for consent in (*record.consents, *change.consents)}.values()),
        actor=None if change.in_person else record.actor,
    )


def put_right_by(record: Record, registry: str, authority: str, subject: str, term: str) -> str:
    """The newest case that had a register put right about a term of a subject; none, as long as none has."""
    of = (registry, authority, subject, term)
    every = record.contests.values()
    granted = [c for c in every if c.state == "granted" and (c.registry, c.authority, c.subject, c.term) == of]
    return granted[-1].correction if granted else ""


def proposal(record: Record, subject: str, term: str) -> Fact | None:
    """What an earlier case offers of a term of a subject, whether it counts or is still to be confirmed."""
    offered = (f for f in record.facts if f.provenance.source == "earlier" and (f.subject, f.term) == (subject, term))
    return next(offered, None)


def joined(first: Change, second: Change) -> Change:
    """Both changes as one; of two filings under one key, or two consents of one id, the second counts."""
    filings = {filing.key: filing for filing in (*first.filings, *second.filings)}
    return Change(
        facts=(*first.facts, *second.facts),
        attempts=(*first.attempts, *second.attempts),
        subjects=(*first.subjects, *second.subjects),
        choices={**first.choices, **second.choices},
        filings=tuple(filings.values()),
        submitted_on=first.submitted_on or second.submitted_on,
        contests=(*first.contests, *second.contests),
        confirmed=(*first.confirmed, *second.confirmed),
        consents=tuple({consent.id: consent for consent in (*first.consents, *second.consents)}.values()),
        in_person=first.in_person or second.in_person,
    )


def _answered(fact: Fact) -> tuple[str, str, str, str, date | None, str]:
    source = fact.provenance
    return source.registry, source.authority, fact.subject, fact.term, source.on, source.again


def _lookup(attempt: Attempt) -> tuple[str, str, str, str, date | None, str]:
    return attempt.registry, attempt.authority, attempt.subject, attempt.term, attempt.on, attempt.again
