"""A person declines what a register or another case says of them: it counts no more, and becomes a question."""

from datetime import datetime

from ichido.case.known import Known
from ichido.case.record import Attempt, Change
from ichido.language.kinds.vocabulary import Term
from ichido.rules.values import Subject


class NotDeclinable(ValueError):
    """What cannot be declined; its message says why and what to do."""


def decline(known: Known, subject: Subject, term: str, at: datetime) -> Change:
    """Set aside what every source says of a term (`vocabulary.term`) of a subject; NotDeclinable where none may be.

    Nothing is taken away: the facts stay, with the word that they do not count. Before the application only: what has
    been sent is put right by its authority.
    """
    if known.record.submitted_on is not None:
        raise NotDeclinable("this has been applied for already: the authority that has it puts it right")
    vocabulary, _, name = term.partition(".")
    entry = known.plan.vocabularies[vocabulary].terms.get(name) if vocabulary in known.plan.vocabularies else None
    if entry is None or vocabulary != subject.vocabulary:
        raise NotDeclinable("nothing of that name is used in this case")
    if _leads(known, entry):
        raise NotDeclinable("this leads to other people or finds the office: tell the register's holder if it is wrong")
    sources = {
        (fact.provenance.registry, fact.provenance.authority): None
        for fact in known.facts.get((subject.id, term), ())
        if fact.provenance.source in ("registry", "earlier") and fact.provenance.on is None
    }
    if not sources:
        raise NotDeclinable("no register has said anything of it that counts")
    return Change(attempts=tuple(Attempt(*source, subject.id, term, "declined", at) for source in sources))


def _leads(known: Known, entry: Term) -> bool:
    return bool(entry.is_ or entry.at_opening or entry.among) or entry.type in known.plan.vocabularies
