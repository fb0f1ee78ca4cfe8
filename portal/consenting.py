"""Consents kept as they are given, with the words that were shown; shown again; and taken back."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from ichido.case.conclusions import Conclusions
from ichido.case.consents import partners_withdrawn
from ichido.case.record import Change, Consent, Record
from ichido.case.withdrawing import NotWithdrawable, concerned, withdraw
from ichido.compiler.plan import Plan
from ichido.compiler.terms import term_of
from ichido.doors.arrived import take_back_task
from ichido.language.kinds.model import label
from ichido.partners import Directory
from ichido.security.access import Caller
from ichido.store import consents, disclosures, outbox, tasks
from ichido.store.consents import ConsentLine, Kind, Shown
from ichido.store.disclosures import Use
from ichido.store.outbox import UNDER_WAY, OutboxLine
from ichido.store.tell import Told, tell_locked
from portal.agreed import LANGUAGES, in_words
from portal.face import Face
from portal.problem import Fault, Problem
from portal.receipts import Agreed, receipt
from portal.standing import Met, meet


def only_theirs(caller: Caller, given: Iterable[Consent]) -> None:
    """Problem unless the person consents, or a clerk types what a paper of theirs shows and says which.

    No representative consents for a person: no definition says yet that law lets one.
    """
    keys = [one.key for one in given if caller.role != "person" and not (caller.role == "clerk" and one.evidence)]
    if not keys:
        return
    if caller.role == "clerk":
        detail = "a clerk types only a consent that the person gave on paper"
        help_ = "say in `evidence`, under this key, which signed paper shows it"
        raise Problem(422, "no-evidence", detail, [Fault(key, "no-evidence", help_) for key in keys])
    detail = f"a {caller.role} cannot consent for the person: leave these to them"
    faults = [Fault(key, "not-yours-to-give", "only the person can consent to this") for key in keys]
    raise Problem(403, "not-yours-to-give", detail, faults)


async def keep(session: AsyncSession, face: Face, met: Met, told: Told) -> None:
    """Write the receipts of what was consented to in this transaction, and log it."""
    before = {consent.id for consent in met.stored.record.consents}
    for consent in told.record.consents:
        if consent.id not in before:
            await _write(session, face.directory, met, consent, "given", consent.given_at)
            await disclosures.consented(session, _uses(met, consent, consent.given_at))


@dataclass(frozen=True, slots=True)
class SentAlready:
    """What an authority has, or may have: it stays there; `asked_back` if somebody asks them to give it back."""

    key: str
    authority: str
    at: datetime | None
    asked_back: bool


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What follows from a withdrawal: what was stopped, what had been sent to whom, and what may be on its way now.

    Who fetches what is meant for them may have done so already.
    """

    conclusions: Conclusions
    consent: Agreed
    stopped: tuple[str, ...]
    sent: tuple[SentAlready, ...]
    under_way: tuple[str, ...]
    closed: bool


async def take_withdrawn(face: Face, caller: Caller, number: str, id_: str, evidence: str) -> TakenBack:
    """Withdraw a consent, also in a closed case; Problem 404 for one that was not given, 409 for one taken back."""
    now = face.now()
    by = "clerk" if caller.role == "clerk" else "person"
    async with face.store.transaction() as session:
        await outbox.hold(session, number)
        met = await meet(session, face, caller, number, "withdraw", lock=True)
        if by == "clerk" and not evidence:
            raise Problem(
                422, "no-evidence", "say in `evidence` which paper of the person shows that they take it back"
            )

        def make(plan: Plan, record: Record, on: date) -> Change:
            try:
                return withdraw(plan, record, on, met.conclusions, id_, now, by, evidence)  # type: ignore[arg-type]  # two words
            except NotWithdrawable as error:
                status = 409 if any(one.id == id_ for one in record.consents) else 404
                raise Problem(status, "not-withdrawable", str(error)) from None

        told = await tell_locked(session, met.stored, now, make)
        consent = next(one for one in told.record.consents if one.id == id_)
        given = await _write(session, face.directory, met, consent, "withdrawn", now)
        await disclosures.withdrawn(session, _uses(met, consent, now))
        keys = concerned(consent, met.conclusions)
        stopped = await outbox.withdraw(session, number, keys)
        sent = tuple(_sent(told.record, keys, await outbox.of_case(session, number)))
        for key in dict.fromkeys(one.key for one in sent if one.asked_back):
            await tasks.make(session, take_back_task(number, key, now))
    fetching = face.directory.fetching()
    on_the_way = tuple(one.key for one in stopped if one.authority in fetching or _under_way(one, now))
    return TakenBack(
        conclusions=told.conclusions,
        consent=receipt(met.plan, face.directory, number, consent, given),
        stopped=tuple(one.key for one in stopped if one.key not in on_the_way),
        sent=sent,
        under_way=on_the_way,
        closed=met.stored.closed_at is not None,
    )


async def receipts(face: Face, caller: Caller, number: str) -> tuple[Agreed, ...]:
    """Every consent given in a case, those withdrawn too, oldest first."""
    async with face.store.transaction() as session:
        met = await meet(session, face, caller, number, "consents")
        given = {line.consent: line for line in await consents.of_case(session, number) if line.kind == "given"}
    found = met.stored.record.consents
    return tuple(receipt(met.plan, face.directory, number, one, given[one.id]) for one in found)


async def _write(
    session: AsyncSession, directory: Directory, met: Met, consent: Consent, kind: Kind, at: datetime
) -> ConsentLine:
    """Add a line; gives that of the giving."""
    number = met.stored.number
    if kind == "given":
        language = met.stored.language if met.stored.language in LANGUAGES else "en"
        shown = Shown.of(language, label(in_words(met.plan, directory, consent), language, ""))
        line = ConsentLine(consent.id, kind, at, shown)
        await consents.add(session, number, line)
        return line
    of = (line for line in await consents.of_case(session, number) if line.consent == consent.id)
    given = next(line for line in of if line.kind == "given")
    await consents.add(session, number, ConsentLine(consent.id, kind, at, given.shown))
    return given


def _uses(met: Met, consent: Consent, at: datetime) -> Iterator[Use]:
    """One line for each procedure and recipient, as the log has it for what is asked and sent."""
    terms = tuple(dict.fromkeys(term_of(met.plan, path) or path for path in consent.terms))
    for procedure, act in zip(consent.procedures, consent.acts, strict=True):
        for recipient in consent.recipients:
            yield Use(
                at=at,
                case=met.stored.number,
                procedure=procedure,
                act=act,
                under=consent.under,
                purpose=procedure,
                partner=recipient,
                partner_kind="authority",
                subject=consent.subject,
                terms=terms,
            )


def _sent(record: Record, keys: Collection[str], lines: Iterable[OutboxLine]) -> Iterator[SentAlready]:
    """What has left under the consent; a partner is asked to give it back, an authority keeps what it decides on."""
    for line in lines:
        if line.state not in ("sent", "doubtful"):
            continue
        for key in (line.key, *line.notes):
            if key in keys:
                asked_back = bool(partners_withdrawn(record, (key,)))
                yield SentAlready(key, line.authority, line.sent_at, asked_back)


def _under_way(line: OutboxLine, now: datetime) -> bool:
    """A sender has taken it and not said yet what came of it: it may arrive all the same."""
    return line.last_error == UNDER_WAY and line.next_attempt_at > now
