"""What registers owe a case, in words: which term, since when, and what the case does meanwhile."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ichido.case.conclusions import ProcedureConclusion, Unverified
from ichido.case.deadlines import first_calendar
from ichido.case.declared import Declared
from ichido.case.known import Known
from ichido.compiler.plan import Plan
from ichido.language.kinds.model import Labels
from ichido.partners import Directory
from portal import words
from portal.spoken import name_of
from portal.standing import Met
from portal.view import View


class Owed(View):
    """A term that a register is to give or confirm; `how` is for machines, `text` for people, `about` whose it is.

    `procedures` are the filings that need it, by key; none: the case as a whole.
    """

    subject: str
    about: str | None
    term: str
    label: Labels
    on: date | None
    registry: str
    authority: str
    name: Labels
    since: datetime
    how: str
    procedures: tuple[str, ...]
    text: Labels


class Confirmation(View):
    """What a register says of what was declared while it was down: nothing yet, the same, or something else."""

    reply: str
    registry: str
    name: Labels
    since: datetime
    text: Labels


def owed(
    met: Met, directory: Directory, seen: Collection[ProcedureConclusion], known: Known | None = None
) -> Iterator[Owed]:
    """What is owed to the procedures that a caller sees, and to the case as a whole; with names if `known` is given."""
    keys = {one.key for one in seen}
    for one in met.conclusions.unverified:
        theirs = tuple(key for key in one.procedures if key in keys)
        if theirs or not one.procedures:
            yield _owed(met, directory, one, theirs, known)


def confirmation(plan: Plan, directory: Directory, one: Declared) -> Confirmation:
    """What became of what the person declared."""
    name = words.partner(plan, directory, f"{one.registry}@{one.authority}")
    return Confirmation(
        reply=one.reply,
        registry=one.registry,
        name=name,
        since=one.since,
        text=words.of_register(words.REPLIES[one.reply], name, one.registry, _moment(plan, one.since)),
    )


def _owed(met: Met, directory: Directory, one: Unverified, keys: tuple[str, ...], known: Known | None) -> Owed:
    name = words.partner(met.plan, directory, f"{one.registry}@{one.authority}")
    return Owed(
        subject=one.subject,
        about=name_of(known, one.subject) if known else None,
        term=one.term,
        label=words.term(met.plan, one.term),
        on=one.on,
        registry=one.registry,
        authority=one.authority,
        name=name,
        since=one.since,
        how=one.how,
        procedures=keys,
        text=words.of_register(words.MEANWHILE[one.how], name, one.registry, _moment(met.plan, one.since)),
    )


def _moment(plan: Plan, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(first_calendar(plan).zone))
