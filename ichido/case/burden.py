"""What one case asked of its person, beside what its procedures would have asked one by one: counts, never a value."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from ichido.case.known import Known, knowing
from ichido.case.record import Fact, Record
from ichido.case.standing import Standing, standings, subjects
from ichido.compiler.burden import SEEN
from ichido.compiler.costs import COUNTED, Load
from ichido.compiler.plan import Plan
from ichido.language.kinds.permit import EARLIER
from ichido.rules.values import Subject, Unknown

COUNTS = (
    "needs",
    "distinct",
    "obtained",
    "reused",
    "asked",
    "derived",
    "produced",
    "documents_omitted",
    "visits_saved",
)
Origin = Literal["obtained", "reused", "asked", "derived", "produced"]


@dataclass(frozen=True, slots=True)
class CaseBurden:
    """What the procedures that were filed needed, where the distinct needs came from, and both loads.

    `asked` is everything the person answered, choices and consents too. `documents_omitted` are certificates that no
    office had to be asked for, `visits_saved` those that were told and that the person did not go to.
    """

    needs: int
    distinct: int
    obtained: int
    reused: int
    asked: int
    derived: int
    produced: int
    documents_omitted: int
    visits_saved: int
    alone: Load
    here: Load


class _Need(NamedTuple):
    subject: str
    term: str
    origin: Origin
    certificate: str


def case_burden(plan: Plan, record: Record, on: date) -> CaseBurden:
    """Count a case as far as it is filed; a filing that went as a note of another counts like every other.

    By itself each procedure would ask for all it needs, want a certificate of each register of another office, and be
    applied for at its own office.
    """
    known = knowing(plan, record, on)
    filed = [standing for standing in standings(known) if standing.filing.sent]
    needs = [(standing, need) for standing in filed for need in _needs(standing)]
    distinct = {(need.subject, need.term): need.origin for _, need in needs}
    origins = list(distinct.values())
    certificates = {(standing.key, need.certificate) for standing, need in needs if need.certificate}
    originals = sum("original" in standing.needs for standing in filed)
    offices = {standing.authority for standing in filed}
    visited = {standing.authority for standing in filed if any(act in standing.needs for act in SEEN)}
    asked = _answered(record)
    return CaseBurden(
        needs=len(needs),
        distinct=len(distinct),
        obtained=origins.count("obtained"),
        reused=origins.count("reused"),
        asked=asked,
        derived=origins.count("derived"),
        produced=origins.count("produced"),
        documents_omitted=len(certificates),
        visits_saved=len(offices - visited),
        alone=Load(questions=len(needs), documents=len(certificates) + originals, visits=len(offices)),
        here=Load(questions=asked, documents=originals, visits=len(visited)),
    )


def together(burdens: Sequence[CaseBurden]) -> CaseBurden:
    """The sum over several cases, at least one."""
    return CaseBurden(
        **{name: sum(getattr(one, name) for one in burdens) for name in COUNTS},
        alone=_sum([one.alone for one in burdens]),
        here=_sum([one.here for one in burdens]),
    )


def _sum(loads: Sequence[Load]) -> Load:
    return Load(**{name: sum(getattr(load, name) for load in loads) for name in COUNTED})


def _answered(record: Record) -> int:
    """What the person answered, each thing once; what another case had said and they confirmed is none of it."""
    said = {
        (fact.subject, fact.term, fact.provenance.on)
        for fact in record.facts
        if fact.provenance.source == "person" and not fact.provenance.earlier
    }
    return len(said) + len(record.choices)


def _needs(standing: Standing) -> Iterator[_Need]:
    """Every term of every subject that a filing needed and had."""
    plan = standing.free.plan
    read = [one.path for one in plan.needs if one.procedure == standing.id and one.use in ("rule", "payment")]
    for path in dict.fromkeys((*standing.receives, *read)):
        prefix, _, name = path.rpartition(".")
        for subject in subjects(standing.free.value(prefix)) if prefix else ():
            found = _need(standing, subject, name)
            if found:
                yield found


def _need(standing: Standing, subject: Subject, name: str) -> _Need | None:
    entry = standing.free.plan.vocabularies[subject.vocabulary].terms[name]
    term = f"{subject.vocabulary}.{name}"
    if entry.is_ or entry.at_opening:
        return _Need(subject.id, term, "derived", "")
    fact = _counting(standing.world, subject, name)
    if fact is None:
        return None
    return _Need(subject.id, term, _origin(fact), _certificate(standing, fact))


def _counting(world: Known, subject: Subject, name: str) -> Fact | None:
    """The fact that counts for who reads it, not always the one that came last."""
    value = world.fact(subject, name)
    if isinstance(value, Unknown):
        return None
    held = reversed(world.facts.get((subject.id, f"{subject.vocabulary}.{name}"), ()))
    saying = [fact for fact in held if fact.value == value and fact.provenance.on is None]
    return min(saying, key=lambda fact: fact.provenance.source != "person", default=None)


def _origin(fact: Fact) -> Origin:
    source = fact.provenance
    if source.earlier:
        return "reused"
    match source.source:
        case "registry":
            return "obtained"
        case "produced":
            return "produced"
    return "asked"


def _certificate(standing: Standing, fact: Fact) -> str:
    """The register whose certificate the procedure would want: one of another office, that is not open to all."""
    source, plan = fact.provenance, standing.free.plan
    if source.source != "registry":
        return ""
    basis = str(standing.planned.definition.basis)
    channels = {
        opening.grant.channel
        for opening in plan.openings.get(fact.term, ())
        if opening.registry not in (EARLIER,) and opening.registry == source.registry and basis in opening.acts
    }
    own = "own" in channels and standing.authority == source.authority
    return "" if own or "open" in channels or not channels else source.registry
