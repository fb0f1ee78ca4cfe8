"""What is left to ask in a case, and what is known already: the form and its preview."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType
from urllib.parse import urlencode

from pydantic import JsonValue

from ichido.case.conclusions import Question
from ichido.case.consenting import asked_for
from ichido.case.consents import Standpoint
from ichido.case.files import files, takes_files
from ichido.case.known import Known, knowing
from ichido.case.record import Fact, proposal
from ichido.case.values import plain
from ichido.compiler.consents import reading_of
from ichido.compiler.plan import Why
from ichido.compiler.terms import entry
from ichido.documents.kinds import KINDS, Kind
from ichido.documents.pieces import LARGEST
from ichido.language.kinds.model import Labels
from ichido.language.kinds.vocabulary import Term
from ichido.partners import Directory
from ichido.rules.values import Listing, Subject
from ichido.security.access import Caller
from ichido.store.documents import Document, Scan
from portal import seen
from portal.agreed import in_words as in_full
from portal.agreed import recipient, source, what
from portal.differing import contest_shown, shown
from portal.in_part import asked_of
from portal.lives import LifeShown, lived
from portal.open_facts import open_to
from portal.spoken import in_words, name_of
from portal.standing import Met
from portal.unconfirmed import Confirmation, Owed, confirmation, owed
from portal.view import View
from portal.words import ANOTHER_CASE, APPLY, DECLINE, GIVE, REFUSE, THE_PERSON, WHY, authority

_NO_DOCUMENTS: Mapping[str, Document] = MappingProxyType({})
SOURCES: dict[str, Labels] = {
    "person": THE_PERSON,
    "earlier": ANOTHER_CASE,
    "produced": {"ja": "手続の結果", "en": "the outcome of a procedure"},
    "registry": {"ja": "台帳", "en": "a register"},
}


class Wanted(View):
    """Which procedure wants an answer, and under which article."""

    procedure: str
    label: Labels
    article: str


class Option(View):
    """One thing that can be chosen: what to send, and what to show."""

    value: str
    label: Labels


class Piece(View):
    """One field of a record that is asked for."""

    name: str
    label: Labels
    type: str
    optional: bool


class Proposal(View):
    """What was said before, in the case `number`, and under which article it may be used again: to be confirmed."""

    value: JsonValue
    text: Labels
    number: str
    at: datetime
    article: str


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


class Accepts(View):
    """Which files a question takes: their media types, how many bytes each has at most, and where they are uploaded."""

    types: tuple[str, ...]
    at_most: int
    upload: str


class Agreement(View):
    """What a yes agrees to: who gets what, from which register, and the words in full."""

    recipients: tuple[Labels, ...]
    source: Labels
    what: tuple[Labels, ...]
    article: str
    words: Labels


class Asked(View):
    """One question: `type` says how to answer, `fields` what a record is made of, `options` from what to choose.

    `partial`: of a date a year or a month will do. `on` is the day it is asked of; none is now. `message` is what an
    authority said, `mapping` what other vocabularies call the same thing. `proposed` is
    confirmed by answering its value. A question that takes files says which it `accepts`. `said` is what sources say
    differently: the answer says which is right. `agreement` is what a yes consents to, if it does.
    """

    key: str
    on: date | None = None
    label: Labels
    about: str | None
    type: str
    many: bool
    optional: bool
    partial: bool
    required: bool
    why: Why
    because: Labels
    wanted: tuple[Wanted, ...]
    fields: tuple[Piece, ...]
    options: tuple[Option, ...]
    message: str | None
    mapping: dict[str, str]
    proposed: Proposal | None
    agreement: Agreement | None
    accepts: Accepts | None = None
    said: tuple[Said, ...] = ()


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


class Form(View):
    """The form of a case at one revision, to be answered with that revision.

    `stopped`: nothing can be applied for until a register is back; `unverified` says which, and what to do.
    """

    number: str
    revision: int
    submitted: bool
    stopped: bool
    questions: tuple[Asked, ...]
    facts: tuple[Shown, ...]
    unverified: tuple[Owed, ...]


def form(
    met: Met,
    directory: Directory,
    caller: Caller,
    kept: Mapping[str, Document] = _NO_DOCUMENTS,
    kinds: Collection[Kind] = KINDS,
) -> Form:
    """What is left to ask and what is known, in the order of the plan; no clerk sees what is another office's.

    `kept` are the documents of the case by hash, `kinds` those of files that are taken.
    """
    known = knowing(met.plan, met.stored.record, met.on)
    used = _shown(met, known, directory, caller, kept, _facts(known, caller))
    return Form(
        number=met.stored.number,
        revision=met.stored.revision,
        submitted=met.conclusions.submitted,
        stopped=met.conclusions.stopped,
        questions=tuple(_asked(met, known, directory, caller, one, kinds) for one in asked_of(met)),
        facts=tuple(used),
        unverified=tuple(owed(met, directory, seen.procedures(caller, met.target.known_at, met.conclusions), known)),
    )


def facts(met: Met, directory: Directory, caller: Caller, kept: Mapping[str, Document] = _NO_DOCUMENTS) -> Facts:
    """Every fact of a case that is open to a caller, in the order in which they came, otherwise as in the form."""
    known = knowing(met.plan, met.stored.record, met.on)
    every = _shown(met, known, directory, caller, kept, known.record.facts)
    return Facts(number=met.stored.number, revision=met.stored.revision, facts=tuple(every))


def _of_no_other_case(fact: Shown) -> Shown:
    """Who acts in one case is not told of the person's others."""
    return fact.model_copy(update={"source": fact.source.model_copy(update={"case": None})})


