"""What both rivals do for a case, in transactions of their own: ask, keep, send, write letters."""

import asyncio
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.rivals import holding, law
from benchmarks.rivals.known import Known
from benchmarks.rivals.law import Filing, Read
from benchmarks.rivals.messages import Outcome
from ichido.case.payload import Payload
from ichido.case.record import Fact, Provenance
from ichido.case.values import Places, plain, read
from ichido.channels.channel import Doubtful, Sent
from ichido.doors.authorities import SendResult
from ichido.doors.desk import Desk
from ichido.notices.contents import Contents, Produced
from ichido.notices.render import render
from ichido.rules.values import NONE, Listing, Subject, Value
from ichido.security import introductions
from ichido.services.data_service import Answer, Failure, Purpose, Record
from ichido.store import cases, disclosures, inbox, names, notices, outbox
from ichido.store.cases import StoredCase
from ichido.store.disclosures import Use
from ichido.store.names import Called, Named
from ichido.store.notices import Delivery
from ichido.store.outbox import Submission
from ichido.store.projections import Projection, project
from ichido.store.tell import NoSuchCase

REGISTRY_SECONDS = 30.0
FAVOURABLE = ("accepted", "granted", "issued", "done")
RESOURCES = {
    "resident-register": "residents",
    "card-register": "cards",
    "seal-register": "seals",
    "child-allowance-ledger": "child-allowance",
    "health-insurance-qualification": "qualification",
    "public-accounts": "accounts",
    "municipal-tax": "tax",
}
"""What a register is called at its office, where that is not its name."""

SINCE = {"address": "address/since", "head": "head_since"}
LINKS = {"household": "household", "members": "person", "head": "person", "children": "person"}
LINKS |= {"cars": "vehicle", "light_cars": "vehicle"}
TYPES = {
    "name": "person-name",
    "address": "address",
    "account": "bank-account",
    **dict.fromkeys(("birth_date", "card_expires", "signature_expires", "entered_on"), "date"),
    **dict.fromkeys(("pension_linked", "licence_follows", "tax_exempt"), "boolean"),
}
DERIVED = {"move.movers.leaves_on": ("move", "date"), "move.movers.address": ("move", "new_address")}


@dataclass(frozen=True, slots=True)
class Question:
    """A question to a register, of whom by what its office calls them, in what it calls the case."""

    read: Read
    office: str
    called: Mapping[str, Called]
    case: str


