"""What follows from the facts of a case: references, dates and codes only, nothing personal."""

from collections.abc import Container, Iterable, Iterator
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from ichido.compiler.plan import Why

Answer = Literal["yes", "no", "unknown"]
WaitingKind = Literal[
    "registry", "person", "procedure", "authority", "act", "application", "correction", "right", "agreement",
]  # fmt: skip
ClockName = Literal["apply", "acknowledge", "accept", "decide", "put-right", "unsubmitted"]


class Message(BaseModel):
    """What enters Temporal: frozen, strict, and free of values that describe a person."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, defer_build=True)


class Lookup(Message):
    """One registry to be asked about one subject, for one act, under one grant; `on`: what was so on that day.

    `again` is the case that has had the register put right since it was asked before; `anew`: what it said before may
    not be used any more, so often has a consent been withdrawn since.
    """

    registry: str
    authority: str
    subject: str
    terms: tuple[str, ...]
    grant: str
    under: str
    procedure: str
    act: str
    on: date | None = None
    again: str = ""
    anew: int = 0

    @property
    def id(self) -> str:
        """The same lookup has the same id, so it is never issued twice."""
        return self.asks(",".join(self.terms))

    def asks(self, term: str) -> str:
        """One term asked of one registry about one subject: nobody asks that twice."""
        then = (f"@{self.on}" if self.on else "") + (f"!{self.again}" if self.again else "")
        anew = f"#{self.anew}" if self.anew else ""
        return f"{self.registry}@{self.authority}:{self.subject}:{term}{then}{anew}"


def unasked(lookups: Iterable[Lookup], asked: Container[str]) -> Iterator[Lookup]:
    """A lookup may have grown since it was last asked for; only what it gained is asked."""
    for lookup in lookups:
        terms = tuple(term for term in lookup.terms if lookup.asks(term) not in asked)
        if terms:
            yield lookup.model_copy(update={"terms": terms})


class Question(Message):
    """One thing the person is to answer; `key` is what the answer is filed under, `on` the day it is asked of."""

    key: str
    subject: str
    term: str
    on: date | None = None
    why: Why
    procedures: tuple[str, ...]
    required: bool = True


class Waiting(Message):
    """What something waits for, by name: a registry, a term, a procedure, an authority, an act."""

    kind: WaitingKind
    what: str

    @property
    def thing(self) -> str:
        """The name without the id of the subject it is about."""
        return self.what.partition("(")[0]


How = Literal["deferred", "asked", "stopped", "declared", "differs"]


class Unverified(Message):
    """A term that a registry could not give yet, or gave otherwise than the person: since when, and for which filings.

    `how`: it is waited for, asked of the person, or stops its filings; the person declared it, and the registry has
    still to answer or says something else.
    """

    subject: str
    term: str
    on: date | None = None
    registry: str
    authority: str
    since: datetime
    how: How
    procedures: tuple[str, ...] = ()


class Clock(Message):
    """A legal period that runs: its last day, the instant that day ends, and its article."""

    id: str
    name: ClockName
    key: str
    due: date
    ends: datetime
    under: str = ""


class Conflict(Message):
    """Sources say different things of a term: whose word `counts`, nobody's while it is `open`, whose are set aside."""

    subject: str
    term: str
    on: date | None = None
    counts: str
    aside: tuple[str, ...]
    rule: Literal["first", "ask"]
    open: bool = False


class Contested(Message):
    """The person says that a register is wrong about a term; `correction` is the case that has it put right."""

    correction: str
    registry: str
    subject: str
    term: str
    state: Literal["open", "granted", "refused"]


class ProcedureConclusion(Message):
    """Where one procedure for one subject stands.

    `right` is by what somebody acts for the applicant in it, `refused` why they may not; `agreements` are left to give.
    """

    key: str
    procedure: str
    subject: str | None = None
    authority: str | None = None
    applies: Answer
    choice: Literal["none", "open", "apply", "decline"] = "none"
    eligible: Answer | None = None
    ready: bool = False
    version: int = 1
    sent: int = 0
    decidable: bool = False
    stopped: bool = False
    outcome: str | None = None
    outcome_sequence: int = 0
    correction: int = 0
    acts: tuple[str, ...] = ()
    due: date | None = None
    right: str = ""
    refused: str = ""
    agreements: tuple[str, ...] = ()
    waiting: tuple[Waiting, ...] = ()

    @property
    def round(self) -> str:
        """This version of the filing: what is done once for each version is named by it."""
        return f"{self.key}/{self.version}"

    @property
    def settled(self) -> bool:
        """Nothing more will come of it unless an authority says so."""
        if (
            self.refused
            or self.applies == "no"
            or self.choice == "decline"
            or (self.choice == "open" and self.eligible == "no")
        ):
            return True
        return self.outcome is not None and self.correction == 0


def waited_for(procedures: Iterable[ProcedureConclusion]) -> tuple[str, ...]:
    """What procedures wait for, each thing once, as `kind:name`."""
    return tuple(sorted({f"{one.kind}:{one.thing}" for procedure in procedures for one in procedure.waiting}))


class Conclusions(Message):
    """All that follows from a record at one revision; a higher revision replaces a lower one."""

    revision: int
    submitted: bool
    procedures: tuple[ProcedureConclusion, ...]
    lookups: tuple[Lookup, ...]
    questions: tuple[Question, ...]
    clocks: tuple[Clock, ...]
    complete: bool
    unverified: tuple[Unverified, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    contested: tuple[Contested, ...] = ()

    @property
    def stopped(self) -> bool:
        """Nothing can be applied for: every procedure that is left to do stops until its registry is back."""
        left = [one for one in self.procedures if one.applies != "no" and not one.settled]
        return bool(left) and all(one.stopped for one in left)

    def procedure(self, key: str) -> ProcedureConclusion | None:
        """The conclusion for a key, if the procedure is part of the case."""
        return next((p for p in self.procedures if p.key == key), None)