def _asked(
    met: Met, known: Known, directory: Directory, caller: Caller, question: Question, kinds: Collection[Kind]
) -> Asked:
    wanted = tuple(_wanted(met, procedure) for procedure in question.procedures)
    term = entry(met.plan, question.term) if question.term else None
    choice = term is None
    label = term.labels if term else (wanted[0].label if wanted else {})
    return Asked(
        key=question.key,
        on=question.on,
        label=label,
        about=name_of(known, question.subject),
        type="consent" if reading_of(question.key) else "choice" if choice else term.type if term else "",
        many=term.many if term else False,
        optional=term.optional if term else False,
        partial=term.partial if term else False,
        required=question.required,
        why=question.why,
        because=WHY[question.why],
        wanted=wanted,
        fields=tuple(_pieces(term)) if term else (),
        options=tuple(_options(known, question)),
        message=_message(met, question),
        mapping=term.mapping if term else {},
        proposed=_proposed(met, known, question, term),
        accepts=_accepts(met.stored.number, question.key, kinds) if term and takes_files(term) else None,
        said=tuple(_said(known, directory, one) for one in _differing(known, question) if open_to(caller, met, one)),
        agreement=_agreement(met, known, directory, question),
    )


def _agreement(met: Met, known: Known, directory: Directory, question: Question) -> Agreement | None:
    consent = asked_for(met.plan, known.record, known.on, question, met.stored.opened_at)
    if consent is None:
        return None
    return Agreement(
        recipients=tuple(recipient(met.plan, directory, code) for code in consent.recipients),
        source=source(met.plan, consent),
        what=what(met.plan, consent),
        article=consent.under,
        words=in_full(met.plan, directory, consent),
    )


def _differing(known: Known, question: Question) -> Iterator[Fact]:
    for one in known.differences if question.why == "conflict" else ():
        if (one.subject, one.term, one.on) == (question.subject, question.term, question.on):
            yield from one.facts


def _accepts(number: str, key: str, kinds: Collection[Kind]) -> Accepts:
    upload = f"/cases/{number}/documents?{urlencode({'question': key})}"
    return Accepts(types=tuple(kind.media_type for kind in kinds), at_most=LARGEST, upload=upload)


def _proposed(met: Met, known: Known, question: Question, term: Term | None) -> Proposal | None:
    fact = proposal(known.record, question.subject, question.term) if question.why == "confirm" else None
    if fact is None:
        return None
    return Proposal(
        value=plain(fact.value),
        text=in_words(known, fact.value, term),
        number=fact.provenance.earlier if met.within is None else "",
        at=fact.at,
        article=fact.provenance.under,
    )


def _pieces(term: Term) -> Iterator[Piece]:
    for name, field in term.fields.items():
        yield Piece(name=name, label=field.labels, type=field.type, optional=field.optional)


def _wanted(met: Met, procedure: str) -> Wanted:
    definition = met.plan.procedures[procedure].definition
    return Wanted(procedure=procedure, label=definition.title, article=str(definition.basis))


def _options(known: Known, question: Question) -> Iterator[Option]:
    """Yes or no to a consent; apply or not for a claim; the subjects on the list for a choice among; else nothing."""
    if reading_of(question.key):
        yield Option(value="give", label=GIVE)
        yield Option(value="refuse", label=REFUSE)
        return
    if not question.term:
        yield Option(value="apply", label=APPLY)
        yield Option(value="decline", label=DECLINE)
        return
    term = entry(known.plan, question.term)
    among = known.value(term.among) if term and term.among else None
    if isinstance(among, Listing):
        for number, item in enumerate(among.items, 1):
            if isinstance(item, Subject):
                name = name_of(known, item.id)
                title = known.plan.vocabularies[item.vocabulary].title
                nameless = {language: f"{word} {number}" for language, word in title.items()}
                yield Option(value=item.id, label={"ja": name, "en": name} if name else nameless)


def _message(met: Met, question: Question) -> str | None:
    """What the authority wrote when it asked for this to be put right (補正)."""
    if question.why != "correction":
        return None
    for filing in met.stored.record.filings.values():
        correction = filing.open_correction
        if correction and any(question.key.startswith(item) for item in correction.items):
            return correction.message or None
    return None


def _used(known: Known) -> Iterator[Fact]:
    """Of each term of each subject the fact that counts, not always the one that came last; of two that differ both."""
    differing = {one.key for one in known.declared if one.reply == "differs"}
    for (subject, term), held in known.facts.items():
        value = known.fact(Subject(subject, term.partition(".")[0]), term.partition(".")[2])
        counting = [fact for fact in reversed(held) if fact.value == value and fact.provenance.on is None]
        # Of two sources that say the same it is the person's word that counts.
        yield from sorted(counting, key=lambda fact: fact.provenance.source != "person")[:1]
        if (subject, term, None) in differing:
            yield from [f for f in held if f.provenance.source == "registry" and f.provenance.on is None][-1:]
        yield from {fact.provenance.on: fact for fact in held if fact.provenance.on}.values()


def _shown(
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
            aside = tuple(_said(known, directory, other) for other in others if open_to(caller, met, other))
            said, papers = _said(known, directory, fact), tuple(_documents(kept, fact))
            one = _one(met, known, directory, said, aside, fact, life, papers)
            yield one if met.within is None else _of_no_other_case(one)


def _facts(known: Known, caller: Caller) -> Iterator[Fact]:
    """What is used; and, to the person, what is used no more since they withdrew their consent to it."""
    yield from _used(known)
    if caller.role == "person":
        yield from {(f.subject, f.term): f for f in known.record.facts if _is_withdrawn(known, f)}.values()


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


def _said(known: Known, directory: Directory, fact: Fact) -> Said:
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
