"""What is left to ask: each question with why, for which procedure, and how to answer it."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from urllib.parse import urlencode

from pydantic import JsonValue

from ichido.case.conclusions import Question
from ichido.case.consenting import asked_for
from ichido.case.files import takes_files
from ichido.case.known import Known
from ichido.case.record import Fact, proposal
from ichido.case.values import plain
from ichido.compiler.consents import reading_of
from ichido.compiler.plan import Why
from ichido.compiler.terms import entry
from ichido.documents.kinds import Kind
from ichido.documents.pieces import LARGEST
from ichido.language.kinds.model import Labels
from ichido.language.kinds.vocabulary import Term
from ichido.partners import Directory
from ichido.rules.values import Listing, Subject
from ichido.security.access import Caller
from portal.agreed import in_words as in_full
from portal.agreed import recipient, source, what
from portal.open_facts import open_to
from portal.preview import Said, say
from portal.spoken import in_words, name_of
from portal.standing import Met
from portal.view import View
from portal.words import APPLY, DECLINE, GIVE, REFUSE, WHY


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


def asked(
    met: Met, known: Known, directory: Directory, caller: Caller, question: Question, kinds: Collection[Kind]
) -> Asked:
    """A question as it is put to a caller."""
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
        said=tuple(say(known, directory, one) for one in _differing(known, question) if open_to(caller, met, one)),
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
