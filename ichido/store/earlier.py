"""What other cases hold of somebody, as far as they can still be read."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from ichido.case.conclusions import Lookup
from ichido.case.files import files
from ichido.case.holder import holder
from ichido.case.record import Fact, Record
from ichido.case.reuse import Earlier, of_case
from ichido.security.keys import Forgotten
from ichido.store import cases, documents, plans, protections
from ichido.store.cases import StoredCase
from ichido.store.documents import Document
from ichido.store.tables.cases import CaseRow
from ichido.store.tables.row import table
from ichido.store.tell import Told

_CASES = table(CaseRow)


async def sought(session: AsyncSession, case: str, applicant: str, lookups: Iterable[Lookup]) -> tuple[Earlier, ...]:
    """What all other cases hold of what the case of an applicant looks back for; a forgotten one holds nothing, and
    one of somebody whom the applicant must not know of is none of theirs.
    """
    wanted = {(lookup.subject, term) for lookup in lookups for term in lookup.terms}
    found: list[Earlier] = []
    for number in await _cases(session, case, applicant, wanted):
        try:
            stored = await cases.load(session, number)
        except Forgotten:
            continue
        if stored is not None:
            held = of_case(await plans.load(session, stored.plan_hash), stored.record)
            theirs = [_by_its_clock(one, stored) for one in held if (one.fact.subject, one.fact.term) in wanted]
            found += [one for one in theirs if await _has_documents(session, number, one.fact)]
    return tuple(found)


async def carry_documents(session: AsyncSession, told: Told, lookups: Iterable[Lookup], at: datetime) -> None:
    """Give a case that was told of files of other cases documents of its own of them."""
    wanted = {(lookup.subject, term) for lookup in lookups for term in lookup.terms}
    taken = [f for f in told.record.facts if f.provenance.source == "earlier" and (f.subject, f.term) in wanted]
    held_by = holder(told.plan, told.conclusions, told.stored.controller)
    holders = set(told.stored.holders)
    for fact in taken:
        for file in files(fact.value):
            found = await _document(session, told.record, wanted, file.sha256)
            if found is not None:
                controller = held_by(fact)
                await documents.carry(session, found, told.record.case, controller, holders, at)
                holders.add(controller)


async def _document(
    session: AsyncSession, record: Record, wanted: Collection[tuple[str, str]], sha256: str
) -> Document | None:
    """A document of another case; None if this one has it already."""
    await documents.name_holders(session, record.case)
    if await documents.find(session, record.case, sha256) is not None:
        return None
    for number in await _cases(session, record.case, record.applicant.id, wanted):
        await documents.name_holders(session, number)
        try:
            found = await documents.find(session, number, sha256)
        except Forgotten:
            continue
        if found is not None and found.is_given:
            return found
    return None


async def _has_documents(session: AsyncSession, number: str, fact: Fact) -> bool:
    """Whether everything a fact says was uploaded is there, and may be handed out; its case was loaded just now."""
    found = [await documents.find(session, number, file.sha256) for file in files(fact.value)]
    return all(document is not None and document.is_given for document in found)


def _by_its_clock(one: Earlier, stored: StoredCase) -> Earlier:
    """When it was said for its case, whose clock may be ahead of the server's."""
    if one.fact.provenance.source == "earlier":
        return one
    return replace(one, fact=replace(one.fact, at=one.fact.at + timedelta(seconds=stored.shift)))


async def _cases(
    session: AsyncSession, case: str, applicant: str, wanted: Collection[tuple[str, str]]
) -> tuple[str, ...]:
    """The other cases in which one of the subjects takes part.

    Whose facts they hold is not known before each is loaded, and facts are shown to nobody who does not say whose.
    """
    if not wanted:
        return ()
    takes_part = (_CASES.c.subjects.contains([[subject]]) for subject in sorted({subject for subject, _ in wanted}))
    theirs = protections.away_from(applicant, _CASES.c.number)
    query = select(_CASES.c.number).where(or_(*takes_part), _CASES.c.number != case, theirs).order_by(_CASES.c.number)
    return tuple(await session.scalars(query))
