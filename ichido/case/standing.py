"""Which procedures are part of a case, for whom, before which authority."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from ichido.case.conclusions import Answer, Waiting
from ichido.case.known import Known, Reader, key_of
from ichido.case.record import Filing
from ichido.compiler.claims import claim
from ichido.compiler.plan import PlannedProcedure
from ichido.language.kinds.procedure import Need
from ichido.rules.values import NONE, Cause, Listing, Range, Subject, Unknown, Value


@dataclass(frozen=True)
class Standing:
    """One procedure for one subject in a case; `world` sees what its act may see."""

    id: str
    key: str
    planned: PlannedProcedure
    subject: Subject | None
    applies: bool | Unknown
    filing: Filing
    authority: str | None
    choice: str
    world: Known
    free: Known

    @cached_property
    def eligible(self) -> Value | None:
        """Whether the rule grants it; None where there is no rule."""
        rule = self.planned.definition.eligible
        return self.world.value(rule) if rule else None

    @property
    def by_rule(self) -> bool:
        """The engine decides it, for the authority."""
        decide = self.planned.definition.decide
        return decide is not None and decide.by == "rule"

    @property
    def ripe(self) -> bool:
        """All of it has arrived and its rule comes to yes or no."""
        complete = not self.acts and self.filing.open_correction is None
        return self.by_rule and self.wanted and complete and self.filing.sent > 0 and isinstance(self.eligible, bool)

    @property
    def wanted(self) -> bool:
        """It applies, nobody has decided it, and the person has not turned it down."""
        return self.applies is True and self.choice in ("none", "apply") and self.filing.final is None

    @property
    def acts(self) -> tuple[str, ...]:
        """The acts of the person it needs that nobody has confirmed."""
        return tuple(act for act in self.needs if "." not in act and act not in self.filing.confirmed)

    @cached_property
    def needs(self) -> Mapping[str, Need]:
        """What it needs as things stand, without what only some need and these do not, or not known yet to need."""
        every = self.planned.definition.needs.items()
        return {name: need for name, need in every if need.when is None or self.world.value(need.when) is True}

    @property
    def receives(self) -> tuple[str, ...]:
        """The paths of the terms that its authority receives."""
        return tuple(name for name in self.needs if "." in name)


def standings(known: Known) -> Iterator[Standing]:
    """Every procedure of the plan for each of its subjects, in the order in which they can be submitted."""
    for wave in known.plan.submissions:
        for procedure in wave:
            yield from _standings(known, procedure, known.plan.procedures[procedure])


def prospects(known: Known, found: Iterable[Standing]) -> Iterator[Standing]:
    """The procedures that have no subject yet, as acts for which their subjects may be looked up."""
    present = {standing.id for standing in found}
    for id_, planned in known.plan.procedures.items():
        if id_ not in present:
            reader = Reader(id_, str(planned.definition.basis), None)
            yield Standing(
                id=id_,
                key=id_,
                planned=planned,
                subject=None,
                applies=Unknown(()),
                filing=Filing(id_),
                authority=None,
                choice="open",
                world=replace(known, waiting=id_, reader=reader),
                free=replace(known, waiting=id_),
            )


def open_ended(known: Known) -> tuple[Cause, ...]:
    """What is missing to know for whom each procedure runs: nobody, where no procedure will say it any more."""
    found: list[Cause] = []
    for planned in known.plan.procedures.values():
        if planned.each:
            found += causes(_listing(known.value(planned.each.path)))
    return tuple(cause for cause in dict.fromkeys(found) if not _never_said(known, cause))


def _never_said(known: Known, cause: Cause) -> bool:
    subject = known.record.about if cause.subject == known.record.about.id else known.record.subjects.get(cause.subject)
    return subject is not None and known.never_said(subject, cause.term)


def causes(value: Value) -> tuple[Cause, ...]:
    """The missing facts in a value or in any item of a list."""
    if isinstance(value, Unknown | Range):
        return value.causes
    if isinstance(value, Listing):
        inner = [cause for item in value.items for cause in causes(item)]
        return tuple(dict.fromkeys((*value.causes, *inner)))
    return ()


def awaiting(found: Iterable[Standing], standing: Standing) -> tuple[Waiting, ...]:
    """The procedures whose outcome one still waits for: those it comes after that may yet have one."""
    over = {s.id for s in found if s.applies is False or s.filing.final is not None}
    producers = standing.planned.after
    left = tuple(id_ for id_ in producers if id_ not in over) or producers
    return tuple(Waiting(kind="procedure", what=id_) for id_ in left)


def subjects(value: Value) -> tuple[Subject, ...]:
    """The subjects a path leads to: those of a list, or the one."""
    items = value.items if isinstance(value, Listing) else (value,)
    return tuple(item for item in items if isinstance(item, Subject))


def answer(value: Value) -> Answer:
    """Three values in three words; none counts as no."""
    if isinstance(value, Unknown):
        return "unknown"
    return "no" if value is NONE or value is False else "yes"


def _standings(known: Known, id_: str, planned: PlannedProcedure) -> Iterator[Standing]:
    if planned.each is None:
        seen = _as_filed(known, id_)
        yield _standing(seen, id_, planned, None, seen.value(planned.when) if planned.when else True)
        return
    for subject in _listing(known.value(planned.each.path)).items:
        if isinstance(subject, Subject):
            named = _as_filed(known, key_of(id_, subject.id)).naming(
                **{planned.each.variable: subject, planned.definition.about: subject}
            )
            condition = planned.each.condition
            yield _standing(named, id_, planned, subject, named.value(condition) if condition else True)


def _as_filed(known: Known, key: str) -> Known:
    """What stands with its authority as it is rests on what could be used when it was sent."""
    filing = known.record.filing(key)
    return known.as_sent() if filing.sent == filing.version else known


def _standing(known: Known, id_: str, planned: PlannedProcedure, subject: Subject | None, applies: Value) -> Standing:
    assert isinstance(applies, bool | Unknown)
    key = key_of(id_, subject.id if subject else None)
    filing = known.record.filing(key)
    free = replace(known, waiting=id_, on=filing.arrived_on or known.on)
    role, jurisdiction = planned.definition.authority, planned.definition.jurisdiction
    competent = known.plan.authorities[role]
    authority = free.office(role, jurisdiction) if competent.one_per and jurisdiction else role
    claimed = claim(planned.definition, competent) is not None
    return Standing(
        id=id_,
        key=key,
        planned=planned,
        subject=subject,
        applies=applies,
        filing=filing,
        authority=authority,
        choice=known.record.choices.get(key, "open") if claimed else "none",
        world=replace(free, reader=Reader(id_, str(planned.definition.basis), authority)),
        free=free,
    )


def _listing(value: Value) -> Listing:
    if isinstance(value, Listing):
        return value
    return Listing((), False, value.causes) if isinstance(value, Unknown) else Listing((value,), True)
