"""A person says that a register is wrong: which entry that is, and what comes of having it put right."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from ichido.case.conflicts import in_order
from ichido.case.known import Known
from ichido.case.payload import terms
from ichido.case.record import Change, Confirmation, Contest, ContestState, Fact, Provenance, Record
from ichido.case.standing import Standing, standings
from ichido.compiler.correcting import CORRECTION
from ichido.compiler.plan import Plan
from ichido.language.kinds.registry import Correct
from ichido.rules.values import Subject, Value


class NotContestable(ValueError):
    """What cannot be contested or confirmed; its message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A register's word that the person says is wrong: whose entry, what it should say if they know it, and why."""

    of: Subject
    fact: Fact
    should_be: Value | None
    why: str


def entry_in_question(known: Known, subject: Subject, term: str) -> Fact:
    """The register's word about a term (`vocabulary.term`) of a subject that counts; NotContestable if none does."""
    vocabulary, _, name = term.partition(".")
    entry = known.plan.vocabularies[vocabulary].terms.get(name) if vocabulary in known.plan.vocabularies else None
    if entry is None or vocabulary != subject.vocabulary:
        raise NotContestable("nothing of that name is used in this case")
    if entry.is_ or entry.at_opening:
        raise NotContestable("this is worked out from other facts: contest the one that is wrong")
    said = [
        fact
        for fact in in_order(entry, known.facts.get((subject.id, term), ()))
        if fact.provenance.source == "registry" and fact.provenance.on is None
    ]
    if not said:
        raise NotContestable("no register has said anything of it that counts: put your answer right instead")
    return said[0]


def route(plan: Plan, fact: Fact) -> Correct:
    """By which way the register of a fact is put right at its holder; NotContestable if there is none, or a court's."""
    registry = plan.registries[fact.provenance.registry]
    if registry.correct is None:
        raise NotContestable("no way is known by which this register is put right: turn to its holder")
    if registry.correct.by == "court":
        under = registry.correct.under
        raise NotContestable(f"this register is put right only when a court allows it ({under}): turn to the court")
    return registry.correct


def contest(fact: Fact, correction: str, at: datetime) -> Change:
    """What a case keeps of it: which word of which register is in question, and the case that has it put right."""
    source = fact.provenance
    return Change(contests=(Contest(correction, source.registry, source.authority, fact.subject, fact.term, at),))


def open_contest(record: Record, fact: Fact) -> Contest | None:
    """The contest of this word of a register that is still open."""
    return next((one for one in record.contests.values() if one.state == "open" and one.is_of(fact)), None)


def confirm(known: Known, subject: Subject, term: str, at: datetime) -> Change:
    """The person says that what a register says is right."""
    source = entry_in_question(known, subject, term).provenance
    return Change(confirmed=(Confirmation(source.registry, source.authority, subject.id, term, at),))


def opening(plan: Plan, about: Subject, wrong: Wrong, origin: str, at: datetime, on: date) -> Change:
    """What the correction of a register begins with: whose entry, what it says and should say; it is applied for.

    `plan` is that of the correction, `origin` the case in which the person saw what the register says.
    """
    act = str(plan.procedures[CORRECTION].definition.basis)
    said = Provenance(source="person", acts=(act,), earlier=origin)
    fact = wrong.fact
    values: dict[str, Value] = {
        "of": wrong.of,
        "register": fact.provenance.registry,
        "entry": fact.term,
        "office": fact.provenance.authority,
        "held": fact.value,
        "why": wrong.why,
        **({} if wrong.should_be is None else {"should_be": wrong.should_be}),
    }
    facts = tuple(Fact(about.id, f"{CORRECTION}.{name}", value, said, at) for name, value in values.items())
    return Change(
        facts=facts,
        subjects=((wrong.of, fact.provenance.authority),),
        choices={CORRECTION: "apply"},
        submitted_on=on,
    )


def settled(known: Known, correction: str, granted: bool) -> Change:
    """What comes of a correction: put right, and what was sent of it is sent again; or left, and it counts again."""
    before = known.record.contests.get(correction)
    state: ContestState = "granted" if granted else "refused"
    if before is None or before.state == state:
        return Change()
    again = _sent_wrong(known, before) if granted else ()
    filings = tuple(replace(one.filing, version=one.filing.version + 1) for one in again)
    return Change(contests=(replace(before, state=state),), filings=filings)


def decided_on(known: Known, correction: str) -> tuple[Standing, ...]:
    """The filings that were decided on a word of a register that was wrong: their offices are to be told."""
    one = known.record.contests[correction]
    return tuple(s for s in _sent(known, one) if s.filing.final is not None)


def contested_under(known: Known, standing: Standing) -> Contest | None:
    """The open contest without whose word a rule would not come to its decision."""
    definition = standing.planned.definition
    read = [definition.eligible, definition.pays and definition.pays.to, definition.pays and definition.pays.amount]
    for one in _open(known.record):
        left = {key: kept for key, held in standing.world.facts.items() if (kept := _without(held, one))}
        doubting = replace(standing.world, facts=left, memo={})
        if any(path and _hangs(standing.world, doubting, path) for path in read):
            return one
    return None


def waits_for(standing: Standing, record: Record) -> Iterator[Contest]:
    """The open contests of what a procedure needs, where the need says that it waits."""
    waiting = {path for path, need in standing.needs.items() if need.while_contested == "wait"}
    if waiting and record.contests:
        wanted = {key for path in waiting for key in terms(standing, (path,))}
        yield from (one for one in _open(record) if (one.subject, one.term) in wanted)


def _open(record: Record) -> Iterator[Contest]:
    return (one for one in record.contests.values() if one.state == "open")


def _hangs(world: Known, doubting: Known, path: str) -> bool:
    return world.value(path) != doubting.value(path)


def _without(held: tuple[Fact, ...], contested: Contest) -> tuple[Fact, ...]:
    return tuple(fact for fact in held if not contested.concerns(fact))


def _sent_wrong(known: Known, one: Contest) -> tuple[Standing, ...]:
    return tuple(s for s in _sent(known, one) if s.wanted and s.filing.sent == s.filing.version)


def _sent(known: Known, one: Contest) -> Iterator[Standing]:
    """The filings that told their authority the contested term."""
    for standing in standings(known):
        if standing.filing.sent and (one.subject, one.term) in terms(standing):
            yield standing
