"""Whoever has to act together with an applicant says yes, by their own login."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from ichido.case.conclusions import Conclusions, ProcedureConclusion
from ichido.case.known import knowing
from ichido.case.payload import terms_sent
from ichido.case.record import Change, Record
from ichido.case.tell import agreed_to
from ichido.compiler.plan import Plan
from ichido.compiler.terms import entry
from ichido.language.kinds.model import Labels
from ichido.rules.values import Subject, Unknown
from ichido.security.access import Caller
from ichido.store import names
from ichido.store.tell import tell_locked
from portal.face import Face
from portal.problem import Problem
from portal.spoken import in_words
from portal.standing import Met, meet


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a filing says of whom it is about."""

    term: str
    label: Labels
    text: Labels


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filing that waits for the word of who reads this, under which article, and what it says of whom it is about."""

    key: str
    label: Labels
    article: str
    parts: tuple[Part, ...]


async def read(face: Face, caller: Caller, number: str) -> tuple[Wanted, ...]:
    """What the caller is asked to agree to: nothing of the applicant's own, only of whom it is about."""
    async with face.store.transaction() as session:
        met = await meet(session, face, caller, number, "agree")
        who = await _who(session, caller)
    return tuple(_wanted(met, one) for one in met.conclusions.procedures if who in one.agreements)


async def agree(face: Face, caller: Caller, number: str, key: str) -> Conclusions:
    """Write that the caller agrees to a filing, once; Problem 422 where nobody asks for their word."""
    now = face.now()
    async with face.store.transaction() as session:
        met = await meet(session, face, caller, number, "agree", lock=True)
        who = await _who(session, caller)
        found = met.conclusions.procedure(key)
        if found is None or who is None or who not in found.agreements:
            raise Problem(422, "not-asked", "nothing under that key waits for your word: read what does first")

        def make(_plan: Plan, record: Record, on: date) -> Change:
            return agreed_to(record, key, who, on)

        return (await tell_locked(session, met.stored, now, make)).conclusions


async def _who(session: AsyncSession, caller: Caller) -> str | None:
    return await names.meant(session, caller.authority or "", caller.subject or "")


def _wanted(met: Met, one: ProcedureConclusion) -> Wanted:
    definition = met.plan.procedures[one.procedure].definition
    together = [right for right in definition.may_act.values() if right.how == "both"]
    return Wanted(one.key, definition.title, str(together[0].under), tuple(_parts(met, one)))


def _parts(met: Met, one: ProcedureConclusion) -> Iterator[Part]:
    record = met.stored.record
    about = one.subject or record.about.id
    if about == record.applicant.id:
        return
    known = knowing(met.plan, record, met.on)
    for subject, term in terms_sent(met.plan, record, one.key, met.on):
        value = known.fact(Subject(subject, term.partition(".")[0]), term.partition(".")[2])
        if subject == about and not isinstance(value, Unknown):
            found = entry(met.plan, term)
            yield Part(term, found.labels if found else {}, in_words(known, value, found))
