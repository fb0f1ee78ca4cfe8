"""Where a case stands, procedure by procedure, without a value of anybody's."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from ichido.case.conclusions import ProcedureConclusion
from ichido.case.state import State
from ichido.language.kinds.model import Labels
from ichido.security.access import Caller
from ichido.store.cases import StoredCase
from portal import seen
from portal.differing import ConflictShown, ContestShown, conflicts, contested
from portal.face import Face
from portal.spared import NotAsked, not_asked
from portal.standing import Met
from portal.unconfirmed import Owed, owed
from portal.view import View
from portal.words import ACTS, authority, waiting


class Office(View):
    """An authority: its code and its name by language."""

    code: str
    name: Labels


class Reason(View):
    """Why a procedure waits: a kind for machines, a sentence for people."""

    kind: str
    what: str
    text: Labels


class ProcedureStatus(View):
    """Where one procedure for one subject stands; `right` is by what who acts may act in it, `refused` why not."""

    key: str
    procedure: str
    label: Labels
    article: str
    authority: Office | None
    applies: str
    choice: str
    submitted: bool
    stopped: bool
    version: int
    due: date | None
    outcome: str | None
    correction: bool
    acts: tuple[str, ...]
    right: str
    refused: str
    waiting: tuple[Reason, ...]


class ActToDo(View):
    """Something the person is to do for one procedure, and under which article."""

    key: str
    procedure: Labels
    act: str
    label: Labels
    article: str | None


class Visit(View):
    """Everything that is left to do at one office, for one visit."""

    authority: Office
    acts: tuple[ActToDo, ...]


class CaseStatus(View):
    """Where a case stands; `origin` is the case in which the person said that a register is wrong."""

    number: str
    life_event: str
    label: Labels
    plan: str
    stage: str
    opened_by: str
    channel: str
    opened_at: datetime
    arrived_on: date | None
    submitted_on: date | None
    revision: int
    due_on: date | None
    closed_at: datetime | None
    close_reason: str
    procedures: tuple[ProcedureStatus, ...]
    visits: tuple[Visit, ...]
    not_asked: tuple[NotAsked, ...] = ()
    unverified: tuple[Owed, ...]
    conflicts: tuple[ConflictShown, ...]
    contested: tuple[ContestShown, ...]
    origin: str | None
    links: dict[str, str]


def status(face: Face, caller: Caller, met: Met) -> CaseStatus:
    """Where the case stands; a clerk whose office does not know the person sees their own office's procedures."""
    stored = met.stored
    every = seen.procedures(caller, met.target.known_at, met.conclusions)
    theirs = tuple(one for one in every if met.is_within(one.key))
    all_of_it = theirs == met.conclusions.procedures
    return CaseStatus(
        number=stored.number,
        life_event=stored.life_event,
        label=met.plan.title,
        plan=stored.plan_hash,
        stage=stage_of(stored),
        opened_by=stored.opened_by,
        channel=stored.channel,
        opened_at=stored.opened_at,
        arrived_on=stored.arrived_on,
        submitted_on=stored.record.submitted_on,
        revision=stored.revision,
        due_on=None if stored.closed_at else seen.due_on(theirs, met.conclusions),
        closed_at=stored.closed_at,
        close_reason=stored.close_reason,
        procedures=tuple(_procedure(face, met, one) for one in theirs),
        visits=tuple(_visits(face, met, theirs)),
        not_asked=tuple(not_asked(met, {one.key for one in theirs})),
        unverified=tuple(owed(met, face.directory, theirs)),
        conflicts=conflicts(met.plan, met.conclusions) if all_of_it else (),
        contested=contested(met.plan, met.conclusions) if all_of_it else (),
        origin=(stored.origin or None) if all_of_it else None,
        links=links(stored.number),
    )


def stage_of(stored: StoredCase) -> str:
    """The stage the running case last said, or what follows from the facts before it has said anything."""
    if stored.stage or stored.conclusions is None:
        return stored.stage
    return State(conclusions=stored.conclusions).stage


def links(number: str) -> dict[str, str]:
    """Where the parts of a case are found."""
    parts = ("form", "answers", "contested", "confirmed", "acts", "disclosures", "notices")
    return {"self": f"/cases/{number}"} | {part: f"/cases/{number}/{part}" for part in parts}


def _visits(face: Face, met: Met, procedures: Iterable[ProcedureConclusion]) -> Iterator[Visit]:
    """What is left to do, by office: one visit does for all of it."""
    acts: dict[str, list[ActToDo]] = {}
    for one in procedures:
        definition = met.plan.procedures[one.procedure].definition
        for act in one.acts if one.authority else ():
            article = definition.needs[act].under
            left = ActToDo(
                key=one.key,
                procedure=definition.title,
                act=act,
                label=ACTS.get(act, {}),
                article=str(article) if article else None,
            )
            acts.setdefault(one.authority or "", []).append(left)
    for code, left_there in acts.items():
        yield Visit(authority=_office(face, met, code), acts=tuple(left_there))


def _office(face: Face, met: Met, code: str) -> Office:
    return Office(code=code, name=authority(met.plan, face.directory, code))


def _procedure(face: Face, met: Met, one: ProcedureConclusion) -> ProcedureStatus:
    definition = met.plan.procedures[one.procedure].definition
    code = one.authority
    return ProcedureStatus(
        key=one.key,
        procedure=one.procedure,
        label=definition.title,
        article=str(definition.basis),
        authority=_office(face, met, code) if code else None,
        applies=one.applies,
        choice=one.choice,
        submitted=one.sent > 0,
        stopped=one.stopped,
        version=one.version,
        due=one.due,
        outcome=one.outcome,
        correction=one.correction > 0,
        acts=one.acts,
        right=one.right,
        refused=one.refused,
        waiting=tuple(
            Reason(kind=reason.kind, what=reason.what, text=waiting(met.plan, face.directory, reason))
            for reason in one.waiting
        ),
    )
