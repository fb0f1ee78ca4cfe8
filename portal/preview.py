"""What is known already, as the person checks it: each fact with its source, and what has become of it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType

from pydantic import JsonValue

from ichido.case.consents import Standpoint
from ichido.case.files import files
from ichido.case.known import Known, knowing
from ichido.case.record import Fact
from ichido.case.values import plain
from ichido.compiler.terms import entry
from ichido.language.kinds.model import Labels
from ichido.partners import Directory
from ichido.rules.values import Subject
from ichido.security.access import Caller
from ichido.store.documents import Document, Scan
from portal.differing import contest_shown, shown
from portal.lives import LifeShown, lived
from portal.open_facts import open_to
from portal.spoken import in_words, name_of
from portal.standing import Met
from portal.unconfirmed import Confirmation, confirmation
from portal.view import View
from portal.words import ANOTHER_CASE, THE_PERSON, authority

NO_DOCUMENTS: Mapping[str, Document] = MappingProxyType({})
SOURCES: dict[str, Labels] = {
    "person": THE_PERSON,
    "earlier": ANOTHER_CASE,
    "produced": {"ja": "手続の結果", "en": "the outcome of a procedure"},
    "registry": {"ja": "台帳", "en": "a register"},
}


class Source(View):
    """Where a fact comes from; `case` is the number of the earlier one, if it was said or obtained there."""

    kind: str
    name: Labels
    authority: str | None
    case: str | None


class Said(View):
    """What one source says, since when it is so, when it said so, and under which article it was asked."""

    value: JsonValue
    text: Labels
    source: Source
    as_of: date | None
    at: datetime
    article: str | None


class Objected(View):
    """The person said that the register is wrong: the case that has it put right, and why the office does not."""

    correction: str
    state: str
    text: Labels
    reasons: tuple[str, ...]


class DocumentShown(View):
    """A document that a fact names: where its bytes are, and whether it was scanned."""

    sha256: str
    scan: Scan
    url: str


class Shown(View):
    """One fact as the person checks it, or one whose consent they have withdrawn: it counts no more.

    `mapping` is what other vocabularies call the same thing, `documents` are those it names; `life` says by what right
    it is here and what has become of it, `confirmation` what the register says of what was declared while it could not
    be asked. `conflict` tells what other sources say and which counts, `aside` the others.
    """

    subject: str
    about: str | None
    term: str
    label: Labels
    value: JsonValue
    text: Labels
    source: Source
    as_of: date | None
    on: date | None
    at: datetime
    article: str | None
    mapping: dict[str, str]
    documents: tuple[DocumentShown, ...]
    life: LifeShown
    confirmation: Confirmation | None
    conflict: Labels | None
    aside: tuple[Said, ...]
    contested: Objected | None
    confirmed_at: datetime | None


class Facts(View):
    """All facts of a case at one revision, the oldest first, those that count no longer among them."""

    number: str
    revision: int
    facts: tuple[Shown, ...]


def facts(met: Met, directory: Directory, caller: Caller, kept: Mapping[str, Document] = NO_DOCUMENTS) -> Facts:
    """Every fact of a case that is open to a caller, in the order in which they came, otherwise as in the form."""
    known = knowing(met.plan, met.stored.record, met.on)
    every = shown_to(met, known, directory, caller, kept, known.record.facts)
    return Facts(number=met.stored.number, revision=met.stored.revision, facts=tuple(every))


def shown_to(
    met: Met,
    known: Known,
    directory: Directory,
    caller: Caller,
    kept: Mapping[str, Document],
    wanted: Iterable[Fact],
) -> Iterator[Shown]:
    """Those of some facts that are open to a caller."""
    seen = lived(met, directory, lambda fact: open_to(caller, met, fact))
    for fact in wanted:
        if life := seen.get(id(fact)):
            others = (f for one in known.differences if one.facts[0] == fact for f in one.facts[1:])
            aside = tuple(say(known, directory, other) for other in others if open_to(caller, met, other))
            said, papers = say(known, directory, fact), tuple(_documents(kept, fact))
            one = _one(met, known, directory, said, aside, fact, life, papers)
            yield one if met.within is None else _of_no_other_case(one)


def _of_no_other_case(fact: Shown) -> Shown:
    """Who acts in one case is not told of the person's others."""
    return fact.model_copy(update={"source": fact.source.model_copy(update={"case": None})})