@dataclass(frozen=True)
class Work:
    """One case at one desk, with what is known of it."""

    desk: Desk
    letters: Mapping[str, str]
    stored: StoredCase
    known: Known
    places: Places

    @classmethod
    async def on(cls, desk: Desk, letters: Mapping[str, str], session: AsyncSession, number: str) -> "Work":
        """Take up a case; `letters` are the texts of notices by name."""
        stored = await cases.load(session, number)
        if stored is None:
            raise NoSuchCase(number)
        return cls(desk, letters, stored, Known(stored), (await desk.operation()).places)

    async def log(self, session: AsyncSession, reads: Iterable[Read]) -> tuple[Question, ...]:
        """Write down what is about to be asked; what was answered is not asked again."""
        at = datetime.now(UTC)
        every = [(one, self.known.office(one.office), self.known.whose(one.whose)) for one in reads]
        wanted = [each for each in every if not self._answered(*each)]
        asked: dict[str, set[str]] = {}
        for _, office, whose in wanted:
            asked.setdefault(office, set()).update(whose)
        words = {office: await self._words(session, office, asked[office]) for office in sorted(asked)}
        questions = tuple(
            Question(one, office, {who: words[office][1][who] for who in whose}, words[office][0])
            for one, office, whose in wanted
        )
        await disclosures.asked(session, (use for question in questions for use in self._uses(question, at)))
        return questions

    async def ask(self, questions: Iterable[Question]) -> list[tuple[Question, Answer | Failure]]:
        """Put all questions at once."""
        asked = list(questions)
        return list(zip(asked, await asyncio.gather(*(self._ask(one) for one in asked)), strict=True))

    async def keep(
        self, session: AsyncSession, answers: Iterable[tuple[Question, Answer | Failure]]
    ) -> tuple[str, ...]:
        """Write what registers gave, with who obtained it; gives the registers that did not answer."""
        at, came = datetime.now(UTC), list(answers)
        given = [(question, answer) for question, answer in came if isinstance(answer, Answer)]
        spoken = {one: None for question, answer in given for one in self._spoken(question, answer)}
        heard = (await names.hear(session, spoken)).subjects
        links = {(one.partner, one.vocabulary, one.name): subject for one, subject in heard.items()}
        held: dict[Fact, str] = {}
        for question, answer in given:
            holder = self.known.office(question.read.holder)
            held |= dict.fromkeys(self._facts(question, answer.records, links, at), holder)
        await self._add(session, held)
        await disclosures.obtained(session, (use for question, _ in given for use in self._uses(question, at)))
        return tuple(question.read.register for question, answer in came if isinstance(answer, Failure))

    async def record(self, session: AsyncSession, heard: Iterable[Outcome]) -> None:
        """Write what favourable outcomes produce."""
        at = datetime.now(UTC)
        for outcome in heard:
            filing, about = law.filing(outcome.key)
            if filing.produces and outcome.outcome in FAVOURABLE:
                body = await inbox.received_body(session, outcome.authority, outcome.event)
                said = json.loads(body or b"{}").get("with") or {}
                made = Provenance("produced", authority=outcome.authority, acts=(filing.basis,), filing=outcome.key)
                produced = self._produced(filing, about, said, made, at)
                await self._add(session, dict.fromkeys(produced, self.known.office(filing.office)))

    async def put(self, session: AsyncSession, keys: Iterable[str], among: tuple[str, ...]) -> tuple[Submission, ...]:
        """Put filings into the outbox with the lines of who is sent what, and take them out for their first attempt."""
        at, wanted = datetime.now(UTC), tuple(keys)
        for key in wanted:
            one = await self._submission(session, key, law.notes(key, among), at)
            if await outbox.put(session, one):
                await disclosures.submitted(session, self._sent(one, at))
        ids = await outbox.ids_of(session, self.known.case, [(key, 1) for key in wanted])
        return await outbox.take(session, ids, at)

    async def send(self, submissions: Iterable[Submission]) -> list[tuple[Submission, SendResult]]:
        """Send all at once; who may have it is asked by key."""
        taken = list(submissions)
        return list(zip(taken, await asyncio.gather(*(self._send(one) for one in taken)), strict=True))

    async def mark(
        self, session: AsyncSession, keys: Collection[str], results: Iterable[tuple[Submission, SendResult]]
    ) -> tuple[str, ...]:
        """Write down what arrived; gives what of these filings did not, whoever has tried to send it."""
        at = datetime.now(UTC)
        for submission, result in results:
            if isinstance(result, Sent):
                await outbox.mark_sent(session, submission.id, at, result.receipt)
            else:
                await outbox.mark_failed(session, submission.id, result.code, at)
        lines = await outbox.of_case(session, self.known.case)
        return tuple(line.key for line in lines if line.key in keys and line.state == "queued")

    def decided(self, keys: Iterable[str]) -> tuple[Outcome, ...]:
        """What the rule comes to, for those that it decides."""
        return tuple(self._decided(key) for key in keys if law.ruled(key))

    async def write(self, session: AsyncSession, outcomes: Iterable[Outcome]) -> None:
        """Put a letter for each outcome into the mailbox, once."""
        titles = self.desk.authorities.directory.titles("ja")
        for outcome in outcomes:
            filing, about = law.filing(outcome.key)
            contents = Contents(
                case=self.known.case,
                procedure=filing.title,
                authority=titles[self.known.office(filing.office)],
                outcome=outcome.outcome,
                on=self.today,
                amount=law.decide(self.known, about, self.today) if law.ruled(outcome.key) else None,
                produced=tuple(Produced(label, self._said(path, about)) for path, label in filing.produces.items()),
            )
            letter = render(self.letters[f"{filing.filing}.{outcome.outcome}.ja.md"], contents.values(), "ja")
            name = f"{outcome.key}/1/outcome/{outcome.sequence}/{outcome.outcome}"
            to = self.known.applicant
            now = datetime.now(UTC)
            await notices.deliver(session, Delivery(self.known.case, name, to, outcome.key, "ja", letter, now))

    async def remind(self, session: AsyncSession, key: str) -> None:
        """Tell the person that the period of a filing has ended; nothing for none."""
        if not key:
            return
        filing, _ = law.filing(key)
        authority = self.desk.authorities.directory.titles("ja")[self.known.office(filing.office)]
        contents = Contents(self.known.case, filing.title, authority, "", self.today)
        letter = render(self.letters["overdue.ja.md"], contents.values(), "ja")
        to, now = self.known.applicant, datetime.now(UTC)
        await notices.deliver(session, Delivery(self.known.case, f"{key}/overdue", to, key, "ja", letter, now))

    async def close(self, session: AsyncSession, why: str) -> None:
        """Close the case in the lists of portals, for a reason; nothing for none."""
        if why:
            closed = Projection(1, "closed", datetime.now(UTC), why, self.stored.revision)
            await project(session, self.known.case, closed)

    @property
    def today(self) -> date:
        """What day it is for the case."""
        return (datetime.now(UTC) + timedelta(seconds=self.stored.shift)).astimezone(law.TOKYO).date()

    def _decided(self, key: str) -> Outcome:
        paid = law.decide(self.known, law.filing(key)[1], self.today)
        return Outcome(key, "refused" if paid is None else "granted")

    def _answered(self, one: Read, office: str, whose: tuple[str, ...]) -> bool:
        vocabulary = _vocabulary(one.whose)
        wanted = ((who, f"{vocabulary}.{term}", one.register, office) for who in whose for term in one.terms)
        return all(source in self.known.sources for source in wanted)

    async def _words(
        self, session: AsyncSession, office: str, whose: Collection[str]
    ) -> tuple[str, Mapping[str, Called]]:
        """What an office calls the case, and these subjects."""
        generation = self.desk.registries.directory.generation(office)
        case = await names.case_called(session, office, generation, self.known.case)
        return case, await names.call(session, office, generation, whose)

    async def _ask(self, question: Question) -> Answer | Failure:
        one, partner = question.read, self.desk.registries.directory.partner(question.office)
        if partner is None:
            return Failure("unavailable", "no-partner")
        fields = (*one.terms, *(SINCE[term] for term in one.terms if term == "head"))
        purpose, resource = Purpose(one.procedure, one.under, question.case), RESOURCES.get(one.register, one.register)
        whom = {called.name: self._letter(question.office, called) for called in question.called.values()}
        return await self.desk.registries.service.ask(partner, resource, whom, fields, purpose, None, REGISTRY_SECONDS)

    def _letter(self, office: str, called: Called) -> str | None:
        """What introduces somebody whom the office may not have met under this name."""
        secret = self.desk.registries.directory.linking()
        if secret is None or called.linked is None:
            return None
        return introductions.write(secret, "to-partner", office, called.name, called.linked)

    def _spoken(self, question: Question, answer: Answer) -> Iterator[Named]:
        """Whom an answer names, and whom it introduces of those asked about."""
        vocabulary = _vocabulary(question.read.whose)
        for called in question.called.values():
            if called.name in answer.letters:
                yield self._named(question.office, vocabulary, called.name, answer)
            record = answer.records[called.name] or {}
            for term in LINKS.keys() & set(question.read.terms):
                for name in _listed(record.get(term)):
                    yield self._named(question.office, LINKS[term], name, answer)

    def _named(self, office: str, vocabulary: str, name: str, answer: Answer) -> Named:
        secret, letter = self.desk.registries.directory.linking(), answer.letters.get(name)
        if secret is None or letter is None:
            return Named(office, vocabulary, name)
        linked = introductions.read(secret, "from-partner", office, name, letter)
        assert linked is not None, "the office's letter is of the name it came with"
        return Named(office, vocabulary, name, linked)

    def _facts(
        self,
        question: Question,
        records: Mapping[str, Record | None],
        links: Mapping[tuple[str, str, str], Subject],
        at: datetime,
    ) -> Iterator[Fact]:
        one, vocabulary = question.read, _vocabulary(question.read.whose)
        for who, called in question.called.items():
            record = records[called.name] or {}
            for term in one.terms:
                since = _since(record, term)
                source = Provenance("registry", one.register, question.office, one.grant, one.under, (one.act,), since)
                value = self._value(term, record.get(term), question.office, links)
                yield Fact(who, f"{vocabulary}.{term}", value, source, at)

    def _value(self, term: str, raw: Any, office: str, links: Mapping[tuple[str, str, str], Subject]) -> Value:
        if term in LINKS:
            found = tuple(links[office, LINKS[term], one] for one in _listed(raw))
            return Listing(found, complete=True) if isinstance(raw, list) else found[0]
        return NONE if raw is None else read(TYPES.get(term, "text"), raw, self.places)

    def _produced(
        self, filing: Filing, about: str, said: Mapping[str, Any], made: Provenance, at: datetime
    ) -> Iterator[Fact]:
        for path in filing.produces:
            for subject, term in self.known.named(path, about):
                name = term.partition(".")[2]
                whose, derived = DERIVED.get(path, ("", ""))
                value = self.known[self.known.move, derived] if whose else _read(name, said[path], self.places)
                yield Fact(subject, term, value, made, at)

    async def _add(self, session: AsyncSession, held: Mapping[Fact, str]) -> None:
        """Write facts with who holds them; those that an earlier try has written are not written again."""
        new = {fact: holder for fact, holder in held.items() if _source(fact) not in self.known.sources}
        await holding.keep(session, self.known, new)

    async def _submission(self, session: AsyncSession, key: str, noted: tuple[str, ...], at: datetime) -> Submission:
        """What an office is sent, in its own names for everybody."""
        case, filing, id_ = self.known.case, law.filing(key)[0], uuid4()
        body: dict[str, Any] = {"case": case, **self._filed(key)}
        if law.ruled(key):
            body["conclusion"] = self._conclusion(key)
        if noted:
            body["notes"] = [self._filed(other) | {"under": law.filing(other)[0].noted_under} for other in noted]
        told, office = Payload(body), self.known.office(filing.office)
        generation = self.desk.authorities.directory.generation(office)
        called = await names.call(session, office, generation, {one.id for one in told.subjects()})
        payload = told.written({who: one.name for who, one in called.items()}, str(id_))
        return Submission(id_, case, key, 1, office, str(id_), payload, at, notes=dict.fromkeys(noted, 1))

    def _filed(self, key: str) -> dict[str, Any]:
        filing, about = law.filing(key)
        fields = {path: self.known.at(path, about) for path in filing.needs}
        whom = Subject(about, "person") if about else None
        return {"procedure": filing.filing, "about": whom, "version": 1, "payload": fields}

    def _conclusion(self, key: str) -> dict[str, Any]:
        paid = law.decide(self.known, law.filing(key)[1], self.today)
        if paid is None:
            return {"eligible": False}
        return {"eligible": True, "amount": paid, "pay_to": self.known.at("applicant.account", "")}

    async def _send(self, submission: Submission) -> SendResult:
        channel, partner = self.desk.authorities.channel, self.desk.authorities.directory.partner(submission.authority)
        if partner is None:
            return Doubtful("no-partner")
        result = await channel.send(partner, submission.idempotency_key, submission.payload, datetime.now(UTC))
        if isinstance(result, Doubtful):
            return await channel.reconcile(partner, submission.idempotency_key) or result
        return result

    def _uses(self, question: Question, at: datetime) -> Iterator[Use]:
        one, vocabulary = question.read, _vocabulary(question.read.whose)
        terms, act = tuple(f"{vocabulary}.{term}" for term in one.terms), one.procedure
        partner = f"{one.register}@{question.office}"
        for who in question.called:
            yield Use(at, self.known.case, act, one.act, one.under, act, partner, "registry", who, terms)

    def _sent(self, submission: Submission, at: datetime) -> Iterator[Use]:
        for key in (submission.key, *submission.notes):
            filing, about = law.filing(key)
            more = ("applicant.account",) if law.ruled(key) else ()
            by_subject: dict[str, list[str]] = {}
            for path in (*filing.needs, *more):
                for subject, term in self.known.named(path, about):
                    by_subject.setdefault(subject, []).append(term)
            under = filing.noted_under if key in submission.notes else filing.basis
            for subject, terms in by_subject.items():
                act, to = filing.filing, submission.authority
                yield Use(at, self.known.case, act, filing.basis, under, act, to, "authority", subject, tuple(terms))

    def _said(self, path: str, about: str) -> str:
        said = (getattr(value, "text", None) or plain(value) for value in self.known.values(path, about))
        return "、".join(dict.fromkeys(map(str, said)))


def _vocabulary(whose: str) -> str:
    return {"household": "household", "cars": "vehicle"}.get(whose, "person")


def _listed(raw: Any) -> list[Any]:
    return raw if isinstance(raw, list) else [raw]


def _since(record: Record, term: str) -> date | None:
    where = record.get("address") if term == "address" else record
    written = where.get(SINCE[term].rpartition("/")[2]) if term in SINCE and isinstance(where, Mapping) else None
    return date.fromisoformat(written) if isinstance(written, str) else None


def _read(term: str, raw: Any, places: Places) -> Value:
    return read(TYPES.get(term, "text"), raw, places)


def _source(fact: Fact) -> tuple[str, str, str, str]:
    return fact.subject, fact.term, fact.provenance.registry, fact.provenance.authority