def in_use(known: Known, caller: Caller) -> Iterator[Fact]:
    """What is used; and, to the person, what is used no more since they withdrew their consent to it."""
    yield from _used(known)
    if caller.role == "person":
        yield from {(f.subject, f.term): f for f in known.record.facts if _is_withdrawn(known, f)}.values()


def _used(known: Known) -> Iterator[Fact]:
    """Of each term of each subject the fact that counts, not always the one that came last."""
    for (subject, term), held in known.facts.items():
        value = known.fact(Subject(subject, term.partition(".")[0]), term.partition(".")[2])
        counting = [fact for fact in reversed(held) if fact.value == value and fact.provenance.on is None]
        # Of two sources that say the same it is the person's word that counts.
        yield from sorted(counting, key=lambda fact: fact.provenance.source != "person")[:1]
        yield from {fact.provenance.on: fact for fact in held if fact.provenance.on}.values()


def _is_withdrawn(known: Known, fact: Fact) -> bool:
    return not Standpoint(known.record).covers(known.plan, fact)


def _one(
    met: Met,
    known: Known,
    directory: Directory,
    said: Said,
    aside: tuple[Said, ...],
    fact: Fact,
    life: LifeShown,
    documents: tuple[DocumentShown, ...],
) -> Shown:
    term = entry(known.plan, fact.term)
    of = (fact.subject, fact.term, fact.provenance.on)
    conflict = next((one for one in met.conclusions.conflicts if (one.subject, one.term, one.on) == of), None)
    differs = any(fact in one.facts for one in known.differences)
    return Shown(
        subject=fact.subject,
        about=name_of(known, fact.subject),
        term=fact.term,
        label=term.labels if term else {},
        on=fact.provenance.on,
        mapping=term.mapping if term else {},
        documents=documents,
        life=life,
        confirmation=_confirmation(known, directory, fact),
        conflict=shown(met.plan, conflict).text if conflict and differs else None,
        aside=aside,
        contested=_objected(met, fact),
        confirmed_at=_confirmed_at(met, fact),
        **dict(said),
    )


def _objected(met: Met, fact: Fact) -> Objected | None:
    """What became of the newest objection to a register's word."""
    found = [one for one in met.stored.record.contests.values() if one.is_of(fact)]
    if not found:
        return None
    number = found[-1].correction
    told = next(one for one in met.conclusions.contested if one.correction == number)
    reasons = tuple(reason.text for reason in met.reasons.get(number, ()))
    return Objected(correction=number, state=told.state, text=contest_shown(met.plan, told).text, reasons=reasons)


def _confirmed_at(met: Met, fact: Fact) -> datetime | None:
    source = fact.provenance
    of = (source.registry, source.authority, fact.subject, fact.term)
    every = met.stored.record.confirmed
    return next((c.at for c in reversed(every) if (c.registry, c.authority, c.subject, c.term) == of), None)


def say(known: Known, directory: Directory, fact: Fact) -> Said:
    """What one source says, with what it is called."""
    source = fact.provenance
    registry = known.plan.registries.get(source.registry)
    return Said(
        value=plain(fact.value),
        text=in_words(known, fact.value, entry(known.plan, fact.term)),
        source=Source(
            kind=source.source,
            name=registry.title
            if registry
            else (authority(known.plan, directory, source.authority) or SOURCES[source.source]),
            authority=source.authority or None,
            case=source.earlier or None,
        ),
        as_of=source.as_of,
        at=fact.at,
        article=source.under or next(iter(source.acts), None),
    )


def _documents(kept: Mapping[str, Document], fact: Fact) -> Iterator[DocumentShown]:
    for one in (kept[file.sha256] for file in files(fact.value) if file.sha256 in kept):
        url = f"/cases/{one.case}/documents/{one.file.sha256}"
        yield DocumentShown(sha256=one.file.sha256, scan=one.scan, url=url)


def _confirmation(known: Known, directory: Directory, fact: Fact) -> Confirmation | None:
    if fact.provenance.source != "person":
        return None
    key = (fact.subject, fact.term, fact.provenance.on)
    return next((confirmation(known.plan, directory, one) for one in known.declared if one.key == key), None)
